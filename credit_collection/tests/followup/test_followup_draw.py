"""Two plans compared: lots decide which one a customer gets, and the lot is kept."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import BaseCase, tagged

from ...tools.followup.draw import draw_number, gets_other
from .common import FollowupCommon


class TestToolsDraw(BaseCase):

    def test_the_number_of_a_customer_is_always_the_same(self):
        self.assertEqual(draw_number(7, 1, 2), draw_number(7, 1, 2))
        self.assertEqual(round(draw_number(7, 1, 2), 6), 0.248970, "on every machine")
        self.assertEqual(draw_number(7, 1, 2) * 16 ** 13 % 1, 0, "13 digits of its hash")

    def test_another_comparison_draws_anew(self):
        first = [draw_number(customer, 1, 2) < 0.5 for customer in range(4000)]
        second = [draw_number(customer, 1, 3) < 0.5 for customer in range(4000)]
        same = sum(a == b for a, b in zip(first, second, strict=True))
        self.assertTrue(1850 < same < 2150, same)

    def test_numbers_are_spread_evenly(self):
        numbers = [draw_number(customer, 1, 2) for customer in range(4000)]
        for tenth in range(10):
            count = sum(tenth / 10 <= number < (tenth + 1) / 10 for number in numbers)
            self.assertTrue(330 < count < 470, (tenth, count))

    def test_share(self):
        self.assertFalse(any(gets_other(customer, 1, 2, 0) for customer in range(100)))
        self.assertTrue(all(gets_other(customer, 1, 2, 1) for customer in range(100)))
        self.assertFalse(gets_other(7, 1, 2, draw_number(7, 1, 2)), "the number itself is not below the share")
        self.assertTrue(350 < sum(gets_other(customer, 1, 2, 0.1) for customer in range(4000)) < 450)


@tagged("post_install", "-at_install")
class TestFollowupDraw(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["credit.followup.strategy"].search([]).active = False
        cls.other = cls.plan.copy({"name": "Other plan"})

    def _compare(self, share=0.5):
        self.plan.write({"other_plan_id": self.other.id, "other_share": share})

    def _plan(self, profile=None):
        self.env.invalidate_all()
        return (profile or self.profile).effective_followup_plan_id

    def test_the_share_of_customers_follows_the_other_plan(self):
        customers = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(60)])
        profiles = customers._get_credit_profiles()
        self.assertEqual(profiles.effective_followup_plan_id, self.plan)
        self._compare(0.5)
        self.env.invalidate_all()
        drawn = profiles.filtered(lambda profile: profile.effective_followup_plan_id == self.other)
        self.assertTrue(15 < len(drawn) < 45, len(drawn))
        self.env.invalidate_all()
        self.assertEqual(
            drawn, profiles.filtered(lambda profile: profile.effective_followup_plan_id == self.other), "the same ones again")
        self.assertEqual(
            drawn[0].followup_plan_reason,
            "Plan of the company: no rule and no rating says otherwise. Drawn by lot, to compare the plans “Test plan” and "
            "“Other plan”.")

    def test_a_customer_keeps_the_plan_from_the_first_follow_up_on(self):
        self._compare(1)
        self._invoice(100, -5)
        followup = self._run()
        self.assertEqual(followup.plan_id, self.other)
        self.assertRecordValues(self.env["credit.followup.draw"].search([]), [{
            "profile_id": self.profile.id, "plan_id": self.plan.id, "other_plan_id": self.other.id,
            "drawn_plan_id": self.other.id, "date": self.today}])
        self.assertEqual(self.plan.drawn_count, 1)
        fresh = self.env["res.partner"].create({"name": "New"})._get_credit_profiles()
        self._compare(0)
        self.assertEqual((self._plan(), self._plan(fresh)), (self.other, self.plan))
        self.assertEqual(self._run(20).plan_id, self.other)
        self.assertEqual(self.env["credit.followup.draw"].search_count([]), 1)

    def test_nothing_is_kept_of_customers_who_are_not_followed_up(self):
        self._compare(1)
        self._invoice(100, -4)
        self.assertFalse(self._run())
        self.assertFalse(self.env["credit.followup.draw"].search([]))
        self.assertEqual(self._plan(), self.other)
        self._compare(0)
        self.assertEqual(self._plan(), self.plan)

    def test_a_plan_of_ones_own_is_not_drawn(self):
        self._compare(1)
        self.profile.followup_plan_id = self.plan
        self._invoice(100, -5)
        self.assertEqual(self._run().plan_id, self.plan)
        self.assertFalse(self.env["credit.followup.draw"].search([]))

    def test_all_get_the_plan_again_when_the_comparison_is_over(self):
        self._compare(1)
        self._invoice(100, -5)
        self._run()
        self.plan.other_plan_id = False
        self.assertEqual(self._plan(), self.plan)
        self._compare(0)
        self.assertEqual(self._plan(), self.other, "taken up again, the lots are the same")
        self.other.active = False
        self.assertEqual(self._plan(), self.plan)

    def test_levels_go_on_where_they_were_when_a_comparison_begins(self):
        self._invoice(100, -25)
        self._run()
        self._compare(1)
        followup = self._run(5)
        self.assertEqual((followup.level_id.days_overdue, followup.plan_id), (20, self.other), "no first reminder again")

    def test_no_chain_of_comparisons(self):
        third = self.plan.copy({"name": "Third"})
        self._compare()
        for plan, other in ((self.other, third), (third, self.plan), (third, third)):
            with self.assertRaisesRegex(ValidationError, "takes part in no"):
                plan.other_plan_id = other

    def test_merged_customers_keep_the_lot_of_the_one_who_stays(self):
        self._compare(1)
        other = self.env["res.partner"].create({"name": "Other", "email": "other@example.com"})
        for customer in (self.customer, other):
            self._invoice(100, -5, customer)
        self._run(profiles=self.profile | other._get_credit_profiles())
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.customer | other).ids, self.customer)
        self.assertEqual(self.env["credit.followup.draw"].search([]).profile_id, self.customer._get_credit_profiles())

    def test_one_query_for_any_number_of_customers(self):
        profiles = (self._create_others() | self.customer)._get_credit_profiles()
        Strategy = self.env["credit.followup.strategy"]
        self._compare()
        for group in (profiles[:1], profiles):
            Strategy._choose_plans(group, self.today)
            with self.assertQueryCount(2):  # the rules, the lots
                Strategy._choose_plans(group, self.today)

    def test_rights(self):
        self._compare(1)
        self._invoice(100, -5)
        self._run()
        draw = self.env["credit.followup.draw"].search([])
        self.assertEqual(draw.with_user(self._user("viewer")).drawn_plan_id, self.other)
        for role in ("manager", "collector"):
            with self.assertRaises(AccessError):
                draw.with_user(self._user(role)).drawn_plan_id = self.plan
        with self.assertRaises(AccessError):
            draw.with_user(self._user("salesperson")).read(["date"])
