from . import (
    test_cash_sales,
    test_confirmation_rate,
    test_digest,
    test_key_figures,
    test_month_buckets,
    test_plan_comparison,
    test_reported_kpi,
    test_snapshot,
    test_tools_key_figures,
    test_tools_plan_comparison,
    test_variants_kpi,
    test_what_works,
    test_workbook_trend,
)

__all__ = [name for name in dir() if name.startswith("test_")]
