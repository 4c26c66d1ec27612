from . import (
    test_cases_ledger,
    test_cases_trade_accounts,
    test_credits_in_currency,
    test_customer_companies,
    test_exposure_cases,
    test_exposure_documents,
    test_open_items,
    test_past_account,
    test_random_ledger,
    test_receipts,
    test_reported_exposure,
    test_results_on_entries,
    test_settlements,
    test_tools_aging,
    test_tools_past_account,
    test_variants_exposure,
)

__all__ = [name for name in dir() if name.startswith("test_")]
