"""Choosing items and paying them: by Odoo's payment form, each currency by itself, once."""

from lxml import html

from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from ..channel.test_payment_link import PaymentLinkCommon
from .common import PortalCommon


class PayCommon(PortalCommon, PaymentLinkCommon):

    def _post(self, act, *items, path="/my/credit", user=None, **values):
        """Post the form of the account, as the page makes it; ``items`` are journal items, or what a forger writes."""
        page = self._open(path, user or self.ann)
        [token] = html.fromstring(page.text).xpath("//form[@name='items']//input[@name='csrf_token']/@value")
        action = html.fromstring(page.text).xpath("//form[@name='items']/@action")[0]
        ids = [item if isinstance(item, str) else item.id for item in items]
        response = self.url_open(action, data={"csrf_token": token, "act": act, "item": ids, **values})
        self.env.invalidate_all()
        return response


@tagged("post_install", "-at_install")
class TestPortalPay(PayCommon):

    def test_chosen_items_are_paid_exactly(self):
        page = self._post("pay", self._open_item(self.second))
        self.assertIn("/credit/pay/", page.url)
        self.assertIn(self.second.name, page.text)
        self.assertNotIn(self.first.name, page.text)
        self._settle_online(self._pay_online(page))
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (1000.0, 0.0))
        back = self._open(html.fromstring(page.text).xpath("//a[text()='Back to your account']/@href")[0], self.ann)
        self.assertNotIn(self.second.name, back.text)

    def test_currencies_are_paid_one_after_the_other(self):
        euros = self._invoice(500, -9, currency_id=self.currency_euro.id)
        self.provider.available_currency_ids = [Command.clear()]
        page = self._post("pay_all")
        path = page.url
        self.assertIn("Pay this total", page.text)
        self._settle_online(self._pay_online(self.url_open(f"{path}?currency=EUR")))
        self.assertEqual((euros.amount_residual, self.first.amount_residual), (0.0, 1000.0))
        self._settle_online(self._pay_online(self.url_open(path)))
        self.assertEqual((self.first | self.second).mapped("amount_residual"), [0.0, 0.0])
        self.assertIn("Thank you", self.url_open(path).text)

    def test_a_currency_that_no_provider_takes_is_transferred_and_stops_no_other(self):
        self._invoice(500, -9, currency_id=self.currency_euro.id)
        self.provider.available_currency_ids = self.company.currency_id
        page = self._post("pay_all")
        path = page.url
        euros = self._read(self.url_open(f"{path}?currency=EUR"))
        self.assertIn("500.00", euros)
        self.assertFalse(html.fromstring(self.url_open(f"{path}?currency=EUR").text).xpath("//form[@id='o_payment_form']//input"))
        self._settle_online(self._pay_online(self.url_open(path)))
        self.assertEqual((self.first | self.second).mapped("amount_residual"), [0.0, 0.0])

    def test_a_running_discount_is_deducted_to_its_last_day(self):
        term = self.env["account.payment.term"].create({
            "name": "2/10 net 30", "early_discount": True, "discount_percentage": 2.0, "discount_days": 10,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})
        dates = {"invoice_payment_term_id": term.id, "invoice_date_due": False}
        last_day = self._invoice(500, 0, invoice_date=self._days(-10), **dates)
        too_late = self._invoice(500, 0, invoice_date=self._days(-11), **dates)
        page = self._post("pay", self._open_item(last_day), self._open_item(too_late))
        self.assertEqual(self._get_payment_context(page)["amount"], 990.0)
        self._settle_online(self._pay_online(page))
        self.assertEqual((last_day | too_late).mapped("amount_residual"), [0.0, 0.0])

    def test_what_is_overdue_is_chosen_by_one_button(self):
        self.assertNotIn("Pay all that is overdue", self._open(user=self.ann).text, "that is everything")
        later = self._invoice(777, 10)
        self.assertIn("Pay all that is overdue", self._open(user=self.ann).text)
        page = self._post("pay_overdue")
        self.assertEqual(self._get_payment_context(page)["amount"], 1250.0)
        self.assertNotIn(later.name, page.text)

    def test_the_rest_is_to_be_paid_whatever_was_paid_before(self):
        """An order is invoiced twice; a paid transaction of the first says nothing about the second."""
        self._settle_online(self._pay_online(self._post("pay", self._open_item(self.first))))
        page = self._post("pay", self._open_item(self.second))
        self.assertEqual(self._get_payment_context(page)["amount"], 250.0)
        self._pay(self.second, 100)
        self._refresh()
        page = self._post("pay", self._open_item(self.second))
        self.assertEqual(self._get_payment_context(page)["amount"], 150.0)

    def test_disputed_and_credited_amounts_are_not_paid(self):
        self._dispute(self.first, 300)
        self._invoice(100, -5, move_type="out_refund")
        page = self._post("pay_all")
        self.assertEqual(self._get_payment_context(page)["amount"], 850.0)

    def test_nothing_chosen_or_nothing_left_is_said(self):
        self.assertIn("tick at least one", self._post("pay").text)
        self._dispute(self.second, 250)
        self.assertIn("nothing to pay", self._post("pay", self._open_item(self.second)).text)

    def test_two_tabs_pay_once(self):
        tabs = [self._post("pay", self._open_item(self.first)) for _tab in range(2)]
        self._settle_online(self._pay_online(tabs[0]))
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._pay_online(tabs[1])
        self.assertEqual(len(self.first.transaction_ids), 1)

    def test_a_pending_payment_is_not_asked_for_again(self):
        tabs = [self._post("pay", self._open_item(self.first)) for _tab in range(2)]
        self._pay_online(tabs[0])._set_pending()
        self._refresh()
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._pay_online(tabs[1])
        again = self._post("pay", self._open_item(self.first))
        self.assertIn("nothing to pay", again.text)
        self.assertIn("Payment under way", again.text)
        both = self._post("pay_all")
        self.assertEqual(self._get_payment_context(both)["amount"], 250.0, "the other one can be paid")

    def test_what_was_paid_twice_is_a_credit_and_a_task(self):
        tabs = [self._post("pay", self._open_item(self.first)) for _tab in range(2)]
        first, second = (self._pay_online(tab) for tab in tabs)  # both forms were sent before one was paid
        self._settle_online(first)
        self._settle_online(second)
        self.assertEqual((self.first.payment_state, self.first.amount_residual), ("paid", 0.0))
        self.assertEqual(self.profile.open_credits, 1000.0)
        task = self.profile.activity_ids
        self.assertEqual(task.user_id, self.collector)
        self.assertIn("1,000.00", task.summary)

    def test_the_same_choice_posted_again_is_the_same_page(self):
        pages = [self._post("pay", self._open_item(self.first), self._open_item(self.second)) for _again in range(2)]
        self.assertEqual(pages[0].url, pages[1].url)
        self.assertEqual(self.env["credit.portal.payment"].search_count([("profile_id", "=", self.profile.id)]), 1)


@tagged("post_install", "-at_install")
class TestPortalPayForged(PayCommon):

    def setUp(self):
        super().setUp()
        self.theirs = self._invoice(900, -5, self.other_customer)
        self.draft = self._invoice(60, -5, post=False)

    def test_items_of_others_do_not_exist(self):
        foreign = [self._open_item(self.theirs), self._open_item(self.draft), self.first.line_ids[0]]
        before = self._count_rows()
        for items in (foreign, ["0"], ["-1"], ["999999999"], ["x"], ["99999999999999999999"], ["²"], ["1' OR 1=1"], []):
            page = self._post("pay", *items)
            self.assertIn("tick at least one", page.text)
            self.assertNotIn(self.theirs.name, page.text)
        self.assertEqual(self._count_rows(), before)
        mixed = self._post("pay", self._open_item(self.theirs), self._open_item(self.second))
        self.assertEqual(self._get_payment_context(mixed)["amount"], 250.0)

    @mute_logger("odoo.http")
    def test_a_post_without_the_token_of_the_form_is_refused(self):
        path, before = self._give_link()._get_path(), self._count_rows()
        for user, start in ((self.ann, "/my/credit"), (None, path)):
            self.authenticate(user and user.login, user and user.login)
            for token in ({}, {"csrf_token": "x"}):
                answer = self.url_open(f"{start}/choose", data={"act": "pay_all", **token})
                self.assertEqual(answer.status_code, 400)
        self.assertEqual(self._count_rows(), before)

    @mute_logger("odoo.http")
    def test_a_get_chooses_nothing(self):
        before, path = self._count_rows(), self._give_link()._get_path()
        before["credit.portal.link"] += 1
        for start in ("/my/credit", path):
            self.assertIn(self._open(f"{start}/choose?act=pay_all", self.ann).status_code, (404, 405))
        self.assertEqual(self._count_rows(), before)

    @mute_logger("odoo.http")
    def test_eve_cannot_post_to_the_account_of_the_customer(self):
        page = self._post("pay", self._open_item(self.first), user=self.eve)
        self.assertIn("tick at least one", page.text)
        self.assertNotIn(self.first.name, page.text)

    @mute_logger("odoo.http")
    def test_what_was_chosen_by_a_link_ends_with_the_link(self):
        link = self._give_link()
        page = self._post("pay_all", path=link._get_path(), user=self.stranger)
        self.assertIn("/credit/pay/", page.url)
        self.assertEqual(self.url_open(page.url).status_code, 200)
        link.with_user(self.collector).action_revoke_link()
        self.env.flush_all()
        self.assertEqual(self.url_open(page.url).status_code, 404)

    @mute_logger("odoo.http")
    def test_what_was_chosen_ends_when_its_contact_leaves(self):
        page = self._post("pay_all")
        self.ann.action_archive()
        self.ann.partner_id.action_archive()
        self.env.flush_all()
        self.assertEqual(self.url_open(page.url).status_code, 404)
