from . import credit_dispute_report
