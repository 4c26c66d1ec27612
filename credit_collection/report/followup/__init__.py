from . import credit_followup_run, credit_open_item_report, credit_timeline
