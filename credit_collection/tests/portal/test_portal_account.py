"""What the credit account shows, and what it costs."""

from lxml import html

from odoo.fields import Command
from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalAccount(PortalCommon):

    def test_balance_and_aging_of_each_currency_in_the_buckets_of_the_company(self):
        self.company.credit_aging_limits = "15,45"
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        self._invoice(100, -10)
        self._invoice(200, -20)
        self._invoice(40, 5, move_type="out_refund")
        self._invoice(60, 5, currency_id=euro.id)
        text = self._read(self._open(user=self.ann))
        self.assertIn("Balance: $ 260.00", text)
        self.assertIn("1–15 days$ 100.00", text.replace("days $", "days$"))
        self.assertIn("16–45 days$ 200.00", text.replace("days $", "days$"))
        self.assertIn("Balance: 60.00 €", text)

    def test_instalments_of_an_invoice_are_items_of_their_own(self):
        term = self.env["account.payment.term"].create({"name": "Half and half", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 40})]})
        invoice = self._invoice(
            1000, 0, invoice_payment_term_id=term.id, invoice_date=self._days(-20), invoice_date_due=False)
        page = self._open(user=self.ann)
        text = self._read(page)
        self.assertIn(f"{invoice.name} · 1/2", text)
        self.assertIn(f"{invoice.name} · 2/2", text)
        self.assertEqual(text.count("$ 500.00"), 6, "amount and open of each, two buckets")
        self.assertIn("10 days overdue", text)

    def test_what_is_disputed_promised_or_discounted_is_said(self):
        disputed, promised = self._invoice(1000, -10), self._invoice(250, -8)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create(
            {"move_id": disputed.id, "amount": 300.0, "reason_id": reason.id}).action_open()
        self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(promised).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 250})]}).action_open()
        term = self.env["account.payment.term"].create({
            "name": "2/10 net 30", "early_discount": True, "discount_percentage": 2.0, "discount_days": 10,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})
        self._invoice(500, 0, invoice_payment_term_id=term.id, invoice_date=self.today, invoice_date_due=False)
        text = self._read(self._open(user=self.ann))
        self.assertIn("In dispute: $ 300.00", text)
        self.assertIn("Promised until", text)
        self.assertIn("$ 490.00 if paid until", text)

    def test_a_plan_that_waits_for_an_answer_is_answered_from_there(self):
        invoice = self._invoice(250, -8)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "ask_acceptance": True, "line_ids": [Command.set(self._open_item(invoice).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 250})]})
        promise.action_open()
        self.assertEqual(promise.state, "proposed")
        page = self._open(user=self.ann)
        [path] = html.fromstring(page.text).xpath("//a[text()='Plan waits for your answer']/@href")
        self.assertIn("Accept", self._open(path, self.ann).text)
        self.assertNotIn("/my/promises/", self._open(self._give_link()._get_path(), self.collector).text)

    def test_the_limit_is_shown_only_where_the_company_wants(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 5000})
        self._invoice(1234, -5)
        self.assertNotIn("5,000.00", self._read(self._open(user=self.ann)))
        self.company.credit_portal_show_limit = True
        text = self._read(self._open(user=self.ann))
        self.assertIn("$ 5,000.00", text)
        self.assertIn("$ 3,766.00", text)
        self.profile.limit_mode = "unlimited"
        self.assertNotIn("Credit limit", self._read(self._open(user=self.ann)))

    def test_a_long_list_has_pages_and_the_sums_of_all(self):
        self._invoices([(10, -number, self.customer) for number in range(53)])
        first, second = self._open(user=self.ann), self._open("/my/credit?page=2", self.ann)
        self.assertEqual([page.text.count("data-item") for page in (first, second)], [50, 3])
        for page in (first, second):
            self.assertIn("$ 530.00", self._read(page))
        for wrong in ("0", "-1", "x", "99999999999999", "²", ""):
            self.assertEqual(self._open(f"/my/credit?page={wrong}", self.ann).status_code, 200)

    def _book_many(self, count):
        """Book so many items by one entry."""
        account, revenue = self.company_data["default_account_receivable"], self.company_data["default_account_revenue"]
        self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_misc"].id, "date": self._days(-30), "line_ids": [
                *(Command.create({"account_id": account.id, "partner_id": self.customer.id, "debit": 10 + index,
                                  "date_maturity": self._days(-index % 100)}) for index in range(count)),
                Command.create({"account_id": revenue.id, "credit": sum(10 + index for index in range(count))}),
            ]}).action_post()
        self.env.flush_all()

    def test_queries_do_not_grow_with_the_ledger(self):
        def count(path):
            self.url_open(path)  # templates are read once
            before = self.env.cr.sql_log_count
            self.assertEqual(self.url_open(path).status_code, 200)
            return self.env.cr.sql_log_count - before

        self._invoices([(10 + index, -index, self.customer) for index in range(10)])
        self.env.flush_all()
        self.authenticate(self.ann.login, self.ann.login)
        path = self._give_link()._get_path()
        self.env.flush_all()
        few = count("/my/credit"), count(path)
        self._book_many(190)
        many = count("/my/credit"), count(path)
        self.assertIn("/my/credit?page=4", self.url_open("/my/credit").text, "two hundred items on four pages")
        self.assertEqual(many, few)
        self.assertLessEqual(max(many), 30)
