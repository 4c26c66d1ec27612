from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupStrategy(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["credit.followup.strategy"].search([]).active = False
        cls.mild, cls.tight = cls.plan.copy({"name": "Mild"}), cls.plan.copy({"name": "Tight"})

    def _rule(self, plan, **criteria):
        return self.env["credit.followup.strategy"].create({"name": f"To {plan.name}", "plan_id": plan.id, **criteria})

    def _plan(self):
        self._refresh()
        return self.profile.effective_followup_plan_id

    def _rate(self, code="TEST", **vals):
        self.profile.rating_id = self.env["credit.rating"].create({"name": code, "code": code, **vals})
        return self.profile.rating_id

    def test_overdue_amount_chooses_the_plan(self):
        self._rule(self.tight, min_overdue=500)
        self._invoice(499, -10)
        self.assertEqual(self._plan(), self.plan)
        self._invoice(1, -1)
        self.assertEqual(self._plan(), self.tight)
        self.assertEqual(self.profile.followup_plan_reason, "Rule “To Tight”: $\xa0500.00 overdue.")

    def test_open_credits_lower_the_overdue_amount(self):
        self._rule(self.tight, min_overdue=500)
        self._invoice(600, -10)
        self._invoice(200, -5, move_type="out_refund")
        self.assertEqual(self._plan(), self.plan)

    def test_chronic_late_payer(self):
        self._rule(self.tight, late_count=2, late_of=3)
        late, credited, punctual = self._invoice(100, -60), self._invoice(100, -50), self._invoice(100, -40)
        self._pay(late, date=self._days(-50))
        self._pay(punctual, date=self._days(-41))
        refund = self._invoice(100, -30, move_type="out_refund", date=self._days(-30))
        (self._open_item(credited) + self._open_item(refund)).reconcile()
        self.assertEqual(self._plan(), self.plan, "one late, one settled by a credit note, one in time")
        self._invoice(100, -1)
        self.assertEqual(self._plan(), self.plan, "the oldest is not among the last three any more")
        self._pay(self._invoice(100, -2), date=self._days(-1))
        self.assertEqual(self._plan(), self.tight)
        self.assertEqual(self.profile.followup_plan_reason, "Rule “To Tight”: 2 of the last 3 invoices late.")

    def test_invoice_that_is_due_today_is_not_late(self):
        self._rule(self.tight, late_count=1, late_of=1)
        self._invoice(100, 0)
        self.assertEqual(self._plan(), self.plan)

    def test_first_match_wins_over_rating_country_and_tags(self):
        tag = self.env["res.partner.category"].create({"name": "Chain"})
        rating = self._rate()
        by_tag = self._rule(self.mild, sequence=1, category_ids=[Command.set(tag.ids)])
        self._rule(self.tight, sequence=2, rating_ids=[Command.set(rating.ids)],
                   country_ids=[Command.set(self.env.ref("base.be").ids)])
        self.assertEqual(self._plan(), self.plan)
        self.customer.country_id = self.env.ref("base.be")
        self.assertEqual(self._plan(), self.tight)
        self.assertIn("Belgium", self.profile.followup_plan_reason)
        self.customer.category_id = tag
        self.assertEqual(self._plan(), self.mild)
        by_tag.sequence = 3
        self.assertEqual(self._plan(), self.tight)

    def test_own_plan_goes_before_the_strategy_and_the_strategy_before_the_rating(self):
        own, rated = self.plan.copy({"name": "Own"}), self.plan.copy({"name": "Rated"})
        self._rate(followup_plan_id=rated.id)
        rule = self._rule(self.tight)
        self.assertEqual(self._plan(), self.tight)
        self.profile.followup_plan_id = own
        self.assertEqual(self._plan(), own)
        self.assertEqual(self.profile.followup_plan_reason, "Chosen for this customer.")
        self.profile.followup_plan_id = False
        rule.active = False
        self.assertEqual(self._plan(), rated)
        self.assertEqual(self.profile.followup_plan_reason, "Plan of the rating TEST.")
        self.profile.rating_id = False
        self.assertEqual(self._plan(), self.plan)

    def test_rule_of_an_archived_plan_is_not_asked(self):
        self._rule(self.tight)
        self.tight.active = False
        self.assertEqual(self._plan(), self.plan)

    def test_run_follows_the_strategy(self):
        self._rule(self.tight, min_overdue=500)
        self._invoice(600, -10)
        self.assertEqual(self._run().level_id, self.tight.level_ids[0])

    def test_plan_that_changes_to_and_fro_sends_no_level_twice(self):
        """An amount around the limit of a rule flips the plan night by night: the clock goes on."""
        self.tight.level_ids[1].days_overdue = 12
        self._rule(self.tight, min_overdue=500)
        self._invoice(450, -20)
        self.assertEqual(self._run().level_id, self.level_1)
        self.assertEqual(self._run(3).level_id, self.level_2)
        self._invoice(100, -19)
        for days in (4, 5):
            self.assertFalse(self._run(days), "level 2 of the tight plan is lower than the one done")
        self.assertEqual(self.profile.followup_level_id, self.level_2, "kept until the next level of the new plan")
        self.assertEqual(self._run(10).level_id, self.tight.level_ids[2])
        self._pay(self._invoice(1, -1))
        self._pay(self.profile.followup_ids.line_ids.move_id.filtered(lambda move: move.amount_total == 100))
        self.assertFalse(self._run(11))
        self.assertEqual(self._run(25).level_id, self.level_4)
        self.assertEqual(self.profile.followup_cycle, 0)

    def test_second_company_has_rules_and_customers_of_its_own(self):
        other = self.setup_other_company()["company"]
        self._rule(self.tight, company_id=other.id)
        self.assertEqual(self._plan(), self.plan)
        theirs = self.customer._get_credit_profiles(other)
        self.assertEqual(theirs.effective_followup_plan_id, self.tight)
        foreign = self.plan.copy({"name": "Theirs", "company_id": other.id})
        with self.assertRaises(UserError):
            self._rule(foreign, company_id=self.company.id)

    def test_query_count_does_not_grow(self):
        tag = self.env["res.partner.category"].create({"name": "Chain"})
        self._rule(self.tight, min_overdue=90, late_count=1, late_of=3, category_ids=[Command.set(tag.ids)],
                   country_ids=[Command.set(self.env.ref("base.be").ids)])
        counts = []
        for count in (1, 2, 20):  # the first one warms the caches
            partners = self.env["res.partner"].create([{
                "name": f"Debtor {number}", "category_id": [Command.set(tag.ids)], "country_id": self.env.ref("base.be").id,
            } for number in range(count)])
            self._invoices([(100, -10, partner) for partner in partners])
            profiles = partners._get_credit_profiles()
            self._refresh()
            before = self.env.cr.sql_log_count
            Strategy = self.env["credit.followup.strategy"]
            plans = {choice.plan for choice in Strategy._choose_plans(profiles, self.today).values()}
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(plans, {self.tight})
        self.assertEqual(counts[1], counts[2])

    def test_rules_are_the_managers(self):
        rule = self._rule(self.tight)
        viewer = new_test_user(self.env, "strategy viewer", "credit_collection.credit_collection_group_viewer")
        collector = new_test_user(self.env, "strategy collector", "credit_collection.credit_collection_group_collector")
        self.assertEqual(rule.with_user(viewer).name, "To Tight")
        with self.assertRaises(AccessError):
            rule.with_user(collector).name = "Mine"
        salesperson = new_test_user(self.env, "strategy sales", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            rule.with_user(salesperson).read(["name"])

    def test_rules_of_another_company_are_not_seen(self):
        other = self.setup_other_company()["company"]
        rule = self._rule(self.tight, company_id=other.id)
        viewer = new_test_user(self.env, "strategy viewer", "credit_collection.credit_collection_group_viewer",
                               company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        self.assertFalse(self.env["credit.followup.strategy"].with_user(viewer).search([("id", "=", rule.id)]))
