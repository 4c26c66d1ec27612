"""Rates from history: of what entered a bucket, how much was never paid."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestLossHistory(LossCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matrix.lost_after_days = 180

    def _write_off(self, move, amount, day):
        entry = self.env["account.move"].create({
            "move_type": "entry", "date": day, "journal_id": self.journal.id, "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "balance": -amount,
                    "partner_id": move.partner_id.id}),
                Command.create({"account_id": self.loss_account.id, "balance": amount})]})
        entry.action_post()
        (move + entry).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled).reconcile()

    def _rates(self, **domain):
        self._refresh()
        self.matrix.with_user(self.manager).action_read_history()
        return {line.bucket: line.rate for line in self.matrix.line_ids if not line.rating_id}

    def test_what_entered_a_bucket_and_was_never_paid(self):
        """1,000 paid on time, 1,000 paid after 20 days, 1,000 of which 400 are paid after 45 days and 600 are open."""
        for amount, day in ((1000, -205), (1000, -180)):
            self._pay(self._bill(amount, 200, taxed=False), date=self._days(day))
        self._pay(self._bill(1000, 200, taxed=False), 400, date=self._days(-155))
        self.assertEqual(self._rates(), {
            "not_due": 20, "1_30": 30, "31_60": 60, "61_90": 100, "over_90": 100})
        line = self.matrix.line_ids.filtered(lambda line: line.bucket == "31_60")
        self.assertRecordValues(line, [{"history_entered": 1000, "history_lost": 600, "history_rate": 60}])

    def test_example_of_sales_and_what_was_never_paid(self):
        """Sales of 100: 20 are paid in time, 35 and 30 in the next months, 12 after them, 3 never: 3 of 100, 80, 45 and 15."""
        for amount, days in ((20, -205), (35, -185), (30, -155), (12, -125)):
            self._pay(self._bill(amount, 200, taxed=False), date=self._days(days))
        self._bill(3, 200, taxed=False)
        rates = self._rates()
        self.assertEqual(
            [round(rates[bucket], 2) for bucket in ("not_due", "1_30", "31_60", "61_90")], [3, 3.75, 6.67, 20])

    def test_written_off_is_lost_and_credited_was_never_owed(self):
        self._pay(self._bill(1000, 200, taxed=False), date=self._days(-205))
        lost = self._bill(1000, 200, taxed=False)
        self._write_off(lost, 1000, self._days(-150))
        taken_back = self._bill(500, 200, taxed=False)
        note = self._bill(500, 190, taxed=False, move_type="out_refund")
        (taken_back + note).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        rates = self._rates()
        self.assertEqual([rates[bucket] for bucket in ("not_due", "1_30", "31_60")], [50, 100, 100])
        self.assertEqual(rates["over_90"], 25, "nothing entered it: the rate stays")

    def test_young_items_are_not_looked_at(self):
        self._bill(1000, 100, taxed=False)
        with self.assertRaisesRegex(UserError, "by hand"):
            self._rates()

    def test_groups(self):
        rating = self.env["credit.rating"].create({"name": "Doubtful", "code": "DX"})
        self.matrix._add_groups(rating)
        other = self._customer("Rated")
        other._get_credit_profiles().rating_id = rating
        self._bill(1000, 200, other, taxed=False)
        self._pay(self._bill(1000, 200, taxed=False), date=self._days(-205))
        self.assertEqual(self._rates()["not_due"], 0)
        rated = self.matrix.line_ids.filtered("rating_id")
        self.assertEqual(set(rated.mapped("rate")), {100})

    def test_who(self):
        with self.assertRaises(AccessError):
            self.matrix.with_user(self._user("viewer")).action_read_history()
