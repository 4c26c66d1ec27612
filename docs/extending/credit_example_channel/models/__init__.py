from . import credit_example_fax, credit_followup
