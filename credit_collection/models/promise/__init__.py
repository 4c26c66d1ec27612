# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_hold,
    credit_promise,
    credit_promise_check,
    credit_promise_judge,
    credit_promise_approval,
    credit_promise_interest,
    credit_promise_accept,
    credit_promise_deferral,
    credit_promise_instalment,
    credit_promise_calls,
    credit_profile,
    credit_scorecard,
    account_entries,
    credit_open_item,
    credit_past_account,
    configuration,
)
