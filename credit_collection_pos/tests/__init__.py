from . import (
    test_counter_check,
    test_counter_exposure,
    test_counter_offline,
    test_counter_receipts,
    test_counter_release,
    test_reported_counter,
    test_tour_counter,
)
