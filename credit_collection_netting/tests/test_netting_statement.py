"""Statements of customers who are suppliers too: gross beside net, as of the last day, kept as it was sent."""

from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import NettingCommon


@tagged("post_install", "-at_install")
class TestNettingStatement(NettingCommon):

    def _statement(self, days=0, tells=True):
        self.company.credit_statement_tells_net = tells
        self._refresh()
        return self.profile._create_statements(self._days(-60), self._days(days), "open_item").sudo()

    def _rows(self, statement):
        [document] = statement._describe().values()
        return [(row["label"], row["amount"].replace("\xa0", " ")) for row in document["net"]]

    def test_gross_stands_beside_net(self):
        self._bill(200)
        statement = self._statement()
        self.assertEqual(statement.balance_ids.closing_balance, 300)
        self.assertEqual(self._rows(statement), [("Less what we owe you", "$ -200.00"), ("Net balance", "$ 100.00")])
        html = self.env["ir.actions.report"].sudo()._render_qweb_html(
            "credit_collection.action_report_statements", statement.ids)[0]
        self.assertIn("Net balance", html2plaintext(html.decode()))
        self.assertIn("Net balance", html2plaintext(str(self.env["ir.qweb"]._render(
            "credit_collection_netting.statement_net", {"rows": statement._describe()[statement]["net"]}))))

    def test_nothing_without_the_setting_or_without_bills(self):
        self._bill(200)
        self.assertFalse(self._rows(self._statement(tells=False)))
        self.debt.company_id.credit_statement_tells_net = True
        other = self.env["res.partner"].create({"name": "No Supplier", "is_company": True})
        self._invoice(50, -10, other)
        self._refresh()
        statement = other._get_credit_profiles()._create_statements(self._days(-60), self.today, "open_item").sudo()
        self.assertFalse(self._rows(statement))

    def test_what_was_owed_on_the_last_day(self):
        bill = self._bill(200)
        self._pay(bill, date=self._days(-2))
        self.assertFalse(self._rows(self._statement()))
        self.assertEqual(self._rows(self._statement(days=-3))[0], ("Less what we owe you", "$ -200.00"))

    def test_a_thousandth_is_kept(self):
        """Currencies such as the dinar of Kuwait have three decimals."""
        statement = self._statement()
        statement.payable_amount = 1.234
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(statement.payable_amount, 1.234)

    def test_what_was_sent_stays(self):
        bill = self._bill(200)
        statement = self._statement()
        self._pay(bill)
        self._refresh()
        self.assertEqual(self._rows(statement)[1], ("Net balance", "$ 100.00"))
