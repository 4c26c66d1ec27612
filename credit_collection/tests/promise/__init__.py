from . import (
    test_deferral,
    test_promise,
    test_promise_agreement,
    test_promise_receipts,
    test_promise_worklist,
    test_tools_instalments,
    test_tools_promises,
    test_tours_agreement,
    test_tours_promise,
)

__all__ = [name for name in dir() if name.startswith("test_")]
