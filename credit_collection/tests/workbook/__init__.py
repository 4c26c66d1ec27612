from . import test_fast_worksheet, test_workbook
