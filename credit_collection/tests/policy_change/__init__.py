from . import test_policy_change

__all__ = [name for name in dir() if name.startswith("test_")]
