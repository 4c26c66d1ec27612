from . import credit_followup
