from . import test_delivery_evidence
