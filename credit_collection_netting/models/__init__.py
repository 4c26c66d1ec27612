# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_netting,
    credit_netting_line,
    credit_netting_decision,
    credit_netting_entry,
    account_move,
    credit_followup_level,
    credit_profile,
    credit_statement,
    res_company,
    res_config_settings,
)
