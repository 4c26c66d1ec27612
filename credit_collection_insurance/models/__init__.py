# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    account_move_line,
    credit_insurance_policy,
    credit_insurance_cover,
    credit_insurance_extension,
    credit_insurance_claim,
    credit_insurance_claim_settle,
    credit_insurance_claim_line,
    credit_insurance_document,
    credit_insurance_declaration,
    credit_insurance,
    credit_profile,
    credit_rating,
    credit_review,
    credit_hold,
    credit_alert_rule,
    res_company,
)
