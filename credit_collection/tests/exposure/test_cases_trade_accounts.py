"""An account of type receivable that is marked *Non Trade* (a staff loan, a tax refund) holds no debt of a customer."""

from odoo.fields import Command
from odoo.tests import tagged

from ..followup.common import FollowupCommon


@tagged("post_install", "-at_install")
class TestTradeAccounts(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loans = cls.company_data["default_account_receivable"].copy({
            "name": "Loans to Staff", "code": "114900", "non_trade": True})
        cls.loan = cls.env["account.move"].create({
            "move_type": "entry", "date": cls._days(-75), "journal_id": cls.company_data["default_journal_misc"].id,
            "line_ids": [
                Command.create({
                    "account_id": cls.loans.id, "partner_id": cls.customer.id, "debit": 1000, "date_maturity": cls._days(-45)}),
                Command.create({"account_id": cls.company_data["default_account_revenue"].id, "credit": 1000}),
            ],
        })
        cls.loan.action_post()
        cls.item = cls.loan.line_ids[0]
        cls.item.no_followup = False

    def test_profile_shows_nothing(self):
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "exposure_receivable": 0, "exposure_total": 0, "overdue_amount": 0, "days_overdue": 0, "oldest_due_date": False}])
        self.assertNotIn(self.profile, self.profile.search([("overdue_amount", ">", 0)]))

    def test_nothing_is_collected(self):
        Line = self.env["account.move.line"]
        self.assertFalse(Line.search([*Line._get_collectible_domain(self.today), ("partner_id", "=", self.customer.id)]))
        self.assertFalse(self.profile._run_followups(self.today))

    def test_list_of_open_items_is_without_it(self):
        self.env.flush_all()
        for day in (self.today, self._days(-1), self._days(1)):
            with self.subTest(day=day):
                items = self.env["credit.open.item.report"]._get_items(day)
                self.assertNotIn(self.item.id, [item["id"] for item in items])

    def test_order_is_not_held(self):
        order = self._order(10)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))

    def test_an_account_that_becomes_trade_counts_at_once(self):
        self.loans.non_trade = False
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_receivable": 1000, "overdue_amount": 1000, "days_overdue": 45}])
