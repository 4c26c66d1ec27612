from . import credit_contact_log, credit_profile_snooze
