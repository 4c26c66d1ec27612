"""Money of a case: what came in for an item while it was in the case, however late it is matched, and until it goes back."""

from pathlib import Path

from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged

from .common import AgencyCommon

SCRIPT = load_script(
    str(Path(__file__).parents[1] / "migrations" / "19.0.1.3.0" / "post-stays.py"), "credit_collection_legal_stays")


@tagged("post_install", "-at_install")
class TestCaseReceipts(AgencyCommon):

    def setUp(self):
        super().setUp()
        self.first, self.second = self._invoice(1000, -40), self._invoice(500, -30)
        self.case = self._case(self.first)

    def _item(self, move):
        return self._open_item(move)

    def _add(self, move, case=None):
        self._refresh()
        (case or self.case).line_ids = [Command.link(self._item(move).id)]

    def _take_out(self, move, case=None):
        self._refresh()
        (case or self.case).line_ids = [Command.unlink(self._item(move).id)]

    def _close(self, case=None):
        (case or self.case).write({"stage_id": self.stages["closed"].id, "outcome": "settled"})

    def _unmatch(self, payment):
        """:return: the receivable item of the payment, open again"""
        receipt = self._item(payment.move_id)
        receipt.remove_move_reconcile()
        return receipt

    def _match(self, move, payment):
        (self._item(move) | self._item(payment.move_id)).reconcile()

    def _past(self, days):
        """Let the case have been opened with what is in it so many days ago."""
        self.env.flush_all()
        self.cr.execute("UPDATE credit_case SET date_opened = %s", [self._days(-days)])
        self.cr.execute("UPDATE credit_case_item SET date_from = %s", [self._days(-days)])
        self.env.invalidate_all()

    def _receipts(self, case=None):
        """:return: dict of what the case received by the name of the invoice, total checked"""
        self._refresh()
        case = case or self.case
        self.assertEqual(case.recovered, sum(case.receipt_ids.mapped("amount")))
        received = {}
        for receipt in case.receipt_ids:
            name = "first" if receipt.line_id == self._item(self.first) else "second"
            received[name] = received.get(name, 0) + receipt.amount
        return received

    # Items that are added later

    def test_what_was_paid_in_part_before_an_item_was_added_is_not_attributed(self):
        """The case is ten days old; 200 were paid five days ago and 50 today, then the item is added and 100 are paid."""
        self._past(10)
        self._pay(self.second, 200, date=self._days(-5))
        self._pay(self.second, 50)
        self._add(self.second)
        self.assertEqual(self._receipts(), {})
        self._pay(self.second, 100)
        self._pay(self.first, 400, date=self._days(-2))  # of the first item, in the case since ten days
        self.assertEqual(self._receipts(), {"first": 400, "second": 100})

    def test_money_of_before_that_is_matched_after_is_not_attributed(self):
        self._past(10)
        older, newer = self._pay(self.second, 200, date=self._days(-5)), self._pay(self.second, 50)
        self._unmatch(older)
        self._unmatch(newer)
        self._add(self.second)
        self._match(self.second, older)
        self._match(self.second, newer)
        self.assertEqual(self._receipts(), {})
        self.assertEqual(self.case.claim, 1250)

    def test_money_that_is_unmatched_and_matched_again_counts_as_at_first(self):
        before = self._pay(self.second, 50)
        self._add(self.second)
        after = self._pay(self.second, 100)
        self.assertEqual(self._receipts(), {"second": 100})
        self._unmatch(before)
        self._unmatch(after)
        self.assertEqual(self._receipts(), {})
        self._match(self.second, after)
        self._match(self.second, before)
        self.assertEqual(self._receipts(), {"second": 100})

    def test_an_item_taken_out_and_added_again(self):
        """30 while it is in the case, 40 while it is not, 50 once it is again."""
        self._add(self.second)
        self._pay(self.second, 30)
        self._take_out(self.second)
        between = self._pay(self.second, 40)
        self.assertEqual(self._receipts(), {"second": 30})
        self._add(self.second)
        self._pay(self.second, 50)
        self.assertEqual(self._receipts(), {"second": 80})
        self._unmatch(between)
        self._match(self.second, between)
        self.assertEqual(self._receipts(), {"second": 80})

    def test_an_item_that_moves_to_another_case(self):
        other = self._case(self._invoice(300, -20))
        self._add(self.second)
        first_money = self._pay(self.second, 30)
        late = self._unmatch(self._pay(self.second, 60))  # comes in now, is matched when the item is elsewhere
        self._take_out(self.second)
        self._add(self.second, other)
        self._pay(self.second, 50)
        (self._item(self.second) | late).reconcile()
        self.assertEqual((self._receipts(), self._receipts(other)), ({"second": 90}, {"second": 50}))
        # What goes back goes from the case that had it.
        self._unmatch(first_money)
        self.assertEqual((self._receipts(), self._receipts(other)), ({"second": 60}, {"second": 50}))

    def test_a_closed_case_keeps_what_came_and_loses_what_goes_back(self):
        payment = self._pay(self.first)
        self._refresh()
        self._close()
        self.assertEqual(self._receipts(), {"first": 1000})
        self._unmatch(payment)
        self.assertEqual(self._receipts(), {})
        self._match(self.first, payment)
        self.assertEqual(self._receipts(), {"first": 1000})

    def test_a_reopened_case_does_not_count_what_came_meanwhile(self):
        self._pay(self.first, 100)
        self._close()
        self._pay(self.first, 200)
        self._refresh()
        self.case.with_user(self.manager).stage_id = self.stages["prelegal"]
        self._pay(self.first, 300)
        self.assertEqual(self._receipts(), {"first": 400})

    def test_an_item_of_another_currency_that_is_added(self):
        """500 euros, 1,000 of ours: 100 euros come before, 50 after."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        foreign = self._invoice(500, -20, currency_id=euro.id)
        self._pay(foreign, 100)
        self._add(foreign)
        self._pay(foreign, 50)
        self._refresh()
        self.assertRecordValues(self.case, [{"claim": 1700, "recovered": 100}])

    # With an agency

    def _fees(self, placement):
        self._refresh()
        return placement.sudo().recovery_ids.mapped(lambda recovery: (recovery.amount, recovery.fee))

    def test_no_fee_on_money_of_before_that_is_matched_again(self):
        payment = self._pay(self.first, 400)
        placement = self._place(self.first, fee_percent=25, case_id=self.case.id)
        self._unmatch(payment)
        self._match(self.first, payment)
        self.assertEqual(self._fees(placement), [])
        self._pay(self.first, 100)
        self.assertEqual(self._fees(placement), [(100, 25)])

    def test_a_fee_on_money_that_came_while_placed_whenever_it_is_matched(self):
        placement = self._place(self.first, fee_percent=25)
        payment = self._pay(self.first, 400)
        self._refresh()
        placement.action_close()
        later = self._pay(self.first, 200)
        self._unmatch(payment)
        self.assertEqual(self._fees(placement), [])
        self._match(self.first, payment)
        self._unmatch(later)
        self._match(self.first, later)
        self.assertEqual(self._fees(placement), [(400, 100)])

    # Databases that kept the day of the case alone

    def test_the_upgrade_keeps_what_came_and_takes_money_of_before_from_what_was_posted_later(self):
        """The case was opened ten days ago with one item; the other was posted today, 70 had been paid before."""
        before = self._pay(self.second, 70, date=self._days(-4))
        self._add(self.second)
        self._pay(self.first, 100)
        self._pay(self.second, 50)
        self._past(10)
        self.env["credit.case.receipt"].sudo().create({
            "case_id": self.case.id, "line_id": self._item(self.second).id, "receipt_id": self._item(before.move_id).id,
            "date": self._days(-4), "amount": 70})
        self.assertEqual(self._receipts(), {"first": 100, "second": 120})
        self.cr.execute("DELETE FROM credit_case_item")
        self.cr.execute("UPDATE account_move_line SET create_date = create_date - INTERVAL '20 days' WHERE move_id = %s", [
            self.first.id])
        self.env.invalidate_all()
        SCRIPT.migrate(self.cr, "19.0.1.2.0")
        self.assertEqual(self._receipts(), {"first": 100, "second": 50})
        self.assertEqual(
            {stay.line_id.move_id: stay.date_from for stay in self.case.stay_ids},
            {self.first: self._days(-10), self.second: self.today})
        # The next match does not change them.
        self._pay(self.first, 5)
        self._pay(self.second, 5)
        self.assertEqual(self._receipts(), {"first": 105, "second": 55})

    def test_the_upgrade_knows_items_of_closed_cases_and_those_taken_out(self):
        self._add(self.second)
        money = self._pay(self.second, 30)
        self._take_out(self.second)
        paid = self._pay(self.first, 100)
        self._close()
        self.env.flush_all()
        self.cr.execute("DELETE FROM credit_case_item")
        self.env.invalidate_all()
        SCRIPT.migrate(self.cr, "19.0.1.2.0")
        self.assertEqual(self._receipts(), {"first": 100, "second": 30})
        self.assertEqual(self.case.stay_ids.mapped("date_to"), [self.today, self.today])
        self._unmatch(money)
        self._unmatch(paid)
        self.assertEqual(self._receipts(), {})

    def test_the_upgrade_keeps_direct_payments_of_the_first_and_last_day(self):
        placement = self._place(self.first, fee_percent=25)
        self._pay(self.first, 400)
        self._refresh()
        placement.action_close()
        self.env.flush_all()
        self.cr.execute("UPDATE credit_agency_placement SET entry_before = NULL, last_entry = NULL")
        self.env.invalidate_all()
        SCRIPT.migrate(self.cr, "19.0.1.2.0")
        self._pay(self.first, 10)
        self.assertEqual(self._fees(placement), [(400, 100)])

    def _upgrade_placements(self):
        """Let placements be of a database that did not keep entries, proposed two days before they were placed."""
        self.env.flush_all()
        self.cr.execute("""
            UPDATE credit_agency_placement
               SET entry_before = NULL, last_entry = NULL, create_date = create_date - INTERVAL '2 days',
                   write_date = write_date + INTERVAL '2 days'""")
        self.env.invalidate_all()
        SCRIPT.migrate(self.cr, "19.0.1.2.0")
        self.env.invalidate_all()

    def _record_later(self, moves):
        self.env.flush_all()
        self.cr.execute("UPDATE account_move SET create_date = create_date + INTERVAL '1 hour' WHERE id IN %s", [moves._ids])
        self.env.invalidate_all()

    def _match_again(self, move, payment):
        self._unmatch(payment)
        self._match(move, payment)

    def test_the_upgrade_gives_no_fee_on_money_of_the_day_before_the_placing(self):
        """Proposed two days ago; today 400 are paid, then it is placed. 50 that are paid an hour later bear the fee."""
        before = self._pay(self.first, 400)
        placement = self._place(self.first, fee_percent=25)
        self.env["mail.message"].create({
            "model": placement._name, "res_id": placement.id, "date": self.cr.now(), "tracking_value_ids": [Command.create({
                "field_id": self.env["ir.model.fields"]._get(placement._name, "state").id, "new_value_char": "Placed"})]})
        after = self._unmatch(self._pay(self.first, 50))
        self._record_later(after.move_id)
        self._upgrade_placements()
        self._match_again(self.first, before)
        self.assertEqual(self._fees(placement), [])
        (self._item(self.first) | after).reconcile()
        self.assertEqual(self._fees(placement), [(50, 12.5)])

    def test_the_upgrade_takes_the_last_match_before_the_placing_where_it_was_kept(self):
        """Whenever the entry was recorded: it was matched before. What was paid and matched later keeps its fee."""
        before = self._pay(self.first, 400)
        mark = max(self._item(self.first).matched_credit_ids.ids)
        placement = self._place(self.first, fee_percent=25)
        after = self._pay(self.first, 100)
        self._record_later(before.move_id | after.move_id)
        self.cr.execute("ALTER TABLE credit_agency_placement ADD COLUMN last_match_id int4")
        self.cr.execute("UPDATE credit_agency_placement SET last_match_id = %s", [mark])
        self._upgrade_placements()
        for payment in (before, after):
            self._match_again(self.first, payment)
        self.assertEqual(self._fees(placement), [(100, 25)])

    def test_the_upgrade_gives_no_fee_on_what_is_matched_after_the_end_of_placements_of_before(self):
        """300 and 400 were paid while it was placed, the 300 are matched after the end, without a fee."""
        placement = self._place(self.first, fee_percent=25)
        late = self._unmatch(self._pay(self.first, 300))
        self._pay(self.first, 400)
        self._refresh()
        placement.action_close()
        self._upgrade_placements()
        (self._item(self.first) | late).reconcile()
        self.assertEqual(self._fees(placement), [(400, 100)])
        self._pay(self.first, 10)
        self.assertEqual((self._fees(placement), placement.sudo().fee_to_bill), ([(400, 100)], 100))
