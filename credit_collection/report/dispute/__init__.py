from . import credit_dispute_report, credit_timeline
