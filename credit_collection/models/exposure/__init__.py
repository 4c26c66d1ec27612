# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    open_items,
    open_item_values,
    credit_exposure,
    credit_exposure_parts,
    credit_profile,
    credit_profile_overview,
    account_entries,
    settlements,
    credit_past_account,
    res_currency,
    res_partner,
    configuration,
)
