from . import test_archived_in_rules, test_rating

__all__ = [name for name in dir() if name.startswith("test_")]
