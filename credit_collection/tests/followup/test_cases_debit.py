"""C26: what we collect by direct debit is not demanded while the debit is to be made or runs, again when it is returned."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestDirectDebit(FollowupCommon, AccountPaymentCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.company_data["default_journal_bank"].inbound_payment_method_line_ids[:1]
        cls.method.credit_is_debit = True
        cls.move = cls._invoice(1000, -10, preferred_payment_method_line_id=cls.method.id)

    def _is_reminded(self):
        followups = self._run()
        is_collectible = self._open_item(self.move) in self.env["account.move.line"].search(
            self.env["account.move.line"]._get_collectible_domain(self.today))
        self.assertEqual(bool(followups), is_collectible, "SQL and domain agree")
        return bool(followups)

    def test_not_while_the_debit_is_to_be_made(self):
        self.assertFalse(self._is_reminded())

    def test_other_invoices_of_the_customer_are_demanded(self):
        self._invoice(200, -10)
        self.assertEqual(self._run().amount_due, 200)

    def test_again_when_the_debit_is_returned(self):
        payment = self._pay(self.move)
        self.assertFalse(self._run())
        payment.action_draft()
        payment.action_cancel()
        self._refresh()
        self.assertEqual(self.move.amount_residual, 1000)
        self.assertTrue(self._is_reminded())

    def test_not_while_an_online_debit_runs(self):
        self.move.preferred_payment_method_line_id = False
        transaction = self._create_transaction("direct", invoice_ids=[(6, 0, self.move.ids)], state="pending")
        self.assertFalse(self._is_reminded())
        transaction._set_canceled()
        self.assertTrue(self._is_reminded())

    def test_bank_transfer_that_the_customer_announced_is_demanded(self):
        self.move.preferred_payment_method_line_id = False
        self._create_transaction("direct", invoice_ids=[(6, 0, self.move.ids)], state="pending")
        self.assertFalse(self._is_reminded())
        # As the add-on for bank transfers names its provider, whether it is installed or not.
        self.env.cr.execute("UPDATE payment_provider SET code = 'custom' WHERE id = %s", [self.provider.id])
        self.env.invalidate_all()
        self.assertTrue(self._is_reminded())

    def test_payment_registered_without_entry_is_not_demanded(self):
        """C8: the invoice stays open until the bank confirms."""
        self.method.credit_is_debit = False
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False
        with patch.object(type(self.move), "_get_invoice_in_payment_state", lambda self: "in_payment"):
            payment = self._pay(self.move)
            self._refresh()
            self.assertFalse(payment.move_id)
            self.assertEqual((self.move.payment_state, self.move.amount_residual), ("in_payment", 1000))
            self.assertFalse(self._is_reminded())
