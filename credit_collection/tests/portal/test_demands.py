"""What an add-on demands beside the open items: shown as such wherever the customer reads what is open."""

from odoo.tests import tagged

from ...models.exposure.values import Demand
from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestDemands(PortalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"street": "Main Street 1", "city": "Springfield", "zip": "12345"})
        cls.move = cls._invoice(1000, -20)
        cls.plan = cls.env["credit.followup.plan"].create({"name": "Demands", "level_ids": [
            (0, 0, {"name": "First", "days_overdue": 5, "subject": "First", "send_letter": True, "payment_link": True})]})
        cls.company.credit_followup_plan_id = cls.plan

    def setUp(self):
        super().setUp()

        def demand(profile, day, level=None):
            return [Demand(f"Late interest {level.name if level else day}", 23.5, profile.currency_id.id)]

        self.patch(self.registry["credit.profile"], "_get_demands", demand)

    def _squeeze(self, text):
        return " ".join(str(text).replace("\xa0", " ").split())

    def test_letter_and_mail_add_it_to_what_is_to_be_paid(self):
        followups = self.profile._run_followups(self.today)
        self.assertEqual(set(followups.mapped("channel")), {"mail", "letter"})
        for followup in followups:
            body = self._squeeze(followup.body)
            for text in ("Late interest First", "$ 23.50", "Grand total", "$ 1,023.50"):
                self.assertIn(text, body)
            self.assertEqual(followup.amount_due, 1000)

    def test_statement_keeps_it_apart_from_the_balance(self):
        statement = self.profile._create_statements(self._days(-90), self.today)
        [document] = statement._describe().values()
        self.assertEqual(
            [(row["label"], self._squeeze(row["amount"])) for row in document["demands"]],
            [(f"Late interest {self.today}", "$ 23.50")])
        self.assertEqual(statement.balance_ids.closing_balance, 1000)
        self.patch(self.registry["credit.profile"], "_get_demands", lambda profile, day, level=None: [])
        [document] = statement._describe().values()
        self.assertEqual(len(document["demands"]), 1)

    def test_printed_statement_of_today_shows_it(self):
        report = self.env.ref("credit_collection.action_report_statement_of_account")
        content, _kind = report._render_qweb_html(report.report_name, self.profile.ids)
        text = self._squeeze(content.decode())
        self.assertIn("Also claimed, not part of the balance", text)
        self.assertIn(f"Late interest {self.today}", text)

    def test_pages_of_the_customer_show_it(self):
        text = self._squeeze(self._read(self._open(user=self.ann)))
        self.assertIn(f"Late interest {self.today}", text)
        self.assertIn("Balance: $ 1,000.00", text)
        statement = self.profile._create_statements(self._days(-90), self.today).sudo()
        statement._open_links(self.today)
        statement._set_state("sent")
        self.assertIn(f"Late interest {self.today}", self._read(self._open(statement._get_page_path())))
        followup = self.profile._run_followups(self.today).filtered(lambda followup: followup.channel == "mail")
        text = self._squeeze(self._read(self._open(followup._get_payment_path())))
        self.assertIn(f"Late interest {self.today}", text)
        self.assertIn("$ 23.50", text)
