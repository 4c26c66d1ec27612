from . import (
    test_joining,
    test_profile,
    test_profile_merge,
    test_profile_scope,
    test_profile_write,
    test_roles,
    test_tools_bars,
    test_variants_profile,
)

__all__ = [name for name in dir() if name.startswith("test_")]
