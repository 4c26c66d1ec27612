from . import credit_alert_rule
