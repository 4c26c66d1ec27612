from . import aging_workbook
