# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_profile_grace,
    credit_limit_conversion,
    credit_profile_currency,
    credit_profile_log,
    credit_policy_log,
    credit_policy_log_past,
    credit_manual_rating,
    credit_decision_end,
    credit_limit_notice,
    credit_limit_group,
    credit_profile_group,
    res_currency_rate,
    res_company,
    res_config_settings,
    credit_rating,
    credit_profile_merge,
)
