"""What came of each follow-up: answered, promised, paid within n days, amount."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..followup.common import FollowupCommon
from .common import KpiCommon


class EffectCommon(FollowupCommon, KpiCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level_1.tone, cls.level_2.tone = "friendly", "firm"

    def _followup(self, ago, level=None, lines=None, channel="mail", partner=None, **vals):
        """A follow-up so many days ago, long before anything that the tests enter."""
        followup = self.env["credit.followup"].sudo().create({
            "profile_id": (partner or self.customer)._get_credit_profiles().id, "level_id": (level or self.level_1).id,
            "channel": channel, "date": self._days(-ago), "state": "sent" if channel == "mail" else "done",
            "cycle": ago, "amount_due": 1000, "line_ids": [(6, 0, lines.ids if lines else [])], **vals,
        })
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_followup SET create_date = %s WHERE id = %s", [self._days(-ago), followup.id])
        return followup

    def _debt(self, amount=1000, partner=None, ago=90):
        return self._open_item(self._bill(amount, self._days(-ago), self._days(-ago), partner))

    def _pay_ago(self, line, amount, ago):
        return self._pay(line.move_id, amount, date=self._days(-ago))

    def _effect(self, followup):
        self.env.invalidate_all()
        return self.env["credit.followup.effect"].search([("followup_id", "=", followup.id)])

    def _grouped(self, by, *measures, domain=()):
        self.env.flush_all()
        rows = self.env["credit.followup.effect"]._read_group(
            [("company_id", "=", self.company.id), *domain], [by], [*(f"{name}:avg" for name in measures)])
        return {key.id if hasattr(key, "id") else key: values for key, *values in rows}


@tagged("post_install", "-at_install")
class TestWhatWorks(EffectCommon):

    def test_paid_within_days(self):
        line = self._debt()
        followup = self._followup(60, lines=line)
        self._pay_ago(line, 100, 53)
        self._pay_ago(line, 200, 50)
        self._pay_ago(line, 300, 30)
        self._pay_ago(line, 400, 29)
        self.assertRecordValues(self._effect(followup), [{
            "received_7": 100, "received_14": 300, "received_30": 600, "share_30": 0.6, "paid_7": 1, "paid_14": 1,
            "days_until_paid": 7, "amount_due": 1000, "answered": 0, "promised": 0}])

    def test_paid_late_is_not_paid(self):
        line = self._debt()
        followup = self._followup(60, lines=line)
        self._pay_ago(line, 1000, 52)
        self.assertRecordValues(self._effect(followup), [{"paid_7": 0, "received_7": 0, "paid_14": 1, "share_14": 1}])

    def test_a_payment_counts_for_the_last_follow_up_before_it(self):
        line = self._debt()
        first, second = self._followup(60, lines=line), self._followup(50, self.level_2, line)
        self._pay_ago(line, 300, 51)
        self._pay_ago(line, 700, 50)
        self.assertRecordValues(self._effect(first), [{"received_14": 300, "received_30": 300}])
        self.assertRecordValues(self._effect(second), [{"received_14": 700}])

    def test_money_that_came_before_or_settled_something_else(self):
        line, other = self._debt(), self._debt(500)
        self._pay_ago(line, 200, 61)
        followup = self._followup(60, lines=line)
        self._pay_ago(other, 500, 55)
        self.assertRecordValues(self._effect(followup), [{"received_30": 0, "paid_30": 0, "days_until_paid": 0}])

    def test_credit_notes_and_write_offs_are_no_payment(self):
        line = self._debt()
        followup = self._followup(60, lines=line)
        self._credit(line.move_id, 300, self._days(-55))
        self._match(line.move_id, KpiCommon._book.__func__(
            type(self), [("default_account_expense", 700), ("default_account_receivable", -700)], self._days(-55)))
        self.assertRecordValues(self._effect(followup), [{"received_30": 0, "paid_30": 0}])

    def test_rates_wait_until_the_days_are_over(self):
        """Two young follow-ups, one of which was paid at once, say nothing yet; one of old ones was paid, one was not."""
        paid = self._debt()
        self._followup(5, lines=paid)
        self._pay_ago(paid, 1000, 4)
        self._followup(4, lines=self._debt(), partner=self.other_customer)
        self.assertEqual(self._grouped("level_id", "paid_7", "share_7"), {self.level_1.id: [False, False]})
        old = self._debt()
        self._followup(50, self.level_2, old)
        self._followup(50, self.level_2, self._debt(3000, self.other_customer), partner=self.other_customer, amount_due=3000)
        self._pay_ago(old, 1000, 49)
        self.assertEqual(
            self._grouped("level_id", "paid_7", "share_7")[self.level_2.id], [0.5, 0.25], "1,000 of 4,000")

    def test_by_channel_tone_and_weekday(self):
        line = self._debt()
        self._followup(60, lines=line)
        self._pay_ago(line, 1000, 59)
        self._followup(45, self.level_2, self._debt(), channel="call", partner=self.other_customer, outcome="unreachable")
        self.assertEqual(self._grouped("channel", "paid_30"), {"mail": [1], "call": [0]})
        self.assertEqual(self._grouped("tone", "paid_30"), {"friendly": [1], "firm": [0]})
        self.assertEqual(
            self._grouped("weekday", "paid_30"),
            {str(self._days(-60).isoweekday()): [1], str(self._days(-45).isoweekday()): [0]})

    def test_a_call_counts_from_the_day_it_was_made(self):
        line = self._debt()
        call = self._followup(60, lines=line, channel="call", done_date=self._days(-50), outcome="reached")
        self._pay_ago(line, 100, 55)
        self._pay_ago(line, 200, 48)
        self.assertRecordValues(self._effect(call), [{"date": self._days(-50), "received_7": 200, "answered": 1}])

    def test_answered_by_mail(self):
        followup = self._followup(60)
        vals = {
            "model": "credit.profile", "res_id": self.profile.id, "message_type": "email", "author_id": self.customer.id}
        Message = self.env["mail.message"].sudo()
        Message.create({**vals, "date": self._days(-61), "body": "before"})
        Message.create({**vals, "date": self._days(-55), "body": "from us", "author_id": self.env.user.partner_id.id})
        Message.create({**vals, "date": self._days(-55), "body": "a note", "message_type": "comment"})
        self.assertEqual(self._effect(followup).answered, 0)
        Message.create({**vals, "date": self._days(-55), "body": "We shall pay."})
        self.assertRecordValues(self._effect(followup), [{"answered": 1, "promised": 0}])

    def test_a_promise_is_an_answer_and_so_is_a_dispute(self):
        first = self._followup(60)
        line, other = self._debt(), self._debt(partner=self.other_customer)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, line.ids)], "date": self._days(-58),
            "instalment_ids": [(0, 0, {"date": self.today, "amount": 100})]})
        self.assertEqual(self._effect(first).promised, 0, "a draft")
        promise.sudo().state = "open"
        self.assertRecordValues(self._effect(first), [{"answered": 1, "promised": 1}])
        second = self._followup(60, partner=self.other_customer)
        self._dispute(other.move_id, 100).sudo().date_opened = self._days(-40)
        self.assertRecordValues(self._effect(second), [{"answered": 1, "promised": 0}])

    def test_what_was_not_done_and_regular_contacts_do_not_count(self):
        line = self._debt()
        done = self._followup(60, lines=line)
        for ago, vals in ((58, {"state": "skipped"}), (57, {"state": "failed"}), (56, {"is_relationship": True})):
            self.assertFalse(self._effect(self._followup(ago, lines=line, **vals)))
        self._followup(40, channel="manual")
        self._pay_ago(line, 100, 35)
        self.assertEqual(self._effect(done).received_30, 100, "they do not end its days either")
        old = self._followup(1, lines=line)
        old.sudo().date = self.today - relativedelta(months=25)
        self.assertFalse(self._effect(old))

    def test_the_same_number_of_queries_for_any_number_of_follow_ups(self):
        for number in range(3):
            self._followup(60 + number, lines=self._debt())
        self._grouped("level_id", "paid_30", "answered")
        Effect = self.env["credit.followup.effect"]
        with self.assertQueryCount(2):  # the days of the companies, the effects
            Effect._read_group([], ["level_id", "channel"], ["paid_30:avg", "answered:avg", "received_30:sum", "share_14:avg"])

    def test_rights(self):
        followup = self._followup(60)
        effect = self._effect(followup)
        collector = self._user("collector")
        for user in (self._user("manager"), collector):
            self.assertEqual(effect.with_user(user).amount_due, 1000)
        for role in ("viewer", "salesperson"):
            with self.assertRaises(AccessError):
                effect.with_user(self._user(role)).read(["amount_due"])
        other = self.setup_other_company()["company"]
        collector.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env["credit.followup.effect"].with_user(collector).search([("id", "=", effect.id)]))

    def test_views(self):
        views = self.env["credit.followup.effect"].with_user(self._user("collector")).get_views(
            [(False, "pivot"), (False, "graph"), (False, "list"), (False, "search")])
        described = views["models"]["credit.followup.effect"]["fields"]
        for name in ("answered", "promised", "paid_7", "paid_14", "paid_30", "share_30", "received_30"):
            self.assertTrue(described[name]["help"], name)
