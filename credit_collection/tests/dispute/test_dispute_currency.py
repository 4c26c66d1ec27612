"""A claim is met in the currency of the invoice, whatever became of the rate."""

from odoo.tests import tagged
from odoo.tools import SQL

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

    def test_what_is_not_disputed_is_demanded_to_the_unit(self):
        """A cent of the company is 250 dong: what is left is the invoice less the claim, before and after the rate changed."""
        dong = self.setup_other_currency("VND", rounding=1, rates=[("2000-01-01", 24987.31), (self.today, 31001.7)])
        invoice = self._invoice(100_000_000, -20, currency_id=dong.id)
        dispute = self._dispute(invoice, 24_500_777)
        self._refresh()
        item = self._open_item(invoice)
        self.assertEqual(item._get_own_part(item._get_collectible_amount(self.today)), 75_499_223)
        [read] = self.env["credit.open.item"]._read(self.profile, self.today)[self.profile]
        self.assertEqual((dong.round(read.own_amount), dong.round(read.disputed_own)), (75_499_223, 24_500_777))
        self._pay(invoice, 70_000_000)
        self._refresh()
        self.assertEqual(item._get_own_part(item._get_collectible_amount(self.today)), 5_499_223)
        self._pay(invoice, 5_499_223)
        self._refresh()
        self.assertEqual((self._collectible(invoice), invoice.amount_residual), (0, 24_500_777))
        dispute.action_reject()
        self._refresh()
        self.assertEqual(item._get_own_part(item._get_collectible_amount(self.today)), 24_500_777)

    def test_what_is_left_of_a_partly_credited_claim_is_known_to_the_unit(self):
        dong = self.setup_other_currency("VND", rounding=1, rates=[("2000-01-01", 24987.31), (self.today, 31001.7)])
        invoice = self._invoice(100_000_000, -20, currency_id=dong.id)
        dispute = self._dispute(invoice, 24_500_777)
        self._credit_note(invoice, 1_234_567)
        self._refresh()
        self.assertEqual((dispute.credited_claim, dispute.excluded_claim), (1_234_567, 23_266_210))
        item = self._open_item(invoice)
        self.assertEqual(item._get_own_part(item._get_collectible_amount(self.today)), 75_499_223)
        [read] = self.env["credit.open.item"]._read(self.profile, self.today)[self.profile]
        self.assertEqual((dong.round(read.own_amount), dong.round(read.disputed_own)), (75_499_223, 23_266_210))
        Workbook = self.env["credit.overdue.workbook"]
        scope = Workbook._get_scope(self.profile, self.today)
        [[disputed]] = self.env.execute_query(SQL("SELECT disputed_currency FROM (%s) row", Workbook._build_customers(scope)))
        self.assertEqual(dong.round(float(disputed)), 23_266_210)
        dispute.action_accept()
        self.assertEqual(dispute.credit_note_id.amount_total, 23_266_210)

    def test_payment_in_the_currency_of_the_company_at_another_rate(self):
        """500 of a bank account in company currency pay 625 euros; 375 of the undisputed 1,000 euros are left."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 1.0), (self.today, 1.25)])
        invoice = self._invoice(1400, -20, currency_id=euro.id)
        self._dispute(invoice, 400)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({"payment_date": self.today})
        wizard.currency_id = self.company.currency_id
        wizard.amount = 500
        wizard._create_payments()
        self._refresh()
        item = self._open_item(invoice)
        self.assertEqual(invoice.amount_residual, 775)
        self.assertEqual(item._get_own_part(item._get_collectible_amount(self.today)), 375)
