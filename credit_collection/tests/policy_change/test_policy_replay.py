"""What would this policy have done? Documents of the past under a draft, beside the policy in force."""

from odoo.tests import tagged

from .common import ReplayCommon


@tagged("post_install", "-at_install")
class TestPolicyReplay(ReplayCommon):

    def _find(self, lines, document):
        return lines.filtered(lambda line: document in (line.order_id, line.move_id))

    # Which documents, and what was known

    def test_an_invoice_without_order_is_judged_by_what_was_owed_on_its_day(self):
        first = self._invoice(800, -170)
        second = self._invoice(300, -160)
        third = self._invoice(150, -150)
        self._pay(first, date=self._days(-165))
        lines = self._replay()
        self.assertEqual([line.document for line in lines.sorted("date")], [first, second, third])
        self.assertRecordValues(lines.sorted("date"), [
            {"exposure": 0.0, "amount": 800.0, "held": False, "reason_codes": False, "effective_limit": 1000.0},
            {"exposure": 800.0, "amount": 300.0, "held": True, "reason_codes": "over_limit", "effective_limit": 1000.0},
            {"exposure": 1100.0, "amount": 150.0, "held": True, "reason_codes": "over_limit", "effective_limit": 1000.0}])

    def test_orders_are_judged_and_their_invoices_are_not(self):
        order = self._confirmed(400, -100, deliver=True)
        invoice = order.invoice_ids
        alone = self._invoice(700, -60)
        lines = self._replay()
        self.assertEqual(lines.order_id, order)
        self.assertEqual(lines.move_id, alone)
        self.assertEqual(self._find(lines, alone).exposure, 400.0, "what the order became")
        self.assertNotIn(invoice, lines.move_id)

    def test_what_is_overdue_on_the_day_holds_and_what_was_paid_before_does_not(self):
        self._draft(max_overdue_days=5)
        late = self._invoice(100, -200)
        before, during, after = (self._confirmed(50, day) for day in (-196, -190, -180))
        self._pay(late, date=self._days(-185))
        lines = self._replay()
        self.assertEqual([self._find(lines, order).held for order in (before, during, after)], [False, True, False])
        self.assertRecordValues(self._find(lines, during), [{
            "reason_codes": "overdue", "days_overdue": 10, "overdue_amount": 100.0, "held_before": False, "effect": "held"}])

    # How it was paid

    def test_how_documents_were_really_paid(self):
        on_time, late, partly, unpaid, lost, coming = (
            self._invoice(100, due) for due in (-200, -190, -180, -170, -160, 10))
        self._pay(on_time, date=self._days(-200))
        self._pay(late, date=self._days(-170))
        self._pay(partly, 40, date=self._days(-181))
        self._pay(partly, 60, date=self._days(-177))
        self._write_off(lost, 100, -20)
        lines = self._replay()
        found = {move: self._find(lines, move) for move in (on_time, late, partly, unpaid, lost, coming)}
        self.assertEqual(
            [(line.outcome, line.days_late) for line in found.values()],
            [("on_time", 0), ("late", 20), ("late", 3), ("unpaid", 170), ("lost", 0), ("pending", 0)])
        self.assertRecordValues(found[partly], [{"on_time_amount": 40.0, "late_amount": 60.0, "is_late": True}])
        self.assertEqual([line.is_known for line in found.values()], [True, True, True, True, True, False])

    def _write_off(self, move, amount, day):
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create({
            "date": self._days(day), "journal_id": self.company_data["default_journal_misc"].id,
            "line_ids": [
                (0, 0, {"account_id": account.id, "partner_id": self.customer.id, "balance": -amount}),
                (0, 0, {"account_id": self.company_data["default_account_expense"].id, "balance": amount})]})
        entry.action_post()
        (self._open_item(move) | entry.line_ids.filtered(lambda line: line.account_id == account)).reconcile()
