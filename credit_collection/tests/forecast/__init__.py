from . import (
    test_back_test,
    test_cash_in,
    test_expected_payment,
    test_habit_of_large_debtors,
    test_one_truth,
    test_reported_forecast,
    test_tools_cash_in,
    test_tools_forecast,
    test_tools_foretold,
    test_tools_learned,
    test_tools_measures,
    test_tools_outlook,
    test_tools_shrink,
    test_variants_forecast,
    test_workbook_cash,
)

__all__ = [name for name in dir() if name.startswith("test_")]
