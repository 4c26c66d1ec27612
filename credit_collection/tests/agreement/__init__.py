from . import (
    test_agreement,
    test_agreement_hold,
    test_agreement_portal,
    test_application,
    test_application_portal,
    test_credit_file,
    test_leaflet,
    test_reported_agreement,
    test_tools_credit_file,
    test_tools_gaps,
    test_tours_application,
    test_variants_agreement,
)
