from . import (
    test_bill,
    test_bill_figures,
    test_bill_misuse,
    test_bill_rights,
    test_reported_bill,
    test_tours_bill,
    test_variants_bill,
)
