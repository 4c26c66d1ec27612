# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_reason,
    account_move,
    account_payment,
    credit_payment_return,
    credit_payment_return_entry,
    credit_payment_return_level,
    credit_receipts,
    credit_scorecard,
    credit_alert_rule,
    credit_profile,
    res_company,
    res_config_settings,
)
