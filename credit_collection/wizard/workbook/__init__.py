from . import (
    credit_workbook_import,
    credit_workbook_import_apply,
    credit_workbook_import_check,
    credit_workbook_import_records,
)
