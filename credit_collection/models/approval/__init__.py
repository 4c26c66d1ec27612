# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_decision_mixin,
    credit_approval_tier,
    credit_approval_four_eyes,
    credit_seller_mixin,
    credit_approval_grant,
    credit_approval_delegation,
    credit_approval_handover,
    credit_limit_group,
    credit_rating,
    res_company,
    res_partner,
    sale_order,
    res_config_settings,
)
