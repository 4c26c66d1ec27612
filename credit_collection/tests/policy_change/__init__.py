from . import (
    test_policy_change,
    test_policy_replay,
    test_replay_is_the_check,
    test_replay_rules,
    test_reported_policy_change,
    test_tools_outcomes,
    test_tools_replay,
    test_variants_policy_change,
)

__all__ = [name for name in dir() if name.startswith("test_")]
