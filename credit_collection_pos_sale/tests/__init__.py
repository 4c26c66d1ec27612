from . import test_counter_orders
