from . import test_alert, test_tools_alerts

__all__ = [name for name in dir() if name.startswith("test_")]
