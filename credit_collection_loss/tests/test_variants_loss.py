"""Losses and recoveries: further reported situations, with the figures worked out by hand."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestVariantsLoss(LossCommon):

    def _receive(self, amount, day, partner=None, **vals):
        entry = self.env["account.move"].create({
            "move_type": "entry", "date": day, "journal_id": self.company_data["default_journal_bank"].id, "line_ids": [
                Command.create({"account_id": self.receivable.id, "balance": -amount,
                                "partner_id": (partner or self.customer).id, **vals}),
                Command.create({"account_id": self.company_data["default_account_assets"].id, "balance": amount})]})
        entry.action_post()
        return self._open_item(entry)

    def _night(self):
        self._refresh()
        self.env["credit.batch.stamp"].sudo().search([("job", "=", "credit_collection_loss.ir_cron_recoveries")]).unlink()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["credit.write.off.recovery"]._cron_book()
        self._refresh()

    def test_subsidiary_is_a_customer_of_its_own(self):
        subsidiary = self.env["res.partner"].create(
            {"name": "Subsidiary", "is_company": True, "parent_id": self.customer.id})
        own, foreign = self._bill(1200, 400), self._bill(600, 300, subsidiary)
        write_off = self._request()
        write_off.action_fill()
        self.assertEqual(write_off.line_ids.line_id.move_id, own)
        write_off.action_submit()
        write_off.with_user(self.manager).action_approve()
        write_off.with_user(self.manager).action_post()
        self._pay(foreign, 100, date=self.today)
        self._receive(500, self.today, subsidiary)
        with self.assertRaisesRegex(UserError, "no open receipt"):
            write_off.with_user(self.manager).action_book_recovery()

    def test_tax_of_three_equal_parts_adds_up(self):
        """1,200 with 200: three times 400 pay back 66.67, 66.66 and 66.67."""
        self.company.credit_relief_account_id = self.relief_account
        write_off = self._write_off(self._bill(1200, 400), date=self._days(-60))
        for days in (-20, -10, -5):
            self._receive(400, self._days(days))
            self._night()
        self.assertEqual(sorted(write_off.recovery_ids.mapped("tax")), [66.66, 66.67, 66.67])
        self.assertEqual(self._balance(self.relief_account), 0)

    def test_paid_in_another_currency_after_the_write_off(self):
        """1,000 CHF of 500 were written off at 2.0; 1,000 CHF come at 4.0: 250 are recovered, the customer owes nothing."""
        currency = self.env.ref("base.CHF")
        currency.active = True
        self.env["res.currency.rate"].create([
            {"currency_id": currency.id, "company_id": self.company.id, "name": self._days(days), "rate": rate}
            for days, rate in ((-500, 2.0), (-10, 4.0))])
        write_off = self._write_off(
            self._bill(1000, 400, taxed=False, currency_id=currency.id), date=self._days(-60))
        receipt = self._receive(250, self._days(-5), currency_id=currency.id, amount_currency=-1000)
        self._night()
        self.assertRecordValues(write_off, [{"amount": 500, "recovered": 250}])
        self.assertRecordValues(receipt, [{"amount_residual": 0, "amount_residual_currency": 0}])

    def test_two_write_offs_of_one_customer_are_recovered_the_earliest_first(self):
        first = self._write_off(self._bill(300, 400, taxed=False), date=self._days(-60))
        second = self._write_off(self._bill(500, 400, taxed=False), date=self._days(-50))
        self._receive(400, self._days(-5))
        self._night()
        self.assertEqual((first.recovered, second.recovered), (300, 100))
        self._night()
        self.assertEqual((first.recovered, second.recovered), (300, 100))

    def _cash_basis(self):
        """:return: a tax of 20 % that is due when the invoice is paid, its account, and the account on which it waits"""
        self.company.tax_exigibility = True
        payable, waiting = self.env["account.account"].create([
            {"code": code, "name": code, "account_type": "liability_current", "reconcile": True}
            for code in ("VATDUE", "VATWAIT")])
        tax = self.tax.copy({
            "name": "Tax on payment", "tax_exigibility": "on_payment", "cash_basis_transition_account_id": waiting.id})
        for lines in (tax.invoice_repartition_line_ids, tax.refund_repartition_line_ids):
            lines.filtered(lambda line: line.repartition_type == "tax").account_id = payable
        return tax, payable, waiting

    def test_tax_that_is_due_when_the_invoice_is_paid(self):
        """Nothing was paid, so no tax is due: 1,200 of which 200 tax leave a loss of 1,000 and nothing on either account."""
        tax, payable, waiting = self._cash_basis()
        self.tax = tax
        move = self._invoice(0, -400, invoice_line_ids=[Command.create({
            "name": "Goods", "quantity": 1, "price_unit": 1000, "tax_ids": [Command.set(tax.ids)]})])
        write_off = self._write_off(move, date=self._days(-60))
        self.assertRecordValues(write_off, [{"relief": 200, "loss": 1000}])
        self.assertEqual((self._balance(payable), self._balance(waiting), self._balance(self.loss_account)), (0, 0, 1000))
        self._receive(300, self._days(-5))
        self._night()
        self.assertEqual((self._balance(payable), self._balance(waiting)), (-50, 0))
        self.assertEqual(self._balance(self.recovery_account), -250)

    def test_customer_moved_to_another_rating_after_the_proposal(self):
        """What was proposed and approved stays as it was worked out, and says so; worked out anew, it is that of the rating."""
        rating = self.env.ref("credit_collection.credit_rating_c")
        self.matrix.line_ids = [
            Command.create({"rating_id": rating.id, "bucket": bucket, "rate": 50})
            for bucket in ("not_due", "1_30", "31_60", "61_90", "over_90")]
        self._bill(1000, 10, taxed=False)
        self.profile.rating_id = False
        run = self._run()
        self.assertEqual((run.allowance, run.line_ids.group_name), (20, False))
        self.profile.rating_id = rating
        self._refresh()
        run.with_user(self.other_manager).action_approve()
        run.with_user(self.other_manager).action_post()
        self.assertEqual((run.allowance, run.state), (20, "posted"))
        again = self._run()
        self.assertEqual((again.allowance, again.difference, again.line_ids.group_name), (500, 480, rating.display_name))

    def test_write_off_in_a_branch(self):
        """1,000 in a branch and 200 of the head office, of one customer: a request for each, settled where it is owed with the
        accounts of the head office; reversed, the items are owed again."""
        entry = self._book_in_branch(1000, -120)
        entry.line_ids.filtered("partner_id").no_followup = False
        own = self._bill(200, 120, taxed=False)
        both = self._request(own)
        both.line_ids = [Command.create({"line_id": self._open_item(entry).id})]
        with self.assertRaisesRegex(UserError, "each branch by a request of its own"), self.cr.savepoint():
            both.action_submit()
        other = self._request()
        other.line_ids = [Command.create({"line_id": self._open_item(entry).id})]
        other.action_submit()
        for step in ("action_approve", "action_post"):
            getattr(other.with_user(self.manager), step)()
        write_offs = self._write_off(own) | other.sudo()
        self._refresh()
        self.assertEqual(write_offs.move_id.mapped("company_id"), self.company | entry.company_id)
        self.assertEqual(write_offs.profile_id, self.profile)
        self.assertEqual(sum(self._open_item(own | entry).mapped("amount_residual")), 0)
        self.assertEqual(self._balance(self.loss_account), 1200)
        write_offs.with_user(self.manager).action_reverse()
        self._refresh()
        self.assertEqual(sum(self._open_item(own | entry).mapped("amount_residual")), 1200)
        self.assertEqual(self._balance(self.loss_account), 0)
