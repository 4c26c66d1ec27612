"""The accrual of commission: by setting, on approval, reversed when the approval is taken back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionAccrual(CommissionCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expense, cls.payable = [
            cls.env["account.account"].create({"code": code, "name": name, "account_type": kind}) for code, name, kind in (
                ("COMM1", "Commission", "expense"), ("COMM2", "Accrued commission", "liability_current"))]
        cls.company.write({
            "credit_commission_expense_account_id": cls.expense.id, "credit_commission_payable_account_id": cls.payable.id,
            "credit_commission_journal_id": cls.company_data["default_journal_misc"].id})
        cls._pay(cls._bill(1000, cls._date(3, 1)), date=cls._date(3, 10))

    def _approved(self):
        run = self._run(3)
        run.with_user(self.other_manager).action_approve()
        self._refresh()
        return run.with_user(self.other_manager)

    def _balances(self):
        self._refresh()
        return [sum(self.env["account.move.line"].search([
            ("account_id", "=", account.id), ("parent_state", "=", "posted")]).mapped("balance"))
            for account in (self.expense, self.payable)]

    def test_accrued_on_approval(self):
        """2 % of 1,000 on the last day of March, owed to the collector."""
        move = self._approved().sudo().move_id
        self.assertRecordValues(move.line_ids.sorted("balance"), [
            {"account_id": self.payable.id, "partner_id": self.anna.partner_id.id, "balance": -20},
            {"account_id": self.expense.id, "partner_id": False, "balance": 20}])
        self.assertRecordValues(move, [{"state": "posted", "date": self._date(3, 31)}])

    def test_approved_in_two_tabs_is_accrued_once(self):
        run = self._approved()
        run.action_approve()
        self.assertEqual(self._balances(), [20, -20])
        self.assertEqual(len(run.sudo().entry_ids), 1)

    def test_reversed_when_the_approval_is_taken_back(self):
        run = self._approved()
        run.action_draft()
        self.assertEqual(self._balances(), [0, 0])
        self.assertRecordValues(run.sudo(), [{"state": "draft", "move_id": False}])
        run.with_user(self.manager).action_calculate()
        run.action_approve()
        self.assertEqual(self._balances(), [20, -20])
        self.assertEqual(len(run.sudo().entry_ids), 3)
        for entry in run.sudo().entry_ids:
            with self.assertRaisesRegex(UserError, "evidence and stays posted"):
                entry.button_draft()

    def test_today_where_the_books_are_locked(self):
        self.company.sudo().fiscalyear_lock_date = self._date(12, 31)
        run = self._approved()
        self.assertEqual(run.sudo().move_id.date, self.today)
        run.action_draft()
        self.assertEqual(self._balances(), [0, 0])

    def test_off_without_accounts(self):
        self.company.sudo().write(dict.fromkeys((
            "credit_commission_expense_account_id", "credit_commission_payable_account_id"), False))
        run = self._approved()
        self.assertFalse(run.sudo().move_id)
        run.action_pay()
        self.assertEqual(run.state, "paid")

    def test_half_of_the_settings_is_refused_in_words(self):
        self.company.sudo().credit_commission_payable_account_id = False
        with self.assertRaisesRegex(UserError, "Credit & Collection > Commission of .*: Accrued Commission"):
            self._approved()

    def test_nothing_to_pay_is_not_booked(self):
        self.plan.rate_ids.percent = 0
        self.assertFalse(self._approved().sudo().move_id)
