# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_alert_rule,
    credit_alert_rule_indicators,
    credit_alert_rule_evaluation,
    credit_alert,
    credit_alert_record,
    credit_alert_notice,
    credit_alert_response,
    credit_profile,
    credit_alert_report,
    events,
    credit_profile_merge,
)
