from . import commission_workbook
