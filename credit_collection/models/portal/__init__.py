# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    configuration,
    credit_portal_access_mixin,
    credit_portal_link,
    credit_account_link,
    res_partner,
    credit_portal_payment,
    credit_profile,
    credit_portal_account,
    credit_portal_promise,
    credit_portal_dispute,
    credit_portal_data,
    credit_contact_change,
)
