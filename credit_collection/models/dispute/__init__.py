# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_dispute,
    credit_dispute_end,
    credit_dispute_resolve,
    credit_settlement,
    credit_settlement_judge,
    credit_profile,
    credit_scorecard,
    credit_followup_round,
    account_move,
    account_move_line,
    credit_open_item,
    credit_past_account,
    account_move_credit_note,
    account_partial_reconcile,
    configuration,
    credit_profile_merge,
)
