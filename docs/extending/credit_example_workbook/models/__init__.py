from . import overdue_workbook
