from . import (
    test_letter_check,
    test_payee_guard,
    test_payee_of_odoo,
    test_payee_of_shop,
    test_tools_account_numbers,
    test_tools_letter_code,
    test_tours_payee_guard,
)
