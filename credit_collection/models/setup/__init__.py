from . import credit_followup, res_company
