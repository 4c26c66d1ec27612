import json
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment.tests.common import AccountPaymentCommon
from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from ..followup.common import FollowupCommon


class PaymentLinkCommon(FollowupCommon, AccountPaymentCommon, PaymentHttpCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level_1.payment_link = True
        cls.first, cls.second = cls._invoice(1000, -10), cls._invoice(250, -8)

    def _get_page(self, followup, **params):
        self.authenticate(None, None)
        return self._make_http_get_request(self._build_url(followup.sudo()._get_payment_path()), params)

    def _pay_online(self, page, **values):
        """:return: the draft transaction that the form of ``page`` makes"""
        context = self._get_payment_context(page)
        with mute_logger("odoo.addons.payment.models.payment_transaction"):
            processing = self.make_jsonrpc_request(context["transaction_route"], {
                "provider_id": self.provider.id, "payment_method_id": self.payment_method_id, "token_id": None,
                "amount": context["amount"], "flow": "direct", "tokenization_requested": False,
                "landing_route": context["landing_route"], "access_token": None, **values,
            })
        return self._get_tx(processing["reference"])

    def _settle_online(self, transaction):
        transaction._set_done()
        transaction._post_process()
        self._refresh()


@tagged("post_install", "-at_install")
class TestPaymentLink(PaymentLinkCommon):

    def test_mail_links_to_the_page_only_where_the_level_says_so(self):
        followup = self._run()
        self.assertIn(followup.sudo()._get_payment_path(), self._mails(followup).body_html)
        self.assertNotIn(followup.sudo().access_token, followup.body, "who reads the evidence does not get the link")
        self.assertIn("Pay online", followup.body)
        self.level_2.payment_link = False
        later = self._run(20)
        self.assertNotIn("/credit/pay/", later.body)
        self.assertFalse(later.sudo().access_token)

    def test_without_provider_the_page_shows_what_to_transfer(self):
        self.env["payment.provider"].sudo().search([]).is_published = False
        followup = self._run()
        self.assertIn("View these documents", followup.body)
        page = self._get_page(followup)
        self.assertIn("bank transfer", page.text)
        self.assertIn(self.first.name, page.text)

    def test_page_lists_exactly_the_items_and_pays_them_exactly(self):
        later = self._invoice(777, 10)
        followup = self._run()
        page = self._get_page(followup)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.first.name, page.text)
        self.assertIn(self.second.name, page.text)
        self.assertNotIn(later.name, page.text)
        context = self._get_payment_context(page)
        self.assertEqual(context["amount"], 1250.0)
        transaction = self._pay_online(page)
        self.assertEqual(transaction.amount, 1250.0)
        self.assertEqual(transaction.partner_id, self.customer)
        self._settle_online(transaction)
        self.assertEqual((self.first | self.second).mapped("amount_residual"), [0.0, 0.0])
        self.assertEqual(later.amount_residual, 777.0)
        self.assertIn("Thank you", self._get_page(followup).text)

    def test_amount_is_read_again_and_paid_items_drop_off(self):
        followup = self._run()
        self._pay(self.first)
        self._pay(self.second, 50)
        self._refresh()
        page = self._get_page(followup)
        self.assertNotIn(self.first.name, page.text)
        self.assertEqual(self._get_payment_context(page)["amount"], 200.0)

    def test_amount_of_the_browser_does_not_count(self):
        followup = self._run()
        page = self._get_page(followup)
        self.assertEqual(self._pay_online(page, amount=1.0).amount, 1250.0)

    def test_payment_on_its_way_is_not_asked_for_again(self):
        followup = self._run()
        page = self._get_page(followup)
        self._pay_online(page)._set_pending()
        self._refresh()
        again = self._get_page(followup)
        self.assertIn("is being processed", again.text)
        self.assertNotIn("o_payment_form", again.text)
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._pay_online(page)

    def test_disputed_part_is_left_out_and_credits_are_netted(self):
        self._dispute(self.first, 300)
        self._invoice(100, -5, move_type="out_refund")
        followup = self._run()
        page = self._get_page(followup)
        self.assertEqual(self._get_payment_context(page)["amount"], 850.0)
        self._settle_online(self._pay_online(page))
        self.assertEqual(self.first.amount_residual + self.second.amount_residual, 300.0)

    def test_disputed_part_is_left_out_after_the_rate_changed(self):
        """A cent of the company is 250 dong: the unit of the invoice counts. Paid at another rate, nothing is asked again."""
        dong = self.setup_other_currency("VND", rounding=1, rates=[("2000-01-01", 24987.31), (self.today, 31001.7)])
        self.provider.available_currency_ids = [Command.clear()]
        self.first.button_cancel()
        self.second.button_cancel()
        invoice = self._invoice(100_000_000, -9, currency_id=dong.id)
        self._dispute(invoice, 24_500_777)
        followup = self._run()
        self.assertIn("75,499,223", self._mails(followup).body_html)
        page = self._get_page(followup)
        self.assertEqual(self._get_payment_context(page)["amount"], 75_499_223)
        self._settle_online(self._pay_online(page))
        self.assertEqual(invoice.amount_residual, 24_500_777)
        self.assertFalse(followup._get_payable())
        self.assertIn("Thank you", self._get_page(followup).text)

    def test_promised_part_is_left_out_until_nothing_else_is_to_pay(self):
        def promise(move, amount):
            self.env["credit.promise"].create({
                "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(move).ids)],
                "instalment_ids": [Command.create({"date": self._days(5), "amount": amount})],
            }).action_open()

        promise(self.first, 600)
        followup = self._run()
        self.assertEqual(followup.amount_due, 650.0)
        self.assertEqual(self._get_payment_context(self._get_page(followup))["amount"], 650.0)
        promise(self.second, 250)
        self._pay(self.first)
        self._refresh()
        self.assertEqual(self._get_payment_context(self._get_page(followup))["amount"], 250.0)

    def test_two_currencies_are_paid_one_by_one(self):
        foreign = self._invoice(500, -9, currency_id=self.currency_euro.id)
        self.provider.available_currency_ids = [Command.clear()]
        followup = self._run()
        self.assertIn("Pay this total", self._get_page(followup).text)
        page = self._get_page(followup, currency="EUR")
        self.assertEqual(self._get_payment_context(page)["amount"], 500.0)
        self._settle_online(self._pay_online(page))
        self.assertEqual(foreign.amount_residual, 0.0)
        self.assertEqual(self.first.amount_residual, 1000.0)

    @mute_logger("odoo.http")
    def test_wrong_token_is_not_found(self):
        followup = self._run()
        for token in ("x", followup.sudo().access_token[:-1]):
            self.assertEqual(self.url_open(f"/credit/pay/{token}").status_code, 404)
        body = {"jsonrpc": "2.0", "method": "call", "params": {}}
        answer = self.url_open(
            f"/credit/pay/x/transaction/{self.first.currency_id.id}", data=json.dumps(body),
            headers={"Content-Type": "application/json"})
        self.assertEqual(answer.json()["error"]["code"], 404)

    @mute_logger("odoo.http")
    def test_link_ends_when_its_addressee_leaves(self):
        self.contact.credit_collection_contact = True
        followup = self._run()
        self.assertEqual(followup.contact_id, self.contact)
        self.assertEqual(self._get_page(followup).status_code, 200)
        for vals in ({"active": False}, {"active": True, "parent_id": False}):
            self.contact.write(vals)
            self._refresh()
            self.assertEqual(self._get_page(followup).status_code, 404)
            self.assertFalse(followup.has_link)

    def test_stranger_who_is_logged_in_pays_for_the_customer(self):
        followup = self._run()
        self._create_token()
        self.authenticate(self.portal_user.login, self.portal_user.login)
        page = self._make_http_get_request(self._build_url(followup.sudo()._get_payment_path()))
        self.assertFalse(self._get_payment_context(page)["token_ids"])
        transaction = self._pay_online(page)
        self.assertEqual(transaction.partner_id, self.customer, "the debt is his, whoever pays")

    def test_unnetted_credits_leave_nothing_to_pay(self):
        followup = self._run()
        self._invoice(2000, -5, move_type="out_refund")
        later = self._run(20)
        self.assertFalse(later)
        self.assertEqual(self._get_payment_context(self._get_page(followup))["amount"], 1250.0, "as listed")

    def test_the_page_takes_as_many_queries_for_many_items(self):
        """Items with a discount, a dispute, a payment that the bank has not confirmed, received in part."""
        self.startPatcher(patch.object(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda _: "in_payment"))
        self._add_items(1)
        followup = self._run()
        few, amount = self._count_queries(followup)
        self.assertEqual(amount, 1250 + 342 + 200 + 240 + 250)
        self._add_items(3)
        many, amount = self._count_queries(followup)
        self.assertEqual(amount, 1250 + 4 * (342 + 200 + 240 + 250))
        self.assertEqual(many, few)

    def _add_items(self, count):
        """So many of each kind: to be paid are 342, 200, 240 and 250."""
        term = self.env["account.payment.term"].create({
            "name": "2/30 net 10", "early_discount": True, "discount_percentage": 2.0, "discount_days": 30,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 10})]})
        discounted = self._invoices(
            [(400, 0, self.customer)] * count, invoice_payment_term_id=term.id, invoice_date_due=False,
            invoice_date=self._days(-12))
        others = self._invoices([(300, -11, self.customer)] * 3 * count)
        for disputed in others[:count]:
            self._dispute(disputed, 100)
        methods = self.company_data["default_journal_bank"].inbound_payment_method_line_ids
        accounts = [method.payment_account_id for method in methods]
        for registered in others[count:2 * count]:
            methods.payment_account_id = False
            self._pay(registered, 60)
        for method, account in zip(methods, accounts, strict=True):
            method.payment_account_id = account
        for parted in others[2 * count:] | discounted:
            self._pay(parted, 50)

    def _count_queries(self, followup):
        """:return: (queries of the page of all open items, amount to pay)"""
        followup.sudo().line_ids = self.env["account.move.line"].search(
            [("partner_id", "=", self.customer.id), ("reconciled", "=", False), ("date_maturity", "!=", False)])
        self._refresh()
        self._get_page(followup)  # templates are read once
        self._refresh()
        before = self.env.cr.sql_log_count
        page = self._get_page(followup)
        return self.env.cr.sql_log_count - before, self._get_payment_context(page)["amount"]
