"""The credit policy on one page: what a draft would change, and what applying it does."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..review.common import ReviewCommon


@tagged("post_install", "-at_install")
class TestPolicyChange(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.ratings["B"]
        cls.rating.write({"limit_rule": "fixed", "limit_amount": 1000, "tolerance_percent": 0})
        cls.profile.write({"rating_id": cls.rating.id, "limit_mode": "limited", "credit_limit": 1000})
        cls.change = cls.env["credit.policy.change"].create({"reason": "Rates have risen"})

    def _line(self, rating=None):
        return self.change.line_ids.filtered(lambda line: line.rating_id == (rating or self.env["credit.rating"]))

    def _draft(self, rating=None, **vals):
        self._line(rating or self.rating).write(vals)
        self.change.action_preview()

    def test_the_page_shows_every_rating_and_customers_without_one_as_they_are(self):
        self.assertEqual(self.change.line_ids.rating_id, self.env["credit.rating"]._get_scale(self.company))
        self.assertRecordValues(self._line(self.rating), [{
            "limit_rule": "fixed", "limit_amount": 1000.0, "max_term_days": 45, "order_policy": "hold", "is_changed": False}])
        self.assertRecordValues(self._line(), [{
            "max_overdue_days": self.company.credit_max_overdue_days, "order_policy": self.company.credit_order_policy}])
        with self.assertRaisesRegex(UserError, "Nothing is changed"):
            self.change.action_apply()

    def test_preview_shows_limits_from_to_and_their_sums_and_writes_nothing(self):
        other = self.env["res.partner"].create({"name": "Other"})
        other._get_credit_profiles().write({"rating_id": self.rating.id, "limit_mode": "limited", "credit_limit": 3000})
        self._draft(limit_amount=1500)
        self.assertRecordValues(self.change, [{
            "customer_count": 2, "limit_count": 2, "limit_before": 4000.0, "limit_after": 3000.0, "held_count": 0}])
        self.assertRecordValues(self.change.limit_effect_ids.sorted("amount_before"), [
            {"amount_before": 1000.0, "amount_after": 1500.0, "difference": 500.0},
            {"amount_before": 3000.0, "amount_after": 1500.0, "difference": -1500.0}])
        self.assertEqual((self.rating.limit_amount, self.profile.credit_limit), (1000.0, 1000.0))

    def test_limits_stay_when_the_limit_rule_is_not_what_changes(self):
        self.profile.credit_limit = 7777
        self._draft(max_overdue_days=3)
        self.assertEqual((self.change.customer_count, self.change.limit_count), (1, 0))

    def test_limit_by_sales_follows_the_drafted_months(self):
        self._paid(12000, -100, 0)
        self._draft(limit_rule="sales", limit_months=2)
        before, after = self.change.limit_before, self.change.limit_after
        monthly = self.env["credit.review"]._prepare_evidence(self.profile, self.today)[self.profile.id]["monthly_sales"]
        self.assertEqual((before, after > 0), (1000.0, True))
        self.assertAlmostEqual(after, 2 * monthly, delta=after * 0.1)

    def test_preview_shows_quotations_that_would_be_held_and_those_no_longer_held(self):
        self._invoice(100, due=-10)
        small, large = self._order(500), self._order(950)
        self._draft(max_overdue_days=5)
        self.assertRecordValues(self.change, [{"held_count": 1, "held_amount": 500.0, "freed_count": 0}])
        self.assertEqual(self.change.order_effect_ids.order_id, small, "the large one is over the limit today already")
        self.assertIn("Overdue", self.change.order_effect_ids.reasons)
        self._draft(max_overdue_days=15, tolerance_percent=10)
        self.assertRecordValues(self.change, [{"held_count": 0, "freed_count": 1, "freed_amount": 950.0}])
        self.assertEqual(self.change.order_effect_ids.order_id, large)

    def test_preview_judges_the_term_by_the_amount_of_the_order(self):
        term = self.env.ref("account.account_payment_term_30days")
        self.rating.write({"max_term_days": 60, "term_ids": [Command.create({"max_amount": 300, "max_term_days": 15})]})
        self.change.action_reload()
        small, large = (self._order(amount, payment_term_id=term.id) for amount in (300, 301))
        self.assertIn("15 days", self._line(self.rating).term_bands)
        self._draft(max_term_days=20)
        self.assertEqual(self.change.order_effect_ids.order_id, large, "the small one is held by its band today already")
        small.action_confirm()
        self.assertEqual(small.credit_state, "held")

    def test_term_allowed_for_some_amount_is_not_excluded(self):
        self.profile.payment_term_id = self.env.ref("account.account_payment_term_30days")
        self.rating.write({"max_term_days": 60, "term_ids": [Command.create({"max_amount": 300, "max_term_days": 45})]})
        self.change.action_reload()
        self._draft(max_term_days=20)
        self.assertEqual(self.change.term_count, 0)
        self.rating.term_ids.max_term_days = 25
        self.change.action_preview()
        self.assertEqual(self.change.term_effect_ids.profile_id, self.profile)

    def test_days_of_grace_are_drafted_previewed_applied_and_logged(self):
        self.rating.max_overdue_days = 5
        self.change.action_reload()
        self._invoice(100, due=-10)
        order = self._order(500)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        other = self._order(400)
        self._draft(grace_days=5)
        self.assertEqual(self.change.order_effect_ids.order_id, order | other)
        self.change.action_apply()
        self._refresh()
        self.assertEqual((self.rating.grace_days, self.profile.grace_days, order.credit_state), (5, 5, "clear"))
        self.assertIn("grace_days", self.change.log_ids.mapped("field_name"))

    def test_days_of_grace_of_the_customers_own_go_before_the_drafted_ones(self):
        self.rating.max_overdue_days = 5
        self.profile.own_grace_days = 0
        self.change.action_reload()
        self._invoice(100, due=-10)
        self._order(500)
        self._draft(grace_days=5)
        self.assertEqual((self.change.held_count, self.change.freed_count), (0, 0))

    def test_each_quotation_is_judged_by_itself(self):
        self._order(600)
        self._order(600)
        self._draft(tolerance_percent=50)
        self.assertEqual((self.change.held_count, self.change.freed_count), (0, 0))

    def test_new_limits_hold_quotations_only_if_they_are_set_at_once(self):
        self._order(900)
        self._draft(limit_amount=500)
        self.assertEqual((self.change.limit_count, self.change.held_count), (1, 0))
        self.change.limit_action = "set"
        self.assertTrue(self.change.is_preview_stale)
        self.change.action_preview()
        self.assertEqual((self.change.held_count, self.change.held_amount, self.change.is_preview_stale), (1, 900.0, False))

    def test_a_temporary_limit_still_counts_in_the_preview(self):
        self.profile.write({"temporary_limit": 2000, "temporary_limit_until": self.today})
        self._order(1500)
        self.change.limit_action = "set"
        self._draft(limit_amount=500)
        self.assertEqual((self.change.limit_count, self.change.held_count), (1, 0))

    def test_preview_names_customers_whose_term_is_not_allowed_any_more(self):
        term = self.env.ref("account.account_payment_term_30days")
        self.profile.payment_term_id = term
        self._draft(max_term_days=30)
        self.assertEqual(self.change.term_count, 0, "exactly as long as allowed")
        self._draft(max_term_days=29, payment_term_id=False)
        self.assertEqual((self.change.term_effect_ids.partner_id, self.change.term_effect_ids.payment_term_id),
                         (self.customer, term))
        self.profile.own_max_term_days = 60
        self.change.action_preview()
        self.assertEqual(self.change.term_count, 0, "his own longest term counts")

    def test_customers_without_rating_are_previewed_too(self):
        self.profile.rating_id = False
        order = self._order(300)
        self._line().write({"hold_order_amount": True, "max_order_amount": 200})
        self.change.action_preview()
        self.assertEqual(self.change.order_effect_ids.filtered(
            lambda effect: effect.partner_id == self.customer).order_id, order)

    def test_applying_changes_rating_and_company_and_logs_before_and_after(self):
        self._line().max_overdue_days = 12
        self.change.new_limit_mode = "no_credit"
        self._draft(tolerance_percent=7.5)
        self.change.action_apply()
        self.assertEqual((self.rating.tolerance_percent, self.company.credit_max_overdue_days), (7.5, 12))
        logs = {(log.rating_code or "", log.field_name): (log.before, log.after, log.reason) for log in self.change.log_ids}
        self.assertEqual(logs[("B", "tolerance_percent")], ("0", "7.5", "Rates have risen"))
        self.assertEqual(logs[("", "credit_max_overdue_days")], ("30", "12", "Rates have risen"))
        self.assertIn(("", "credit_new_limit_mode"), logs)
        self.assertRecordValues(self.change, [{"state": "applied", "applied_by_id": self.env.uid}])
        with self.assertRaisesRegex(UserError, "kept as it was"):
            self._line(self.rating).tolerance_percent = 9
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.change.unlink()

    def test_limits_stay_are_reviewed_or_set_as_chosen(self):
        self._draft(limit_amount=1500)
        self.change.action_apply()
        self.assertEqual(self.profile.credit_limit, 1000)
        self.change = self.env["credit.policy.change"].create({"limit_action": "review"})
        self._draft(limit_amount=1600)
        self.change.action_apply()
        self.assertRecordValues(self.profile.open_review_id, [{"proposed_credit_limit": 1600.0, "state": "draft"}])
        self.change = self.env["credit.policy.change"].create({"limit_action": "set", "reason": "Because"})
        self._draft(limit_amount=1700)
        self.change.action_apply()
        self.assertEqual(self.profile.credit_limit, 1700)
        log = self.profile.policy_log_ids.filtered(lambda log: log.after == "1700.0")
        self.assertEqual((log.before, log.reason), ("1000.0", "Because"))

    def test_limits_above_the_approval_tier_cannot_be_set(self):
        manager = self._user("manager")
        manager.group_ids += self.env.ref("credit_collection.credit_collection_group_shared")
        self.env["credit.approval.tier"].sudo().create({
            "name": "Small", "max_amount": 1200, "user_ids": [Command.set(manager.ids)], "company_id": self.company.id})
        self._draft(limit_amount=1500)
        self.change.limit_action = "set"
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            self.change.with_user(manager).action_apply()

    def test_what_the_new_policy_allows_is_lifted(self):
        order = self._order(1050)
        order.action_confirm()
        hold = order.credit_hold_id
        self.assertEqual(hold.state, "pending")
        self._draft(tolerance_percent=5)
        self.assertEqual(hold.state, "pending")
        self.change.action_apply()
        self.assertEqual(hold.state, "cleared")

    def test_a_draft_that_missed_a_change_is_not_applied(self):
        self._draft(tolerance_percent=5)
        self.rating.review_months = 1
        with self.assertRaisesRegex(UserError, "changed after this draft"):
            self.change.action_apply()
        self.change.action_reload()
        self._draft(tolerance_percent=5)
        self.change.action_apply()
        self.assertEqual((self.rating.review_months, self.rating.tolerance_percent), (1, 5))

    def test_discarding_changes_nothing(self):
        self._draft(tolerance_percent=5)
        self.change.action_discard()
        self.assertEqual((self.rating.tolerance_percent, self.change.state), (0, "discarded"))

    def test_rating_changed_directly_is_logged_too(self):
        self.rating.write({"order_policy": "warn", "change_reason": "Fair"})
        log = self.env["credit.rating.log"].search([("rating_id", "=", self.rating.id)], limit=1)
        self.assertRecordValues(log, [{
            "field_name": "order_policy", "before": "Hold", "after": "Warn", "reason": "Fair", "user_id": self.env.uid}])
        self.assertEqual(log.rule, "Order Policy")
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "credit_collection")])._load_module_terms(
            ["credit_collection"], ["zh_CN"])
        self.assertEqual(log.with_context(lang="zh_CN").after, "警告", "read in the language of the reader")
        for operation in (lambda: log.write({"reason": "x"}), log.unlink):
            with self.assertRaises(AccessError):
                operation()

    def test_only_credit_managers_plan_and_apply(self):
        self._draft(tolerance_percent=5)
        collector = self._user("collector")
        for method in ("action_apply", "action_discard", "action_preview", "action_reload"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.change.with_user(collector), method)()
        with self.assertRaises(AccessError):
            self.env["credit.policy.change"].with_user(collector)._action_open()
        with self.assertRaises(AccessError):
            self.change.with_user(self._user("manager")).state = "applied"

    def test_manager_without_other_rights_applies_the_whole_page(self):
        self._order(900)
        self._line().max_overdue_days = 1
        self._draft(limit_amount=500)
        self.change.limit_action = "set"
        manager = self._user("manager")
        manager.group_ids += self.env.ref("credit_collection.credit_collection_group_shared")
        change = self.change.with_user(manager)
        change.action_preview()
        self.assertTrue(change.order_effect_ids.order_id.display_name)
        change.action_apply()
        self.assertEqual((self.profile.credit_limit, self.company.credit_max_overdue_days), (500, 1))

    def test_customers_of_other_companies_are_counted_not_shown(self):
        other = self.setup_other_company()["company"]
        self.customer.sudo()._get_credit_profiles(other).rating_id = self.rating
        self._draft(limit_amount=1500)
        self.assertEqual((self.change.customer_count, self.change.other_customer_count), (1, 1))
        foreign = self.env["credit.policy.change"].sudo().create({"company_id": other.id})
        manager = self._user("manager")
        self.assertFalse(self.env["credit.policy.change"].with_user(manager).search([("id", "=", foreign.id)]))
        self.assertFalse(self.env["credit.policy.change.line"].with_user(manager).search([("change_id", "=", foreign.id)]))

    def test_new_customers_start_as_the_company_wants(self):
        self.company.credit_new_limit_mode = "no_credit"
        partners = self.env["res.partner"].create([{"name": "New"}, {"name": "Limited", "credit_limit": 500}])
        self.assertEqual(partners._get_credit_profiles().mapped("limit_mode"), ["no_credit", "limited"])
        self.assertEqual(self.profile.limit_mode, "limited")

    def test_preview_takes_the_same_queries_for_many_customers_as_for_one(self):
        self._order(900)
        self._line(self.rating).write({"limit_amount": 500, "max_term_days": 45, "tolerance_percent": 3})

        def count():
            self._refresh()
            before = self.env.cr.sql_log_count
            preview = self.change._preview(self.today)
            return self.env.cr.sql_log_count - before, preview

        count()
        alone, _preview = count()
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(30)])
        partners._get_credit_profiles().write({
            "rating_id": self.rating.id, "limit_mode": "limited", "credit_limit": 1000})
        for partner in partners:
            self._order(1010, partner=partner)
        many, preview = count()
        self.assertEqual((len(preview.limits), len(preview.orders)), (31, 30))
        self.assertLessEqual(many, alone)

    def test_edited_after_the_preview_is_not_applied(self):
        self._draft(max_overdue_days=3)
        self._line(self.rating).max_overdue_days = 5
        with self.assertRaisesRegex(UserError, "edited after its effects were worked out"):
            self.change.action_apply()
        self.change.action_preview()
        self.change.action_apply()
        self.assertEqual((self.change.state, self.rating.max_overdue_days), ("applied", 5))

    def test_the_question_has_the_figures_of_the_preview(self):
        self._draft(limit_amount=1500)
        self.change.limit_action = "set"
        action = self.change.action_ask_apply()
        self.assertEqual((action["res_id"], action["target"]), (self.change.id, "new"))
        before, after = (self.company.currency_id.format(amount) for amount in (1000, 1500))
        self.assertIn(f"Limits that change: 1, their sum from {before} to {after}", self.change.apply_question)

    def test_earlier_version_is_restored(self):
        self._draft(max_overdue_days=3)
        self.change.action_apply()
        second = self.env["credit.policy.change"].create({"reason": "Too strict"})
        second.line_ids.filtered(lambda line: line.rating_id == self.rating).max_overdue_days = 60
        second.action_apply()
        self.assertEqual(self.rating.max_overdue_days, 60)
        draft = self.env["credit.policy.change"].browse(self.change.action_restore()["res_id"])
        self.assertEqual((draft.state, self.rating.max_overdue_days), ("draft", 60))
        self.assertIn("Restores", draft.reason)
        draft.action_preview()
        draft.action_apply()
        self.assertEqual(self.rating.max_overdue_days, 3)


@tagged("post_install", "-at_install")
class TestRatingBenefit(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good, cls.better, cls.own = cls.env["product.pricelist"].create([
            {"name": name, "company_id": False} for name in ("Good payers", "Best payers", "Agreed by hand")])
        cls.ratings["A"].benefit_pricelist_id = cls.better
        cls.ratings["B"].benefit_pricelist_id = cls.good

    def _get_pricelist(self):
        return self.customer.specific_property_product_pricelist

    def test_pricelist_comes_with_the_rating_and_goes_with_it(self):
        self.profile.rating_id = self.ratings["B"]
        self.assertEqual(self._get_pricelist(), self.good)
        self.profile.rating_id = self.ratings["A"]
        self.assertEqual(self._get_pricelist(), self.better)
        self.profile.rating_id = self.ratings["D"]
        self.assertFalse(self._get_pricelist())

    def test_pricelist_chosen_by_hand_stays_whatever_the_rating(self):
        self.customer.property_product_pricelist = self.own
        self.profile.rating_id = self.ratings["A"]
        self.assertEqual((self._get_pricelist(), self.profile.benefit_pricelist_id.id), (self.own, False))
        self.profile.rating_id = self.ratings["D"]
        self.assertEqual(self._get_pricelist(), self.own)

    def test_pricelist_chosen_after_the_rating_was_given_stays_on_downgrade(self):
        self.profile.rating_id = self.ratings["A"]
        self.customer.property_product_pricelist = self.own
        self.profile.rating_id = self.ratings["D"]
        self.assertEqual(self._get_pricelist(), self.own)

    def test_same_pricelist_chosen_by_hand_is_not_taken_back(self):
        self.customer.property_product_pricelist = self.good
        self.profile.rating_id = self.ratings["B"]
        self.profile.rating_id = self.ratings["D"]
        self.assertEqual(self._get_pricelist(), self.good)

    def test_other_pricelist_of_the_rating_reaches_its_customers(self):
        self.profile.rating_id = self.ratings["B"]
        self.ratings["B"].benefit_pricelist_id = self.better
        self.assertEqual(self._get_pricelist(), self.better)
        self.ratings["B"].benefit_pricelist_id = False
        self.assertFalse(self._get_pricelist())

    def test_manager_who_may_not_edit_contacts_gives_the_benefit_with_the_rating(self):
        self.profile.with_user(self._user("manager")).rating_id = self.ratings["A"]
        self.assertEqual(self._get_pricelist(), self.better)
