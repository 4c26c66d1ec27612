from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestResultsOnEntries(CreditCommon):
    """Nobody enters results of ours on entries of Odoo; fields of other add-ons with the same prefix are theirs."""

    def setUp(self):
        super().setUp()
        self.items = self._invoice(100, -10).line_ids
        self.assertFalse(self.env.su)

    def test_results_of_ours_are_not_entered(self):
        with self.assertRaises(AccessError):
            self.items.write({"credit_disputed_amount": 5})

    def test_fields_of_others_with_our_prefix_are_theirs(self):
        """``account_credit_control`` writes its read-only ``credit_policy_id`` on invoices by a dialog."""
        with patch.object(self.items._fields["credit_disputed_amount"], "_modules", ("account_credit_control",)):
            self.items.write({"credit_disputed_amount": 5})
        self.assertEqual(set(self.items.mapped("credit_disputed_amount")), {5})
