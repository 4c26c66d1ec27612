from . import overdue_workbook, overdue_workbook_debts, overdue_workbook_evidence
