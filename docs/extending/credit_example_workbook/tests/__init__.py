from . import test_workbook_example
