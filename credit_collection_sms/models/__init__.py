from . import credit_followup, credit_followup_level, sms_sms, sms_tracker
