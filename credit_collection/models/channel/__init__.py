# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    early_discount,
    credit_link,
    credit_payment_link,
    credit_payee_account,
    credit_account_link,
    credit_followup_level,
    credit_followup_channel_mail,
    credit_followup_channel_call,
    credit_followup_fallback,
    credit_followup_attachment,
    credit_followup_letter,
    credit_followup_payment_link,
    credit_followup_queue,
    credit_profile,
    credit_notice,
    message_outcomes,
)
