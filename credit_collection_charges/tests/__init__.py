from . import test_accrual, test_interest_terms, test_tools_interest
