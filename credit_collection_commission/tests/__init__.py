from . import (
    test_commission_accrual,
    test_commission_attribution,
    test_commission_cases,
    test_commission_rights,
    test_commission_run,
    test_reported_commission,
    test_tools_commission,
    test_tours_commission,
    test_variants_commission,
)
