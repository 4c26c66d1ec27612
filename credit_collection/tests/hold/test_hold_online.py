"""Holds where no salesperson presses «Confirm»: portal signature and online payment."""

from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, new_test_user, tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon
from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from ..base.common import CreditCommon

# The smallest picture there is, as the portal's signature pad sends it.
SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestHoldOnline(AccountPaymentCommon, PaymentHttpCommon, CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        cls.currency = cls.company.currency_id
        cls.partner = cls.customer
        cls.provider.journal_id.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == cls.provider
        ).payment_account_id = cls.inbound_payment_method_line.payment_account_id

    def _pay_online(self, order, amount):
        self.amount = amount
        transaction = self._create_transaction(
            flow="redirect", sale_order_ids=[order.id], state="done", reference=f"Payment of {order.name}")
        transaction._post_process()
        return transaction

    def test_signature_on_the_portal_is_kept_though_the_order_is_held(self):
        order = self._order(5000, require_signature=True, require_payment=False)
        order.state = "sent"
        url = self.base_url() + f"/my/orders/{order.id}/accept"
        result = self.make_jsonrpc_request(
            url, {"access_token": order._portal_ensure_token(), "name": "Carla Contact", "signature": SIGNATURE})
        self.assertNotIn("error", result)
        self._refresh()
        self.assertRecordValues(order, [{"state": "sent", "credit_state": "held", "signed_by": "Carla Contact"}])
        self.assertTrue(order.signature)
        self.assertEqual(order.credit_hold_id.state, "pending")

    def test_signature_within_the_limit_confirms(self):
        order = self._order(500, require_signature=True, require_payment=False)
        order.state = "sent"
        self.make_jsonrpc_request(
            self.base_url() + f"/my/orders/{order.id}/accept",
            {"access_token": order._portal_ensure_token(), "name": "Carla Contact", "signature": SIGNATURE})
        self._refresh()
        self.assertEqual(order.state, "sale")

    def test_fully_paid_order_passes_whatever_the_limit(self):
        self.profile.limit_mode = "no_credit"
        order = self._order(5000, require_payment=True, prepayment_percent=1.0)
        transaction = self._pay_online(order, 5000)
        self._refresh()
        self.assertRecordValues(order, [{"state": "sale", "credit_state": "clear"}])
        self.assertEqual(transaction.payment_id.amount, 5000)

    def test_deposit_lowers_what_the_order_needs_and_the_payment_is_kept_if_held(self):
        within = self._order(1500, require_payment=True, prepayment_percent=0.4)
        self._pay_online(within, 600)
        self._refresh()
        self.assertEqual(within.state, "sale", "1,500 less 600 paid fits the limit of 1,000")
        beyond = self._order(3000, require_payment=True, prepayment_percent=0.1)
        transaction = self._pay_online(beyond, 300)
        self._refresh()
        self.assertRecordValues(beyond, [{"state": "draft", "credit_state": "held"}])
        self.assertTrue(transaction.is_post_processed)
        self.assertEqual(transaction.payment_id.state, "in_process")

    def test_portal_customer_reads_nothing_of_his_credit_file(self):
        order = self._order(5000)
        order.action_confirm()
        portal = new_test_user(self.env, "credit_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.customer
        seen = order.with_user(portal)
        for names in (["credit_state"], ["credit_explanation"]):
            with self.assertRaises(AccessError):
                seen.read(names)
        with self.assertRaises(AccessError):
            seen.order_line.read(["credit_open_amount"])

    def test_stranger_cannot_read_the_hold_over_rpc(self):
        order = self._order(5000)
        order.action_confirm()
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(self.base_url() + "/web/dataset/call_kw", {
                "model": "credit.hold", "method": "read", "args": [order.credit_hold_id.ids], "kwargs": {}})
