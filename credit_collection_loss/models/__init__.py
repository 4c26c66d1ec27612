# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_loss_matrix,
    credit_loss_history,
    credit_loss_specific,
    credit_loss_run,
    credit_loss_run_line,
    credit_loss_run_calculation,
    credit_loss_run_entry,
    credit_reason,
    credit_write_off,
    credit_write_off_line,
    credit_write_off_entry,
    credit_write_off_recovery,
    credit_profile,
    account_move,
    res_company,
    res_config_settings,
)
