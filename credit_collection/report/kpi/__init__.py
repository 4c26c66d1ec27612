from . import credit_followup_effect, credit_followup_effect_cases, overdue_workbook
