from . import credit_commission_workbook
