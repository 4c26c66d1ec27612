import re

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.common import GROUP, CreditCommon


@tagged("post_install", "-at_install")
class TestProfileScope(CreditCommon):
    """Which customers, contacts and companies the figures and the policy of a profile are about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.company.id})
        cls.env.user.company_ids = [Command.link(cls.branch.id)]

    def _new_branch_user(self, role, *groups):
        return new_test_user(
            self.env, f"branch_{role}", ",".join((GROUP % role, *groups)),
            company_id=self.branch.id, company_ids=[Command.set(self.branch.ids)])

    def _post_entry(self, amount, partner, due, company=None):
        """Post a receivable that an import booked on ``partner`` as he is, contact or not."""
        entry = self.env["account.move"].with_company(company or self.company).create({
            "move_type": "entry", "date": self._days(due - 30), "company_id": (company or self.company).id,
            "journal_id": self.company_data["default_journal_misc"].id,
            "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": partner.id,
                    "debit": amount, "date_maturity": self._days(due),
                }),
                Command.create({"account_id": self.company_data["default_account_revenue"].id, "credit": amount}),
            ],
        })
        entry.action_post()
        return entry

    # Contacts

    def test_contacts_are_found_by_the_figures_of_their_customer_alone(self):
        stranger = self.env["res.partner"].create({"name": "Never bought"})
        clear = self.env["res.partner"].create({"name": "Owes nothing"})
        clear._get_credit_profiles()
        self._invoice(100, -5)
        self._refresh()
        mine = ("id", "in", (self.customer | self.contact | clear | stranger).ids)
        Partner = self.env["res.partner"]
        owing = self.customer | self.contact
        for domain, expected in (
            ([("credit_overdue_amount", ">", 0)], owing),
            ([("credit_overdue_amount", ">=", 100)], owing),
            ([("credit_overdue_amount", "!=", 0)], owing),
            ([("credit_overdue_amount", "<=", 0)], clear),
            ([("credit_overdue_amount", "=", 0)], clear),
            ([("credit_days_overdue", ">", 0)], owing),
            ([("credit_exposure_total", ">", 0)], owing),
            ([("credit_available", "<", 0)], Partner),
            ([("credit_effective_limit", ">", 0)], Partner),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(Partner.search([mine, *domain]), Partner.search([("id", "in", expected.ids)]))
        self.profile.write({"limit_mode": "limited", "credit_limit": 40})
        self.assertEqual(set(Partner.search([mine, ("credit_available", "<", 0)])), set(owing))
        self.assertEqual(set(Partner.search([mine, ("credit_effective_limit", "=", 40)])), set(owing))
        self.assertEqual((self.contact.credit_available, stranger.credit_available), (-60, 0))

    def test_contacts_show_figures_to_viewers_only(self):
        self._invoice(100, -5)
        self._refresh()
        seller = new_test_user(self.env, "scope_seller", "sales_team.group_sale_salesman",
                               company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(seller).search([("credit_overdue_amount", ">", 0)])
        self.assertEqual(self.customer.credit_overdue_amount, 100)

    def test_items_booked_on_a_contact_are_those_of_the_customer(self):
        self._invoice(100, -5)
        entry = self._post_entry(40, self.contact, -9)
        self.assertEqual(self._open_item(entry).partner_id, self.contact)
        self._refresh()
        self.assertEqual(
            (self.profile.exposure_receivable, self.profile.overdue_amount, self.profile.days_overdue), (140, 140, 9))
        other = self.env["res.partner"].create({"name": "Other"})._get_credit_profiles()
        self._refresh()
        self.assertEqual((self.profile | other).mapped("overdue_amount"), [140, 0])
        self.assertEqual(self.env["credit.profile"].search(
            [("overdue_amount", "=", 140), ("partner_id", "=", self.customer.id)]), self.profile)
        items = self.env["credit.open.item.report"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual((sum(items.mapped("residual")), items.partner_id), (140, self.customer))

    def test_no_profile_is_made_for_a_contact(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        person = self.env["res.partner"].create({"name": "Person", "parent_id": firm.id})
        self._post_entry(40, person, -9)
        self.env["credit.profile"]._create_missing_profiles()
        profiles = self.env["credit.profile"].search([("partner_id", "in", (firm | person).ids)])
        self.assertEqual(profiles.partner_id, firm)

    # Lists

    def test_pages_sorted_by_a_figure_neither_repeat_nor_lose_customers(self):
        partners = self.env["res.partner"].create([{"name": f"Equal {number}"} for number in range(30)])
        profiles = partners._get_credit_profiles()
        domain = [("id", "in", profiles.ids)]
        for order in ("overdue_amount desc", "exposure_total, overdue_amount", "days_overdue asc nulls last"):
            with self.subTest(order=order):
                pages = [profiles.search(domain, order=order, limit=10, offset=start) for start in (0, 10, 20)]
                self.assertEqual([len(page) for page in pages], [10, 10, 10])
                self.assertEqual([profile.id for page in pages for profile in page], sorted(profiles.ids))
        self.assertEqual(profiles.search(domain, order="overdue_amount, id desc").ids, sorted(profiles.ids, reverse=True))

    # Branches

    def test_people_of_a_branch_see_and_use_the_profiles_of_the_root_company(self):
        self._invoice(100, -5)
        self._refresh()
        names = [
            field.get("name")
            for view in ("list", "form")
            for field in self._get_view_fields(view)
        ]
        for role in ("viewer", "collector", "manager"):
            with self.subTest(role=role):
                user = self._new_branch_user(role)
                profiles = self.env["credit.profile"].with_user(user).with_context(allowed_company_ids=self.branch.ids)
                specification = {name: self._get_specification(name) for name in names}
                self.env.invalidate_all()
                found = profiles.web_search_read([("id", "=", self.profile.id)], specification)
                self.assertEqual(found["records"][0]["overdue_amount"], 100)
                self.env.invalidate_all()
                [values] = profiles.browse(self.profile.id).web_read(specification)
                self.assertEqual(values["payment_term_id"], self.profile.payment_term_id.id)
                self.assertEqual(
                    values["effective_followup_plan_id"]["id"], self.company.credit_followup_plan_id.id)

    def _get_view_fields(self, kind):
        arch = self.env["credit.profile"].get_view(view_type=kind)["arch"]
        return etree.fromstring(arch).xpath("//field[not(ancestor::field)]")

    def _get_specification(self, name):
        if name.endswith("plan_id") or name == "company_id":
            return {"fields": {"display_name": {}}}
        return {}

    def test_collector_of_a_branch_opens_reviews_and_documents(self):
        self._invoice(100, -5)
        in_branch = self._post_entry(40, self.customer, -5, self.branch)
        self._refresh()
        collector = self._new_branch_user("collector", "sales_team.group_sale_salesman", "account.group_account_readonly")
        profile = self.profile.with_user(collector).with_context(allowed_company_ids=self.branch.ids)
        action = profile.action_request_review()
        review = self.env["credit.review"].browse(action["res_id"])
        self.assertEqual((review.profile_id, review.requested_by_id), (self.profile, collector))
        review.with_user(collector).with_context(allowed_company_ids=self.branch.ids).action_submit()
        action = profile.action_view_open_items()
        mine = self.env["credit.open.item.report"].with_user(collector).with_context(
            allowed_company_ids=self.branch.ids).search(action["domain"])
        self.assertEqual(mine.move_id, in_branch)
        for method in ("action_view_draft_invoices", "action_view_open_orders", "action_view_holds"):
            action = getattr(profile, method)()
            profile.env[action["res_model"]].search(action["domain"])

    def test_open_items_behind_the_receivables_include_those_of_branches(self):
        self._invoice(100, -5)
        self._post_entry(40, self.customer, -5, self.branch)
        self._refresh()
        action = self.profile.action_view_open_items()
        items = self.env["credit.open.item.report"].with_context(
            allowed_company_ids=(self.company | self.branch).ids).search(action["domain"])
        self.assertEqual(sum(items.mapped("residual")), self.profile.exposure_receivable)
        self.assertEqual(self.profile.exposure_receivable, 140)

    def test_limit_set_while_working_for_a_branch_is_that_of_the_customer(self):
        self.customer.with_company(self.branch).credit_limit = 500
        self._refresh()
        self.assertEqual((self.profile.limit_mode, self.profile.credit_limit), ("limited", 500))
        self.assertEqual(self.customer.with_company(self.company).credit_limit, 500)
        self.customer.with_company(self.branch).credit_limit = 0
        self._refresh()
        self.assertEqual((self.profile.limit_mode, self.profile.credit_limit), ("unlimited", 0))
        partner = self.env["res.partner"].with_company(self.branch).create({"name": "New", "credit_limit": 70})
        profile = partner._get_credit_profiles()
        self.assertEqual((profile.limit_mode, profile.credit_limit), ("limited", 70))

    def test_limit_set_while_working_for_a_branch_needs_a_credit_manager(self):
        accountant = new_test_user(
            self.env, "branch_accountant", "account.group_account_manager,base.group_partner_manager",
            company_id=self.branch.id, company_ids=[Command.set(self.branch.ids)])
        customer = self.customer.with_user(accountant).with_context(allowed_company_ids=self.branch.ids)
        with self.assertRaises(AccessError):
            customer.credit_limit = 500

    def test_limit_set_on_a_contact_person_decides_nothing(self):
        self.contact.credit_limit = 500
        self._refresh()
        self.assertEqual((self.profile.limit_mode, self.profile.credit_limit), ("unlimited", 0))
        self.profile.write({"limit_mode": "limited", "credit_limit": 80})
        self.contact.credit_limit = 0
        self._refresh()
        self.assertEqual((self.profile.limit_mode, self.profile.credit_limit), ("limited", 80))

    def test_settings_opened_in_a_branch_are_those_of_the_root_company(self):
        self.company.credit_release_days = 11
        settings = self.env["res.config.settings"].with_company(self.branch).create({})
        self.assertEqual(settings.credit_release_days, 11)
        settings.write({
            "credit_release_days": 3, "credit_max_overdue_days": 9, "credit_order_policy": "warn",
            "credit_count_draft": False, "credit_manager_id": self.env.user.id,
        })
        settings.execute()
        self.assertEqual((self.company.credit_release_days, self.company.credit_max_overdue_days), (3, 9))
        self.assertEqual((self.company.credit_order_policy, self.company.credit_count_draft), ("warn", False))
        self.assertEqual(self.company.credit_manager_id, self.env.user)
        self.assertEqual(self.branch.credit_release_days, 7)

    # Bounds

    def test_days_of_the_company_are_never_negative(self):
        for name in ("credit_max_overdue_days", "credit_release_days", "credit_promise_grace_days"):
            with self.subTest(name=name), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), \
                    self.cr.savepoint():
                self.company[name] = -1
                self.env.flush_all()

    def test_credit_limit_is_never_negative(self):
        for record in (self.profile, self.customer):
            with self.subTest(model=record._name), self.assertRaisesRegex(ValidationError, self.customer.name):
                record.credit_limit = -1

    def test_credit_manager_of_the_company_has_the_rights_of_one(self):
        collector = new_test_user(self.env, "scope_collector", GROUP % "collector",
                                  company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        with self.assertRaisesRegex(ValidationError, re.escape(collector.name)):
            self.company.credit_manager_id = collector
        candidates = self.env["res.users"].search(
            self.env["res.company"].fields_get(["credit_manager_id"])["credit_manager_id"]["domain"])
        self.assertIn(self.env.user, candidates)
        self.assertNotIn(collector, candidates)
