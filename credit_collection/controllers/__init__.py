from . import overdue_workbook, promise
