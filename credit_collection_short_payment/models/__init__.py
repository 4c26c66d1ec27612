# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_short_payment_rule,
    credit_short_payment,
    credit_short_payment_gather,
    credit_short_payment_decide,
    credit_short_payment_waive,
    account_move,
    account_partial_reconcile,
    credit_profile,
    res_company,
)
