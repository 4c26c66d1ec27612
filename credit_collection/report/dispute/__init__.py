from . import credit_dispute_report, credit_open_item_report, credit_timeline
