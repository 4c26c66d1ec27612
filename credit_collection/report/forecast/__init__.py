from . import credit_open_item_report, overdue_workbook
