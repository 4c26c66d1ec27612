"""Situations that people reported in public about set-offs in other systems; the address stands beside each."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import NettingCommon


@tagged("post_install", "-at_install")
class TestReportedNetting(NettingCommon):

    def test_only_what_was_set_off_is_paid(self):
        # github.com/SnigdhaMandal/SettleX/issues/14
        bill = self._bill(120)
        netting = self._set_off()
        self.assertEqual((netting.amount, self.debt.amount_residual, bill.amount_residual), (120, 180, 0))
        self.assertEqual(self.debt.payment_state, "partial")

    def test_a_credit_note_of_the_customer_comes_first(self):
        # github.com/axelor/axelor-open-suite/pull/16221
        self._invoice(100, -10, move_type="out_refund")
        self._bill(300)
        netting = self._fill()
        self.assertEqual(netting.amount, 200)

    def test_both_sides_in_another_currency(self):
        # github.com/OCA/account-financial-tools/pull/422
        foreign = self.env.ref("base.EUR") if self.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        foreign.active = True
        self.env["res.currency.rate"].create([
            {"name": self._days(days), "currency_id": foreign.id, "rate": rate, "company_id": self.company.id}
            for days, rate in ((-400, 1.0), (-12, 0.8), (-1, 0.5))])
        debt = self._invoice(300, -20, currency_id=foreign.id)
        bill = self._bill(200, due=15, currency_id=foreign.id, invoice_date=self._days(-10), invoice_date_due=self._days(-2))
        netting = self._set_off(currency_id=foreign.id)
        self.assertEqual((debt.amount_residual, bill.amount_residual), (100, 0))
        self.assertEqual(self._open_item(debt).amount_residual_currency, 100)
        netting.with_user(self.other).action_undo()
        self._refresh()
        self.assertEqual((debt.amount_residual, bill.amount_residual), (300, 200))

    def test_undone_after_its_period_was_closed(self):
        # github.com/OCA/account-financial-tools/issues/265, github.com/frappe/erpnext/pull/55268: nothing could be reversed.
        self._bill(120, due=-45)
        debt = self._invoice(120, -50)
        netting = self._set_off(date=self._days(-40))
        self.assertEqual((debt.amount_residual, netting.move_id.date), (0, self._days(-40)))
        self.company.fiscalyear_lock_date = self._days(-20)
        netting.with_user(self.other).action_undo()
        self._refresh()
        self.assertEqual((debt.amount_residual, netting.reversal_id.date), (120, self.today))
        self.assertEqual((netting.move_id.state, netting.move_id.date), ("posted", self._days(-40)))

    def test_dated_in_a_period_that_was_closed_meanwhile(self):
        # As above; the entry was posted on today, the document kept its day.
        self._bill(120, due=-45)
        self._invoice(120, -50)
        netting = self._fill(date=self._days(-40))
        netting.action_submit()
        self.company.fiscalyear_lock_date = self._days(-20)
        netting.with_user(self.other).action_approve()
        with self.assertRaisesRegex(UserError, "are locked on"):
            netting.with_user(self.other).action_post()
