from . import credit_followup_run, credit_timeline
