from . import test_legal_charges
