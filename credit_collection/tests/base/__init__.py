from . import (
    test_automation,
    test_booking_queries,
    test_bulk,
    test_i18n,
    test_ledger_demo,
    test_nightly,
    test_sql,
)
