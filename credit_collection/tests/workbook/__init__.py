from . import test_workbook, test_workbook_sheet
