from . import (
    test_cases_debit,
    test_cases_plan,
    test_cases_run,
    test_decision,
    test_followup,
    test_followup_demand,
    test_followup_draw,
    test_followup_faults,
    test_followup_forecast,
    test_followup_now,
    test_followup_received,
    test_followup_run_history,
    test_followup_schedule,
    test_followup_strategy,
    test_followup_tonight,
    test_reported_followup,
    test_sending_window,
    test_tools_strategy,
    test_tours_followup,
)

__all__ = [name for name in dir() if name.startswith("test_")]
