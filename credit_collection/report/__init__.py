from . import (
    credit_dispute_report,
    credit_followup_run,
    credit_open_item_report,
    credit_timeline,
    overdue_workbook,
    overdue_workbook_debts,
    overdue_workbook_evidence,
)
