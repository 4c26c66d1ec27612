# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_payee_approval,
    credit_payee_account,
    credit_letter_check,
    account_move,
    account_move_send,
    customer_texts,
    payment_provider,
    res_company,
    res_config_settings,
    res_partner_bank,
)
