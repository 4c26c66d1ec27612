from . import (
    test_order_figures,
    test_order_still_to_come,
    test_past_orders,
    test_random_orders,
    test_tools_prepayments,
    test_tools_still_to_come,
)

__all__ = [name for name in dir() if name.startswith("test_")]
