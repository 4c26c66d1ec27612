from . import test_accrual, test_billing, test_interest_terms, test_tools_interest, test_waiver
