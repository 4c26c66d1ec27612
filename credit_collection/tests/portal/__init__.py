from . import (
    test_demands,
    test_portal_access,
    test_portal_account,
    test_portal_attack,
    test_portal_cases,
    test_portal_data,
    test_portal_dispute,
    test_portal_message_links,
    test_portal_pay,
    test_portal_promise,
    test_portal_statement,
    test_reported_portal,
    test_tours_portal,
    test_variants_portal,
)

__all__ = [name for name in dir() if name.startswith("test_")]
