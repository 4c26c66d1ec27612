from . import (
    test_cash_sales,
    test_confirmation_rate,
    test_key_figures,
    test_month_buckets,
    test_snapshot,
    test_tools_key_figures,
)

__all__ = [name for name in dir() if name.startswith("test_")]
