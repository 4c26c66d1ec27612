from . import (
    test_accrual,
    test_agreement_charges,
    test_billing,
    test_fees,
    test_interest_misuse,
    test_interest_terms,
    test_paid,
    test_reported_charges,
    test_tools_interest,
    test_tours_charges,
    test_variants_charges,
    test_waiver,
)
