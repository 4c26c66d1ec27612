# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_profile,
    credit_policy_log,
    credit_review,
    credit_review_explanation,
    credit_review_decision,
    credit_review_approval,
    credit_review_escalation,
    credit_review_request,
    credit_review_currency,
    credit_review_line,
    credit_review_deferral,
    credit_profile_tier,
    sale_order,
    res_company,
    res_config_settings,
    credit_profile_merge,
)
