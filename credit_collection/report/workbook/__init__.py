from . import (
    overdue_workbook,
    overdue_workbook_customers,
    overdue_workbook_evidence,
    overdue_workbook_items,
    overdue_workbook_names,
    overdue_workbook_overview,
    overdue_workbook_round_trip,
    starting_template,
)
