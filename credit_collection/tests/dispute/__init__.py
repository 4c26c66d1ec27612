from . import (
    test_dispute,
    test_dispute_currency,
    test_dispute_invoice,
    test_dispute_resolve,
    test_settlement,
    test_tools_settlement,
)

__all__ = [name for name in dir() if name.startswith("test_")]
