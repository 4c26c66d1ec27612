from . import test_delivery_hold, test_delivery_release, test_delivery_schedule, test_still_to_come, test_variants_stock
