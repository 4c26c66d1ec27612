from . import credit_payment_milestone_report, overdue_workbook
