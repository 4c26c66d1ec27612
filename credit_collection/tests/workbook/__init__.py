from . import test_paid, test_workbook, test_workbook_figures, test_workbook_sheet

__all__ = [name for name in dir() if name.startswith("test_")]
