from . import (
    test_access,
    test_account,
)

__all__ = [name for name in dir() if name.startswith("test_")]
