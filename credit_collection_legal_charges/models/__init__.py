from . import credit_case_cost, credit_charge, credit_evidence
