"""What was decided about a customer as it stood on a day, worked out back from the log."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from ...tools.limit.past_decisions import LONGEST_TERM, Change, Decision, trace_back
from ..common import CreditCommon


@tagged("post_install", "-at_install")
class TestToolsPastDecisions(BaseCase):

    def _trace(self, *changes, first=date(2025, 1, 1), **present):
        return trace_back(Decision(**present), list(changes), first, {1: 30})

    def test_nothing_decided(self):
        self.assertEqual(Decision(), (None, "unlimited", 0.0, None, 0.0, None, -1, -1, False, None))

    def test_without_changes_today_counts_for_all_days(self):
        decisions = self._trace(credit_limit=500.0)
        self.assertEqual(decisions.get(date(2024, 1, 1)), decisions.get(date(2026, 1, 1)))
        self.assertEqual([decisions.is_assumed(day) for day in (date(2024, 12, 31), date(2025, 1, 1))], [True, False])

    def test_a_change_counts_from_its_day(self):
        decisions = self._trace(Change(date(2025, 3, 1), "credit_limit", 100.0), credit_limit=500.0)
        self.assertEqual(
            [decisions.get(date(2025, *day)).credit_limit for day in ((1, 1), (2, 28), (3, 1), (3, 2))],
            [100.0, 100.0, 500.0, 500.0])

    def test_of_several_changes_of_a_day_the_first_one_knows_how_it_began(self):
        decisions = self._trace(
            Change(date(2025, 3, 1), "credit_limit", 100.0), Change(date(2025, 3, 1), "credit_limit", 200.0),
            credit_limit=500.0)
        self.assertEqual(decisions.get(date(2025, 2, 28)).credit_limit, 100.0)

    def test_what_was_set_on_the_first_day_counts_for_the_days_before(self):
        decisions = self._trace(Change(date(2025, 1, 1), "credit_limit", 0.0), credit_limit=500.0)
        self.assertEqual(decisions.get(date(2024, 6, 1)).credit_limit, 500.0)

    def test_a_change_before_the_profile_was_made_moves_the_first_day(self):
        decisions = self._trace(
            Change(date(2024, 5, 1), "limit_mode", "unlimited"), Change(date(2024, 9, 1), "limit_mode", "limited"),
            limit_mode="no_credit")
        self.assertEqual(decisions.first_day, date(2024, 5, 1))
        self.assertEqual(
            [decisions.get(date(2024, month, 1)).limit_mode for month in (4, 8, 9)], ["limited", "limited", "no_credit"])

    def test_a_longest_term_as_the_rating_had_it_was_none_of_the_customers_own(self):
        for before, own in ((30, -1), (45, 45), (None, -1)):
            decisions = self._trace(
                Change(date(2025, 3, 1), LONGEST_TERM, before), rating_id=1, own_max_term_days=60)
            self.assertEqual(decisions.get(date(2025, 2, 1)).own_max_term_days, own)

    def test_a_temporary_limit_replaces_an_amount_while_it_runs(self):
        decision = Decision(
            limit_mode="limited", credit_limit=100.0, temporary_limit=300.0, temporary_limit_until=date(2025, 3, 10),
            limit_until=date(2025, 3, 5))
        self.assertEqual(
            [(decision.get_effective_limit(date(2025, 3, day)), decision.get_days_expired(date(2025, 3, day)))
             for day in (10, 11)], [(300.0, 0), (100.0, 6)])
        self.assertEqual(decision._replace(limit_mode="unlimited").get_effective_limit(date(2025, 3, 10)), 0.0)
        for amount, limit in ((0.0, 100.0), (1.0, 1.0)):
            self.assertEqual(decision._replace(temporary_limit=amount).get_effective_limit(date(2025, 3, 10)), limit)


@tagged("post_install", "-at_install")
class TestPastDecisions(CreditCommon):

    def test_the_log_tells_what_stood_on_a_day(self):
        ratings = self.env["credit.rating"]._get_scale(self.company)[:2]
        group = self.env["credit.limit.group"].create({"name": "Sisters", "company_id": self.company.id, "amount": 9000})
        with freeze_time(self._days(-90)):
            self.profile.write({"rating_id": ratings[0].id, "limit_mode": "limited", "credit_limit": 1000})
        with freeze_time(self._days(-60)):
            self.profile.write({
                "rating_id": ratings[1].id, "credit_limit": 400, "temporary_limit": 700, "on_hold": True,
                "temporary_limit_until": self._days(-50), "limit_until": self._days(-40)})
        with freeze_time(self._days(-30)):
            self.profile.write({"limit_mode": "unlimited", "on_hold": False, "temporary_limit": 0,
                                "temporary_limit_until": False, "limit_until": False})
            group.profile_ids = [Command.link(self.profile.id)]
        decisions = self.env["credit.policy.log"]._get_past_decisions(self.company, self.customer.ids)[self.customer.id]
        self.assertEqual(decisions.first_day, self._days(-90))
        for days, expected in {
            -120: Decision(rating_id=ratings[0].id, limit_mode="limited", credit_limit=1000.0),
            -61: Decision(rating_id=ratings[0].id, limit_mode="limited", credit_limit=1000.0),
            -60: Decision(
                rating_id=ratings[1].id, limit_mode="limited", credit_limit=400.0, temporary_limit=700.0, on_hold=True,
                temporary_limit_until=self._days(-50), limit_until=self._days(-40)),
            0: Decision(rating_id=ratings[1].id, credit_limit=400.0, limit_group_id=group.id),
        }.items():
            self.assertEqual(decisions.get(self._days(days)), expected, days)

    def test_only_customers_with_a_profile_have_decisions(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.env["credit.policy.log"]._get_past_decisions(self.company, self.customer.ids)
        self._refresh()
        with self.assertQueryCount(7):
            found = self.env["credit.policy.log"]._get_past_decisions(self.company, (self.customer | stranger).ids)
        self.assertEqual(list(found), self.customer.ids)
