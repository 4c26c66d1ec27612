# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_hold_rules_mixin,
    credit_rating,
    credit_rating_hold_rules,
    credit_rating_term,
    credit_rating_segment,
    credit_rating_log,
    credit_rating_benefit,
    credit_profile,
    account_payment_term,
    res_company,
    res_company_unrated,
    res_config_settings,
)
