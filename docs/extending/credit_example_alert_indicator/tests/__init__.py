from . import test_alert_indicator_example
