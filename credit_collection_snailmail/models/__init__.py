from . import credit_followup, snailmail_letter
