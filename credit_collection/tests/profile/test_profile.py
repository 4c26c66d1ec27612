from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestProfile(CreditCommon):

    def _find(self, *domain):
        """:return: those of the two test customers' profiles that match"""
        mine = ("partner_id", "in", (self.customer | self.other).ids)
        return self.env["credit.profile"].search([mine, *domain])

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Other Customer", "is_company": True})
        cls.other_profile = cls.other._get_credit_profiles()

    # Identity

    def test_contact_and_company_share_one_profile(self):
        self.assertEqual(self.contact._get_credit_profiles(), self.profile)
        self.assertEqual((self.contact | self.customer)._get_credit_profiles(), self.profile)
        self.assertEqual(self.contact.credit_profile_id, self.profile)

    def test_profiles_come_in_the_order_of_the_partners(self):
        partners = self.other | self.customer
        self.assertEqual(partners._get_credit_profiles().partner_id.ids, partners.ids)

    def test_each_root_company_has_its_own_profile_and_branches_share_it(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.assertEqual(self.customer._get_credit_profiles(branch), self.profile)
        second = self.setup_other_company()["company"]
        profile = self.customer._get_credit_profiles(second)
        self.assertEqual(profile.company_id, second)
        profile.write({"limit_mode": "limited", "credit_limit": 77})
        self._refresh()
        self.assertEqual(self.profile.limit_mode, "unlimited")
        self.assertEqual(self.customer.with_company(second).credit_limit, 77)
        self.assertEqual(self.customer.with_company(self.company).credit_limit, 0)

    def test_profile_of_a_contact_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["credit.profile"].create({"partner_id": self.contact.id, "company_id": self.company.id})

    def test_missing_profiles_are_created_for_customers_with_receivables_or_orders(self):
        invoiced, ordering, silent = self.env["res.partner"].create([{"name": name} for name in ("I", "O", "S")])
        self._invoice(10, due=5, partner=invoiced)
        self._order(10, partner=ordering)._action_confirm()
        self.env["sale.order"].search([("partner_id", "=", ordering.id)]).state = "sale"
        self.env["credit.profile"]._create_missing_profiles()
        self._refresh()
        self.assertTrue(invoiced.credit_profile_id and ordering.credit_profile_id)
        self.assertFalse(silent.credit_profile_id)

    def test_existing_core_limit_is_kept_and_shown(self):
        partner = self.env["res.partner"].create({"name": "Has a limit", "credit_limit": 250})
        profile = partner._get_credit_profiles()
        self.assertRecordValues(profile, [{"limit_mode": "limited", "credit_limit": 250.0, "effective_limit": 250.0}])

    def test_core_default_limit_applies_to_customers_without_one(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 400.0, company_id=self.company.id)
        partner = self.env["res.partner"].create({"name": "Default limit"})
        profile = partner._get_credit_profiles()
        self.assertRecordValues(profile, [{"limit_mode": "limited", "effective_limit": 400.0, "available_credit": 400.0}])

    def test_limit_changed_on_the_contact_is_followed(self):
        self.customer.credit_limit = 500
        self.assertEqual(self.profile.limit_mode, "limited")
        self.customer.credit_limit = 0
        self.assertEqual(self.profile.limit_mode, "unlimited")

    def test_limit_on_the_contact_is_for_credit_managers_once_there_is_a_profile(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 5000})
        billing = new_test_user(self.env, "billing", groups="account.group_account_invoice,base.group_partner_manager")
        for limit in (0, 9000):
            with self.assertRaises(AccessError):
                self.customer.with_user(billing).credit_limit = limit
        self.customer.with_user(billing).write({"credit_limit": 5000, "phone": "+1 555 0199"})
        self.assertRecordValues(self.profile, [{"limit_mode": "limited", "credit_limit": 5000.0}])

    def test_billing_users_still_read_invoices_whole(self):
        billing = new_test_user(self.env, "billing_reader", groups="account.group_account_invoice")
        move = self._invoice(10, due=5)
        self.assertTrue(move.with_user(billing).read())
        self.assertTrue(move.line_ids.with_user(billing).read())

    # Exposure and overdue

    def test_exposure_has_three_disjoint_parts(self):
        self._invoice(1000, due=10)
        self._invoice(300, due=10, post=False)
        order = self._order(200)
        order.action_confirm()
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "exposure_receivable": 1000.0, "exposure_draft": 300.0, "exposure_orders": 200.0, "exposure_total": 1500.0}])

    def test_order_moves_from_order_to_draft_to_receivable_without_counting_twice(self):
        order = self._order(200, order_line=[Command.create({
            "product_id": self.company_data["product_order_no"].id, "price_unit": 200, "tax_ids": False})])
        order.action_confirm()
        for step in (lambda: None, order._create_invoices, lambda: order.invoice_ids.action_post()):
            step()
            self._refresh()
            self.assertEqual(self.profile.exposure_total, 200.0)
        self.assertEqual(self.profile.exposure_receivable, 200.0)

    def test_down_payment_is_not_counted_twice(self):
        order = self._order(1000, order_line=[Command.create({
            "product_id": self.company_data["product_order_no"].id, "price_unit": 1000, "tax_ids": False})])
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order").create({
            "advance_payment_method": "fixed", "fixed_amount": 300})
        wizard.create_invoices()
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_draft": 300.0, "exposure_orders": 700.0, "exposure_total": 1000.0}])
        order.invoice_ids.action_post()
        order._create_invoices(final=True).action_post()
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_orders": 0.0, "exposure_total": 1000.0}])

    def test_credit_notes_and_unallocated_receipts_net_the_exposure(self):
        self._invoice(1000, due=10)
        self._invoice(100, due=0, move_type="out_refund")
        self.env["account.payment"].create({
            "payment_type": "inbound", "partner_id": self.customer.id, "amount": 250, "date": self.today,
        }).action_post()
        self._refresh()
        self.assertEqual(self.profile.exposure_receivable, 650.0)

    def test_switched_off_parts_are_shown_but_not_counted(self):
        self._invoice(300, due=10, post=False)
        self.company.credit_count_draft = False
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_draft": 300.0, "exposure_total": 0.0}])

    def test_foreign_currency_counts_at_its_booked_value(self):
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        self._invoice(1000, due=10, currency_id=currency.id)
        self._refresh()
        self.assertEqual(self.profile.exposure_receivable, 2000.0)

    def test_overdue_starts_the_day_after_the_due_date(self):
        self._invoice(10, due=0)
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 0.0, "oldest_due_date": False, "days_overdue": 0}])
        self._invoice(10, due=-1)
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 10.0, "oldest_due_date": self._days(-1), "days_overdue": 1}])

    def test_opening_balance_without_due_date_is_due_on_its_own_date(self):
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create({"date": self._days(-15), "line_ids": [
            Command.create({"account_id": account.id, "partner_id": self.customer.id, "debit": 80, "credit": 0}),
            Command.create({"account_id": self.company_data["default_account_revenue"].id, "debit": 0, "credit": 80}),
        ]})
        entry.action_post()
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 80.0, "oldest_due_date": self._days(-15)}])
        item = self._open_item(entry)
        Item = self.env["account.move.line"]
        self.assertNotIn(item, Item.search(Item._get_collectible_domain(self.today)), "core marks it «no follow-up»")
        item.no_followup = False
        self.assertIn(item, Item.search(Item._get_collectible_domain(self.today)))

    def test_partial_payment_leaves_the_rest_overdue(self):
        move = self._invoice(100, due=-20)
        self._pay(move, amount=60)
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 40.0, "days_overdue": 20}])

    def test_nothing_owed(self):
        self.assertRecordValues(self.profile, [{
            "exposure_total": 0.0, "available_credit": 0.0, "utilisation": 0.0, "overdue_amount": 0.0}])

    def test_zero_limit_is_neither_unlimited_nor_no_credit(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 0})
        self._invoice(10, due=5)
        self._refresh()
        self.assertRecordValues(self.profile, [{"limit_mode": "limited", "available_credit": -10.0}])

    # Searching, sorting, grouping

    def test_facts_are_searchable_and_sortable(self):
        self._invoice(1500, due=-5)
        self._invoice(100, due=-40, partner=self.other)
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        cases = [
            (("available_credit", "<", 0), self.profile),
            (("overdue_amount", ">", 1000), self.profile),
            (("overdue_amount", ">=", 100), self.profile | self.other_profile),
            (("days_overdue", ">", 30), self.other_profile),
            (("oldest_due_date", "<", self._days(-10)), self.other_profile),
            (("oldest_due_date", "!=", False), self.profile | self.other_profile),
            (("exposure_total", "=", 100), self.other_profile),
            (("exposure_orders", "!=", 0), self.env["credit.profile"]),
            (("utilisation", ">", 1.4), self.profile),
            (("credit_limit", "=", 1000), self.profile),
        ]
        for condition, expected in cases:
            with self.subTest(condition=condition):
                self.assertEqual(self._find(condition), expected)
        domain = [("partner_id", "in", (self.customer | self.other).ids)]
        self.assertEqual(
            self.env["credit.profile"].search(domain, order="overdue_amount desc"), self.profile | self.other_profile)
        self.assertEqual(
            self.env["credit.profile"].search(domain, order="days_overdue desc"), self.other_profile | self.profile)
        groups = self.env["credit.profile"]._read_group(domain, ["limit_mode"], ["exposure_total:sum", "days_overdue:max"])
        self.assertEqual(set(groups), {("limited", 1500, 5), ("unlimited", 100, 40)})

    def test_unlimited_customers_are_never_found_over_their_limit(self):
        self._invoice(1e6, due=5)
        self.assertFalse(self._find(("available_credit", "<", 0)))
        self.assertFalse(self._find(("available_credit", "<", 100)))

    def test_partners_are_found_by_their_credit(self):
        self._invoice(10, due=-3)
        both = self.customer | self.other
        found = self.env["res.partner"].search([("credit_overdue_amount", ">", 0), ("id", "in", both.ids)])
        self.assertEqual(found, self.customer)
        self.assertIn(self.contact, self.env["res.partner"].search([("credit_profile_id", "!=", False)]))

    def test_reading_facts_costs_the_same_for_one_and_for_many(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(30)])
        profiles = partners._get_credit_profiles()
        for partner in partners[:5]:
            self._invoice(10, due=-3, partner=partner)
        names = ["exposure_total", "available_credit", "overdue_amount", "days_overdue", "credit_limit"]
        counts = []
        profiles.read(names)  # fills the caches that a server keeps between requests
        for batch in (profiles[:1], profiles):
            self._refresh()
            batch.partner_id.mapped("display_name")
            before = self.env.cr.sql_log_count
            batch.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    # Rights

    def test_roles(self):
        self._invoice(10, due=-3)
        group = "credit_collection.credit_collection_group_"
        viewer, collector, manager = (new_test_user(self.env, f"credit_{role}", groups=group + role)
                                      for role in ("viewer", "collector", "manager"))
        sales = new_test_user(self.env, "credit_sales_only", groups="sales_team.group_sale_salesman")
        for user in (viewer, collector, manager):
            self.assertEqual(self.profile.with_user(user).read(["overdue_amount", "credit_limit"])[0]["overdue_amount"], 10)
        with self.assertRaises(AccessError):
            self.profile.with_user(sales).read(["overdue_amount"])
        with self.assertRaises(AccessError):
            self.profile.with_user(viewer).collector_id = viewer
        self.profile.with_user(collector).collector_id = collector
        for name, value in (("credit_limit", 5), ("limit_mode", "no_credit"), ("on_hold", True), ("max_term_days", 5)):
            with self.assertRaises(AccessError):
                self.profile.with_user(collector)[name] = value
        self.profile.with_user(manager).write({"limit_mode": "limited", "credit_limit": 5, "max_term_days": 5})
        self.assertEqual(self.customer.credit_limit, 5)

    def test_other_companies_profiles_are_out_of_reach(self):
        second = self.setup_other_company()["company"]
        profile = self.customer._get_credit_profiles(second)
        user = new_test_user(
            self.env, "first_company_only", groups="credit_collection.credit_collection_group_manager",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        self.assertNotIn(profile, self.env["credit.profile"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            profile.with_user(user).read(["limit_mode"])

    def test_branch_user_sees_the_profile_of_the_root_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        user = new_test_user(
            self.env, "branch_user", groups="credit_collection.credit_collection_group_viewer",
            company_id=branch.id, company_ids=[Command.set(branch.ids)])
        self.assertIn(self.profile, self.env["credit.profile"].with_user(user).search([]))

    # Form

    def test_term_ceiling_follows_the_rating_unless_changed(self):
        rating = self.env["credit.rating"].create({"name": "X", "code": "X", "max_term_days": 30})
        self.profile.rating_id = rating
        self.assertEqual(self.profile.max_term_days, 30)
        rating.max_term_days = 45
        self.assertEqual(self.profile.max_term_days, 45)
        self.profile.max_term_days = 60
        rating.max_term_days = 20
        self.assertEqual(self.profile.max_term_days, 60)

    def test_limit_and_mode_typed_together_are_kept(self):
        with Form(self.profile) as form:
            form.limit_mode = "limited"
            form.credit_limit = 123
        self.assertRecordValues(self.profile, [{"limit_mode": "limited", "credit_limit": 123.0}])
        self.assertEqual(self.customer.credit_limit, 123)
