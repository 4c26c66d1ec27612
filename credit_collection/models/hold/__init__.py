# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    configuration,
    credit_profile,
    credit_check_standing,
    credit_check_overdue,
    credit_hold,
    credit_hold_rules,
    credit_hold_evaluation,
    credit_hold_exclusion,
    credit_hold_explanation,
    credit_hold_past,
    sale_order,
    sale_order_watch,
    sale_order_confirm,
    sale_order_check,
    received,
)
