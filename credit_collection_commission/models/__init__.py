# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_commission_plan,
    credit_commission_run,
    credit_commission_line,
    credit_commission_payout,
    credit_commission_sources,
    credit_commission_run_calculation,
    credit_commission_bonus,
    credit_commission_run_entry,
    res_company,
    credit_profile,
)
