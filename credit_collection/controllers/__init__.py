from . import overdue_workbook, payment, promise
