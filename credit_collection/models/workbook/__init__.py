from . import credit_workbook_download
