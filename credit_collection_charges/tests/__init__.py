from . import test_interest_terms, test_tools_interest
