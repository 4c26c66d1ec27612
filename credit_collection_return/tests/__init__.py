from . import (
    test_payment_return,
    test_payment_return_import,
    test_payment_return_rights,
    test_reported_return,
    test_return_file_misuse,
    test_return_scores,
    test_tools_return_file,
    test_tours_return,
    test_variants_return,
)
