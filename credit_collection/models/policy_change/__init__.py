# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_policy_change,
    credit_policy_change_line,
    credit_policy_change_preview,
    credit_policy_effect,
    credit_policy_replay,
    credit_policy_replay_cases,
    credit_policy_replay_outcomes,
    credit_policy_replay_line,
    credit_policy_replay_result,
    credit_policy_change_replay,
    credit_rating,
    credit_rating_log,
    res_company,
)
