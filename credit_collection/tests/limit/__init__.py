from . import (
    test_limit_currency,
    test_limit_end,
    test_limit_group,
    test_override,
    test_past_decisions,
    test_policy_log,
    test_terms_grace,
    test_tools_imported,
)

__all__ = [name for name in dir() if name.startswith("test_")]
