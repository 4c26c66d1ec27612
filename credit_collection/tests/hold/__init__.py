from . import (
    test_around_the_check,
    test_around_tiers,
    test_cases_overdue,
    test_concurrency,
    test_hold,
    test_hold_decision,
    test_hold_evidence,
    test_hold_isolation,
    test_hold_online,
    test_hold_rules,
    test_hold_safety,
    test_order_decision,
    test_other_addons,
    test_other_addons_services,
    test_peer_failures,
    test_shop,
    test_take_back,
    test_tools_hold_defaults,
    test_tools_hold_rules,
    test_tours_hold,
)

__all__ = [name for name in dir() if name.startswith("test_")]
