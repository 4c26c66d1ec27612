"""The comparison of two follow-up plans as it is shown."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .test_what_works import EffectCommon


@tagged("post_install", "-at_install")
class TestPlanComparison(EffectCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_plan = cls.plan.copy({"name": "Other plan"})
        cls.other_level = cls.other_plan.level_ids[0]
        cls.bands = cls.env["credit.rating"].create([{"name": code, "code": f"CMP{code}"} for code in "AB"])

    def _cases(self, count, paid, level, rating=None, amount=100, ago=60):
        """Customers followed up at ``level``, of whom ``paid`` pay all after ten days, though another level came before."""
        customers = self.env["res.partner"].create([{"name": f"{level.plan_id.name} {number}"} for number in range(count)])
        for number, customer in enumerate(customers):
            customer._get_credit_profiles().sudo().rating_id = rating
            line = self._debt(amount, customer)
            self._followup(ago, level, line, partner=customer, cycle=1, amount_due=amount)
            self._followup(ago - 8, level.plan_id.level_ids[1], line, partner=customer, cycle=1, amount_due=amount)
            if number < paid:
                self._pay_ago(line, amount, ago - 10)
        return customers

    def _compare(self, user=None, **vals):
        self.env.flush_all()
        return self.env["credit.plan.comparison"].with_user(user or self.env.user).create({
            "plan_id": self.plan.id, "other_plan_id": self.other_plan.id, **vals})

    def _line(self, comparison, name="Paid in full"):
        return comparison.line_ids.filtered(lambda line: line.name == name)

    def test_like_customers_are_compared(self):
        """The other plan has paying customers of rating A alone, who pay alike with both; what has no like is left out."""
        good, bad = self.bands
        self._cases(2, 1, self.level_1, good)
        self._cases(4, 2, self.other_level, good)
        self._cases(6, 0, self.level_1, bad)
        comparison = self._compare()
        self.assertRecordValues(self._line(comparison), [{
            "value": "50.0 %", "other_value": "50.0 %", "difference": "0.0", "verdict": "Too few cases to tell."}])
        self.assertRecordValues(comparison.stratum_ids, [{
            "rating": good.display_name, "amounts": "any", "cases": 2, "other_cases": 4, "paid": "50.0 %",
            "other_paid": "50.0 %"}])
        self.assertIn("Test plan: 2 of 8 cases have like ones", comparison.notes)
        self.assertIn("Other plan: 4 of 4 cases", comparison.notes)
        self.assertIn("not given by lot", comparison.notes)

    def test_a_difference_that_is_not_chance(self):
        self._cases(14, 1, self.level_1)
        self._cases(14, 12, self.other_level)
        comparison = self._compare()
        line = self._line(comparison)
        self.assertRecordValues(line, [{
            "value": "7.1 %", "other_value": "85.7 %", "difference": "+78.6",
            "verdict": "Not chance: it makes so much in less than 1 of 100 comparisons."}])
        self.assertRecordValues(self._line(comparison, "Received of demanded"), [{
            "value": "7.1 %", "other_value": "85.7 %", "verdict": False}])
        self.assertRecordValues(self._line(comparison, "Promised"), [{"value": "0.0 %", "difference": "0.0"}])

    def test_amounts_are_matched(self):
        for amount, paid in ((100, 3), (5000, 0)):
            self._cases(3, paid, self.level_1, amount=amount)
            self._cases(3, paid, self.other_level, amount=amount)
        comparison = self._compare()
        self.assertRecordValues(comparison.stratum_ids, [
            {"amounts": "below 5,000", "cases": 3, "paid": "100.0 %"},
            {"amounts": "5,000 and more", "cases": 3, "paid": "0.0 %"}])

    def test_within_the_days_whatever_levels_followed(self):
        self._cases(1, 1, self.level_1)
        self._cases(1, 1, self.other_level)
        self.assertEqual(self._line(self._compare(days=10)).value, "100.0 %", "ten days, after the second level")
        self.assertEqual(self._line(self._compare(days=9)).value, "0.0 %")
        self.assertFalse(self._compare(days=60).line_ids, "the days are not over")

    def test_cases_in_which_the_plan_changed_are_left_out(self):
        self._cases(2, 1, self.level_1)
        for customer in self._cases(2, 1, self.other_level):
            self._followup(40, self.level_3, partner=customer, cycle=1)
        self.assertIn("Other plan: 0 of 0 cases", self._compare().notes)

    def test_drawn_by_lot_alone(self):
        drawn = self._cases(1, 1, self.level_1)
        self._cases(1, 0, self.level_1)
        other = self._cases(1, 1, self.other_level)
        self.env["credit.followup.draw"].sudo().create([
            {"profile_id": customer._get_credit_profiles().id, "plan_id": self.plan.id, "other_plan_id": self.other_plan.id,
             "drawn_plan_id": plan.id, "date": self._days(-60)}
            for customer, plan in ((drawn, self.plan), (other, self.other_plan))])
        comparison = self._compare()
        self.assertTrue(comparison.only_drawn, "since there are lots")
        self.assertEqual(self._line(comparison).value, "100.0 %")
        self.assertIn("Lots decided", comparison.notes)
        self.assertEqual(self._line(self._compare(only_drawn=False)).value, "50.0 %")

    def test_first_levels_on_different_days(self):
        self._cases(1, 1, self.level_1)
        self._cases(1, 1, self.other_level)
        self.assertNotIn("different days", self._compare().notes)
        self.other_level.days_overdue = 10
        self.assertIn("different days (5 and 10)", self._compare().notes)

    def test_the_rating_is_that_of_the_time(self):
        good, bad = self.bands
        [customer] = self._cases(1, 1, self.level_1, bad)
        self._cases(1, 1, self.other_level, good)
        self.assertFalse(self._compare().line_ids)
        self.env["credit.snapshot"].sudo().create({
            "profile_id": customer._get_credit_profiles().id, "company_id": self.company.id, "date": self._days(-70),
            "rating_id": good.id})
        self.assertTrue(self._compare().line_ids)

    def test_the_form_asks_for_plans_and_follows_them(self):
        self._cases(1, 1, self.level_1)
        self._cases(1, 1, self.other_level)
        self.plan.other_plan_id = self.other_plan
        self.env.flush_all()
        form = Form.from_action(
            self.env(user=self._user("collector")), self.plan.with_user(self._user("manager")).action_compare())
        self.assertEqual(form.other_plan_id, self.other_plan)
        self.assertEqual(len(form.line_ids), 5)
        form.days = 5
        self.assertEqual(form.save().line_ids[0].value, "0.0 %")

    def test_one_query_for_any_number_of_cases(self):
        Effect, plans = self.env["credit.followup.effect"], self.plan | self.other_plan
        for count in (1, 5):
            self._cases(count, 1, self.level_1)
            self.env.flush_all()
            period = self._days(-300), self.today
            Effect._get_cases(self.company, plans, period, 30)
            with self.assertQueryCount(1):
                Effect._get_cases(self.company, plans, period, 30)

    def test_rights(self):
        comparison = self._compare(self._user("collector"))
        with self.assertRaises(AccessError):
            comparison.with_user(self._user("viewer")).read(["notes"])
        with self.assertRaises(AccessError):
            comparison.with_user(self._user("manager")).read(["notes"])
        with self.assertRaises(AccessError):
            self._compare(self._user("salesperson"))

    def test_a_company_of_others(self):
        other, collector = self.setup_other_company()["company"], self._user("collector")
        collector.company_ids = self.company
        with self.assertRaisesRegex(AccessError, "not one of your companies"):
            self._compare(collector, company_id=other.id).line_ids.mapped("value")
