from . import credit_followup, credit_profile
