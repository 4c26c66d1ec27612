# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_rank,
    credit_my_day,
    credit_followup_contact,
    credit_followup_planned,
    credit_profile_contact_log,
    credit_profile_regular_contact,
    credit_portfolio,
    credit_profile_portfolio,
    credit_absence,
    credit_my_day_columns,
    credit_my_day_buttons,
    mail_activity,
    credit_reason,
    credit_profile_merge,
)
