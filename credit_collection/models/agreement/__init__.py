# ruff: noqa: I001 - in a room, a model is defined before the files that extend it
from . import (
    configuration,
    res_partner,
    credit_agreement_template,
    credit_agreement,
    credit_agreement_text,
    credit_agreement_send,
    credit_agreement_accept,
    credit_agreement_night,
    credit_hold,
    credit_application,
    credit_application_assess,
    credit_application_mail,
    credit_application_form,
    credit_profile_merge,
)
