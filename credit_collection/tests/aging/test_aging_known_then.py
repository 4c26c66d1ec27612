from odoo.fields import Command
from odoo.tests import tagged

from ..promise.common import PromiseCommon
from .common import AgingMixin


@tagged("post_install", "-at_install")
class TestKnownThen(AgingMixin, PromiseCommon):
    """What was known of an item on a past day."""

    def _know(self, days):
        """:return: (promised date, whether it was disputed, level) of the only item, ``days`` from today"""
        item = self._get_items(self._age(self._days(days)))
        return item.promised_on or False, bool(item.dispute_id), item.level_id

    def _shift(self, record, **days):
        record.sudo().write({name: self._days(number) for name, number in days.items()})
        self.env.flush_all()
        self.env.invalidate_all()

    def test_a_dispute_counts_while_it_was_open(self):
        invoice = self._invoice(100, -40)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({"move_id": invoice.id, "amount": 100.0, "reason_id": reason.id})
        dispute.action_open()
        self._shift(dispute, date_opened=-20)
        self.assertEqual([self._know(days)[1] for days in (-21, -20, 0)], [False, True, True])
        dispute.sudo()._set_state("rejected", date_closed=self._days(-10))
        self.env.flush_all()
        self.assertEqual([self._know(days)[1] for days in (-21, -20, -11, -10, 0)], [False, True, True, False, False])

    def test_a_promise_counts_while_it_ran(self):
        invoice = self._invoice(100, -40)
        item = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(item.ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 100.0})]})
        promise.action_open()
        self._shift(promise, date_opened=-20)
        self.assertEqual([self._know(days)[0] for days in (-21, -20, 0)], [False, self._days(5), self._days(5)])
        promise.sudo().write({"state": "cancelled", "date_closed": self._days(-10)})
        self.env.flush_all()
        self.assertEqual([self._know(days)[0] for days in (-11, -10, 0)], [self._days(5), False, False])

    def test_the_level_is_that_of_the_last_follow_up_until_then(self):
        invoice = self._invoice(100, -40)
        item = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        levels = self.env["credit.followup.level"].search([], limit=2)
        for level, days, state in ((levels[0], -20, "sent"), (levels[1], -10, "done"), (levels[0], -5, "failed")):
            self.env["credit.followup"].sudo().create({
                "profile_id": self.profile.id, "level_id": level.id, "date": self._days(days), "channel": "email",
                "state": state, "line_ids": [Command.set(item.ids)], "cycle": -days})
        self.env.flush_all()
        self.assertEqual(
            [self._know(days)[2] for days in (-21, -20, -11, -10, 0)],
            [levels.browse(), levels[0], levels[0], levels[1], levels[1]])

    def test_filters_find_the_promised_and_disputed(self):
        self._invoice(100, -40)
        aging = self._age()
        self.assertFalse(self._get_items(aging, ("dispute_id", "!=", False)))
        self.assertFalse(self._get_items(aging, ("promise_id", "!=", False)))

    def test_notes_tell_what_is_of_today(self):
        self.assertIn("are those of today", self._age(self._days(-1)).notes)
        self.assertFalse(self._age().notes)
