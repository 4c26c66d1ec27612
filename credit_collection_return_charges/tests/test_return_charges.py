from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.credit_collection_return.tests.common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnCharges(ReturnCommon):
    """14.1 with charges installed: 7.50 is a claim of its own without tax, not part of the invoices."""

    def test_fee_is_a_charge(self):
        record = self._return(self._debit())
        self.assertFalse(record.fee_move_id)
        self.assertRecordValues(record.charge_ids, [{
            "kind": "fee", "amount": 7.5, "state": "accrued", "profile_id": self.profile.id}])
        self.assertEqual(self._owed(), {(self.first.name, 27): 300, (self.second.name, 13): 400})
        [demand] = self.profile.sudo()._get_demands(self.today)
        self.assertEqual((demand.label, demand.amount), ("Bank fees of returned payments", 7.5))

    def test_billed_without_tax_whatever_the_product_says(self):
        self.company.credit_fee_product_id = self.env["product.product"].create({
            "name": "Fees", "type": "service", "taxes_id": [(6, 0, self.company_data["default_tax_sale"].ids)]})
        record = self._return(self._debit())
        bill = record.charge_ids._bill()
        self.assertEqual((bill.amount_total, bill.amount_tax), (7.5, 0))
        self.assertIn("returned on", bill.invoice_line_ids.name)
        with self.assertRaisesRegex(UserError, "waive"):
            record.with_user(self.manager).action_cancel()

    def test_taken_back_with_the_return(self):
        record = self._return(self._debit())
        record.with_user(self.manager).action_cancel()
        self.assertEqual(record.charge_ids.state, "cancelled")

    def test_reminder_fee_and_bank_fee_beside_each_other(self):
        self.level_1.fee_amount = 5
        self._return(self._debit())
        self._run()
        self._refresh()
        fees = self.profile.charge_ids.filtered(lambda charge: charge.kind == "fee")
        self.assertEqual(sorted(fees.mapped("amount")), [5, 7.5])
