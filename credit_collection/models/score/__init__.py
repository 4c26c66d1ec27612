# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_criterion,
    credit_scorecard,
    credit_scorecard_history,
    credit_scorecard_measures,
    credit_scorecard_past,
    credit_profile,
    credit_score,
    credit_profile_accounts,
    credit_outside_mixin,
    credit_external_score,
    credit_annual_accounts,
    res_company,
    res_config_settings,
    credit_profile_merge,
)
