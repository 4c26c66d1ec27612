# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_profile,
    credit_profile_parts,
    credit_profile_sorting,
    account_move_line,
    res_company,
    res_currency,
    res_partner,
    sale_order,
    sale_order_closing,
    sale_order_line,
)
