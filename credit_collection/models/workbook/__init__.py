# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_workbook_download,
    credit_workbook_editor,
    credit_workbook_editor_contact,
    credit_workbook_editor_promise,
    credit_workbook_schedule,
    credit_workbook_mail,
    credit_workbook_successor,
    credit_workbook_upload,
)
