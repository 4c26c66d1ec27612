from . import (
    test_automation,
    test_batch,
    test_booking_queries,
    test_bounds,
    test_bulk,
    test_clock,
    test_clock_jobs,
    test_clock_walk,
    test_extremes,
    test_i18n,
    test_kept_text,
    test_ledger_demo,
    test_menus,
    test_migration,
    test_nightly,
    test_notices,
    test_security_sweep,
    test_shared_configuration,
    test_sql,
    test_stored_statement,
)

__all__ = [name for name in dir() if name.startswith("test_")]
