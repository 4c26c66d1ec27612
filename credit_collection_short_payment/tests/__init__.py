from . import (
    test_reported_short_payment,
    test_short_payment,
    test_short_payment_misuse,
    test_short_payment_rights,
    test_tools_classify,
    test_tours_short_payment,
    test_variants_short_payment,
)
