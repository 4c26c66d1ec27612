from . import credit_evidence
