# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_bill,
    credit_bill_entry,
    credit_bill_step,
    credit_bill_night,
    account_move,
    credit_alert_rule,
    credit_cash,
    credit_exposure,
    credit_open_item,
    credit_profile_merge,
    res_company,
)
