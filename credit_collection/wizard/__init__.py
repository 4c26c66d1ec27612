from . import (
    base_partner_merge,
    credit_contact_log,
    credit_dispute_make,
    credit_followup_now,
    credit_hold_decide,
    credit_profile_snooze,
    credit_promise_make,
    credit_promise_make_contact,
    credit_promise_make_deferral,
    credit_risk_report,
    sale_order_credit_hold,
    sale_order_credit_request,
)
