from . import (
    credit_policy_change,
    credit_policy_change_line,
    credit_policy_change_preview,
    credit_policy_effect,
    credit_rating,
    credit_rating_log,
    res_company,
)
