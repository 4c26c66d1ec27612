from . import credit_timeline, overdue_workbook
