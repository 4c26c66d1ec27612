from . import test_approval, test_approval_delegation, test_tiers_bind

__all__ = [name for name in dir() if name.startswith("test_")]
