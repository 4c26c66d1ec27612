"""Situations that people reported in public about write-offs in other systems; the address stands beside each."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestReportedLoss(LossCommon):

    def test_a_cent_with_tax_is_written_off(self):
        # github.com/odoo/odoo/pull/53115
        tax = self.tax.copy({"name": "Tax 15 %", "amount": 15})
        invoice = self._invoice(0, -400, invoice_line_ids=[Command.create({
            "name": "Goods", "quantity": 1, "price_unit": 1000, "tax_ids": [Command.set(tax.ids)]})])
        self._pay(invoice, 1149.99)
        write_off = self._write_off(invoice)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertRecordValues(write_off, [{"state": "posted", "amount": 0.01, "relief": 0, "loss": 0.01}])
        self.assertTrue(all(line.balance for line in write_off.move_id.line_ids))

    def test_the_tax_report_is_told_of_the_relief(self):
        # github.com/odoo/odoo/pull/92364
        tag = self.env["account.account.tag"].create({"name": "Sales tax", "applicability": "taxes"})
        self.company.write({"credit_relief_account_id": self.relief_account.id, "credit_relief_tag_ids": tag.ids})
        invoice = self._bill(1200, 400)
        write_off = self._write_off(invoice)
        relief = write_off.move_id.line_ids.filtered(lambda line: line.balance == 200)
        self.assertEqual(relief.tax_tag_ids, tag)

    def test_a_recovery_that_pays_another_debt_too_counts_once(self):
        # github.com/frappe/lending/pull/1417
        written = self._bill(1000, 400, taxed=False)
        self._write_off(written)
        fee = self._bill(750, 10, taxed=False)
        receipt = self.env["account.move"].create({
            "move_type": "entry", "date": self.today, "journal_id": self.company_data["default_journal_bank"].id, "line_ids": [
                Command.create({"account_id": self.receivable.id, "balance": -1750, "partner_id": self.customer.id}),
                Command.create({"account_id": self.company_data["default_account_assets"].id, "balance": 1750})]})
        receipt.action_post()
        (self._open_item(fee) + self._open_item(receipt)).reconcile()
        self._refresh()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["credit.write.off.recovery"]._cron_book()
        self._refresh()
        self.assertEqual(self._balance(self.recovery_account), -1000)
        self.assertEqual(self._open_item(receipt).amount_residual, 0)

    def test_written_off_in_part_and_paid_is_not_overdue(self):
        # github.com/frappe/erpnext/issues/8058, github.com/frappe/erpnext/issues/23068
        invoice = self._bill(4800, 60, taxed=False)
        self._pay(invoice, 4766.66)
        self._write_off(invoice)
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (0, "paid"))
        self.assertEqual(self.profile._get_aging(self.today)[self.profile.id]["total"], 0)
        self.assertEqual(self._balance(self.loss_account), 33.34)

    def _write_off_three_supplies(self):
        """:return: the posted write-off of the example: 17.5 %, nothing on the second supply"""
        tax = self.tax.copy({"name": "Tax 17.5 %", "amount": 17.5})

        def bill(net, days, taxes):
            return self._invoice(0, -days, invoice_line_ids=[Command.create({
                "name": "Supply", "quantity": 1, "price_unit": net, "tax_ids": [Command.set(taxes.ids)]})])

        first, second, third = bill(156.71, 500, tax), bill(78.36, 450, tax.browse()), bill(500, 400, tax)
        self.assertEqual([move.amount_total for move in (first, second, third)], [184.13, 78.36, 587.5])
        self.company.credit_relief_account_id = self.relief_account
        write_off = self._request()
        write_off.line_ids = [Command.create({"line_id": self._open_item(move).id}) for move in (third, second, first)]
        write_off.action_submit()
        write_off.with_user(self.manager).action_approve()
        write_off.with_user(self.manager).action_post()
        self.assertEqual((write_off.amount, write_off.relief), (849.99, 114.92))
        return write_off.with_user(self.manager)

    def _recover(self, write_off, amount):
        """:return: the recovery of ``amount`` that came in today"""
        known = write_off.recovery_ids
        self._receive(amount, self.today)
        write_off.action_book_recovery()
        return write_off.recovery_ids - known

    def test_tax_is_paid_back_of_the_oldest_items_first(self):
        # gov.uk/hmrc-internal-manuals/vat-bad-debt-relief/vbdr4100 and vbdr2300
        write_off = self._write_off_three_supplies()
        # Of 500, 237.51 are of the third supply: 27.42 + 87.50 × 237.51 / 587.50.
        self.assertEqual(self._recover(write_off, 500).tax, 62.79)
        self.assertEqual(self._recover(write_off, 349.99).tax, 52.13)
        self.assertEqual(self._balance(self.relief_account), 0)

    def test_tax_of_recoveries_of_before_that_order_is_paid_back_once(self):
        """262.49 came in when tax was paid back by a share of all, 35.49 in place of 27.42: 79.43 are left of 114.92."""
        write_off = self._write_off_three_supplies()

        def share_all(own, recovered):
            return dict.fromkeys(own.line_ids, recovered / own.amount)

        with patch.object(type(write_off), "_get_recovered_shares", share_all):
            self.assertEqual(self._recover(write_off, 262.49).tax, 35.49)
        # As when the column is added.
        self.env.add_to_compute(write_off._fields["tax_paid_back"], write_off.sudo())
        self.assertEqual(self._recover(write_off, 587.5).tax, 79.43)
        self.assertEqual(self._balance(self.relief_account), 0)
