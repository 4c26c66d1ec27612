# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    open_items,
    open_item_values,
    credit_exposure,
    credit_exposure_parts,
    credit_profile,
    account_move,
    account_move_line,
    account_partial_reconcile,
    credit_receipts,
    res_currency,
    res_partner,
    sale_order,
    sale_order_closing,
    sale_order_line,
    res_company_settings,
    res_config_settings,
)
