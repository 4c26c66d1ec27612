from . import insurance_workbook
