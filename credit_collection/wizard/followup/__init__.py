from . import (
    credit_followup_forecast,
    credit_followup_leave_out,
    credit_followup_now,
    credit_followup_tonight,
    credit_followup_tonight_line,
)
