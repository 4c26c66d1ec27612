from . import test_alert, test_tools_alerts
