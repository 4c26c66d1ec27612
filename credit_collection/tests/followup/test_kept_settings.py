"""Settings that decide the next follow-up are kept in memory: pages of customers do not ask for them again and again, and
what changes counts at once."""

import threading

from odoo.fields import Command
from odoo.tests import tagged

from .common import FollowupCommon

KEPT = ("credit_followup_strategy", "credit_followup_country_gap", "credit_absence", "credit_forecast_company")


@tagged("post_install", "-at_install")
class TestKeptSettings(FollowupCommon):

    def _find_asked(self, function):
        """:return: the tables of ``KEPT`` that statements of ``function`` read"""
        statements, thread = [], threading.current_thread()

        def keep(_cursor, query, _params, _start, _delay):
            statements.append(str(getattr(query, "code", query)))

        self.env.flush_all()
        self.env.invalidate_all()
        thread.query_hooks = (keep,)
        try:
            function()
        finally:
            del thread.query_hooks
        self.assertTrue(statements)
        return {table for table in KEPT if any(f'"{table}"' in statement for statement in statements)}

    def _read(self):
        return self.profile.read(["next_followup_date", "effective_followup_plan_id", "stand_in_id", "paying_habit"])

    def test_page_of_a_customer_asks_for_none_of_them(self):
        self._invoice(100, 2)
        self._read()
        self.assertFalse(self._find_asked(self._read))

    def test_level_that_changes_counts_at_once(self):
        self.assertEqual([step.days for step in self.plan._get_steps()], [5, 20, 30, 45])
        self.level_1.days_overdue = 7
        self.level_2.active = False
        self.assertEqual([step.days for step in self.plan._get_steps()], [7, 30, 45])

    def test_days_between_messages_of_a_country_count_at_once(self):
        country = self.env.ref("base.de")
        self.assertEqual(self.plan._get_steps(country)[0].min_gap, 3)
        self.plan.country_gap_ids = [Command.create({"country_id": country.id, "min_gap_days": 14})]
        self.assertEqual(self.plan._get_steps(country)[0].min_gap, 14)
        self.assertEqual(self.plan._get_steps()[0].min_gap, 3)
        self.plan.country_gap_ids.unlink()
        self.assertEqual(self.plan._get_steps(country)[0].min_gap, 3)

    def test_minimum_of_the_plan_is_that_of_the_currency(self):
        yen, euro = self.env.ref("base.JPY"), self.env.ref("base.EUR")
        self.plan.level_ids.min_amount = 0.0
        self.plan.min_units = 500
        self.assertEqual([self.plan._get_steps(currency=each)[0].min_amount for each in (yen, euro)], [500, 5])

    def test_rule_counts_while_it_and_its_plan_are_active(self):
        other = self.plan.copy({"name": "Strict"})
        rule = self.env["credit.followup.strategy"].create({"name": "All", "plan_id": other.id})
        self.assertEqual(self.profile.effective_followup_plan_id, other)
        for record in (rule, other):
            record.active = False
            self.env.invalidate_all()
            self.assertEqual(self.profile.effective_followup_plan_id, self.plan)
            record.active = True
            self.env.invalidate_all()
            self.assertEqual(self.profile.effective_followup_plan_id, other)
        rule.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.profile.effective_followup_plan_id, self.plan)
