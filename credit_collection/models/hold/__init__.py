# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_profile_standing,
    credit_profile_overdue,
    credit_hold,
    credit_hold_evaluation,
    credit_hold_message,
    credit_hold_exclusion,
    credit_hold_explanation,
    payment_transaction,
    sale_order,
    sale_order_check,
    sale_order_prepayment,
    sale_order_evidence,
)
