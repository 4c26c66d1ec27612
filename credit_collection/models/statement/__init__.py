# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    configuration,
    credit_statement,
    credit_statement_balance,
    credit_statement_line,
    credit_statement_sources,
    credit_statement_print,
    credit_statement_send,
    credit_statement_answer,
    credit_statement_page,
    credit_statement_reminder,
    credit_statement_schedule,
    credit_profile,
    credit_profile_merge,
    credit_followup,
)
