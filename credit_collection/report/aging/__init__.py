# ruff: noqa: I001 - a model is defined before the files that extend it
from . import credit_aging_item, credit_aging, aging_workbook, credit_aging_report
