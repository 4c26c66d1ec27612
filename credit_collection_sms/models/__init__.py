from . import credit_followup, credit_followup_level, credit_timeline, sms_sms, sms_tracker
