# ruff: noqa: I001 - in a room, a model is defined before the files that extend it
from . import (
    credit_payment_milestone,
    credit_payment_milestone_figures,
    credit_payment_milestone_invoice,
    credit_payment_milestone_night,
    credit_payment_schedule,
    credit_cash_in,
    configuration,
    credit_hold,
    sale_order,
    sale_order_line,
)
