"""A claim is met in the currency of the invoice, whatever became of the rate."""

from odoo.tests import tagged

from .common import DisputeCommon


@tagged("post_install", "-at_install")
class TestDisputeInCurrency(DisputeCommon):

    def test_credit_note_at_another_rate_meets_the_claim(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 1.0), (self.today, 1 / 0.9)])
        invoice = self._invoice(1000, -20, currency_id=euro.id)
        dispute = self._dispute(invoice, 400)
        dispute.action_accept()
        note = dispute.credit_note_id
        note.action_post()
        (self._open_item(invoice) | self._open_item(note)).filtered(lambda line: not line.reconciled).reconcile()
        self.assertEqual((dispute.credited_amount, dispute.excluded_amount), (400, 0))
        self.assertEqual(self._collectible(invoice), 600)
        self.assertEqual(invoice.amount_residual, 600)
