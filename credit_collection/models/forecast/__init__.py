# ruff: noqa: I001 - in a room, a model is defined before the files that extend it
from . import (
    credit_forecast,
    credit_forecast_history,
    credit_forecast_company,
    credit_forecast_habit,
    credit_cash_in,
    credit_cash_week,
    account_move_line,
    credit_profile,
    credit_profile_merge,
    credit_rank,
)
