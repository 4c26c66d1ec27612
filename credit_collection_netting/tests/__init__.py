from . import (
    test_netting,
    test_netting_rights,
    test_netting_statement,
    test_reported_netting,
    test_tools_set_off,
    test_tours_netting,
    test_variants_netting,
)
