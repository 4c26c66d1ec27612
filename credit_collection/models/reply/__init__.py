# ruff: noqa: I001 - in a room, a model is defined before the files that extend it
from . import (
    credit_reply_pattern,
    credit_reply,
    credit_reply_receive,
    credit_reply_log,
    credit_unassigned_message,
    credit_sender,
    configuration,
    credit_followup,
    credit_followup_channel_mail,
    mail_thread,
    credit_profile,
)
