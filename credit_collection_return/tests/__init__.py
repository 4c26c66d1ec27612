from . import (
    test_payment_return,
    test_payment_return_import,
    test_payment_return_rights,
    test_tools_return_file,
    test_variants_return,
)
