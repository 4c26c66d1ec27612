from . import (
    test_access,
    test_account,
    test_pay,
)

__all__ = [name for name in dir() if name.startswith("test_")]
