"""Credit and collection in Odoo's digest mail."""

from datetime import datetime, timedelta

from odoo.tests import tagged

from ..promise.common import PromiseCommon
from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestDigest(PromiseCommon, KpiCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = [name for name in cls.env["digest.digest"]._fields if name.startswith("kpi_credit_") and name[-6:] != "_value"]
        cls.digest = cls.env["digest.digest"].sudo().create({
            "name": "Digest", "company_id": cls.company.id, **dict.fromkeys(names, True)})
        cls.names = names

    def _kpis(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self._user("viewer")
        return {kpi["kpi_name"]: kpi for kpi in self.digest._compute_kpis(self.company, user)}

    def _columns(self, kpi):
        return [kpi[f"kpi_col{number}"]["value"] for number in (1, 2, 3)]

    def test_figures_of_a_day_a_week_and_a_month(self):
        late = self._bill(1000, self._days(-40), self._days(-20))
        self._pay(late, 100, date=self._days(-10))
        self._pay(late, 200, date=self._days(-3))
        self._pay(late, 400, date=self.today)
        kpis = self._kpis()
        self.assertEqual(self._columns(kpis["kpi_credit_collected"]), ["$400", "$600", "$700"])
        self.assertEqual(self._columns(kpis["kpi_credit_overdue"]), ["$300"] * 3, "at the end of each")
        self.assertEqual(kpis["kpi_credit_overdue"]["kpi_col2"]["margin"], -66.67, "900 a week ago")

    def test_promises_and_holds(self):
        invoice = self._bill(1000, self._days(-40), self._days(-20))
        promise = self._promise(invoice, days=2)
        promise.sudo().write({"state": "broken", "date_closed": self._days(-3)})
        kpis = self._kpis()
        self.assertEqual(self._columns(kpis["kpi_credit_promises_broken"]), [0, 1, 1])
        self.assertEqual(self._columns(kpis["kpi_credit_orders_held"]), [0, 0, 0])
        order = self._order(100)
        hold = self.env["credit.hold"].sudo().create({"order_id": order.id, "profile_id": self.profile.id})
        hold.date = self._days(-20)
        self.assertEqual(self._columns(self._kpis(self.env.user)["kpi_credit_orders_held"]), [0, 0, 1])
        self.assertEqual(hold.company_id, self.company)

    def test_each_leads_to_its_records(self):
        for name, kpi in self._kpis().items():
            if name in self.names:
                action = self.env.ref(kpi["kpi_action"].partition("?")[0])
                self.assertEqual(action._name, "ir.actions.act_window", name)

    def test_others_get_their_mail_without_them(self):
        self.assertEqual(set(self.names) - set(self._kpis()), set())
        self.assertEqual(set(self.names) & set(self._kpis(self._user("salesperson"))), set())

    def test_the_ledger_is_read_once_for_all_figures_of_a_period(self):
        digest = self.digest.with_context(
            start_datetime=datetime.now() - timedelta(days=7), end_datetime=datetime.now())
        self.env.flush_all()
        self.assertTrue(digest.kpi_credit_collected_value is not None)
        with self.assertQueryCount(0):
            self.assertTrue(digest.kpi_credit_overdue_value is not None)

    def test_the_mail_is_sent(self):
        self._bill(1234, self._days(-40), self._days(-20))
        viewer = self._user("viewer")
        viewer.email = "viewer@example.com"
        self.digest.user_ids = viewer
        self.digest.action_send_manual()
        mail = self.env["mail.mail"].sudo().search([("email_to", "ilike", "viewer@example.com")], limit=1)
        self.assertIn("Overdue at the End", mail.body_html)
        self.assertIn("1.2k", mail.body_html)
