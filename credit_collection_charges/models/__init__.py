from . import credit_interest_rule
