from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFirstSteps(FollowupCommon):
    """A new credit manager of a company that has run Odoo for years."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager")

    def _open(self, user=None):
        self._refresh()
        action = self.env["credit.first.steps"].with_user(user or self.manager).action_open_steps()
        return self.env["credit.first.steps"].with_user(user or self.manager).browse(action["res_id"])

    def test_a_company_with_receivables_begins_in_test_mode_another_does_not(self):
        empty = self.env["res.company"].create({"name": "New Company"})
        self._invoice(500, -10)
        (self.company | empty)._begin_credit_tests()
        self.assertTrue(self.company.credit_test_mode)
        self.assertFalse(empty.credit_test_mode)

    def test_paid_invoices_alone_leave_a_company_live(self):
        self._pay(self._invoice(500, -10))
        self.company._begin_credit_tests()
        self.assertFalse(self.company.credit_test_mode)

    def test_the_figures_are_those_of_the_company(self):
        self._invoice(500, -10)
        steps = self._open()
        self.assertEqual((steps.owing_count, steps.unrated_count, steps.uncollected_count), (1, 1, 1))
        self.assertEqual(steps.unreachable_count, 0)
        (self.customer | self.contact).email = False
        self.contact.copy({"parent_id": self.customer.id, "type": "invoice", "email": "bills@careful.example.com"})
        self.assertEqual(self._open().unreachable_count, 0)
        self.customer.child_ids.email = False
        self.profile.write({"collector_id": self.manager.id, "rating_id": self.env["credit.rating"].search([], limit=1).id})
        steps = self._open()
        self.assertEqual((steps.unrated_count, steps.uncollected_count, steps.unreachable_count), (0, 0, 1))
        self.assertTrue(steps.has_ratings and steps.has_collectors)

    def test_steps_count_when_they_were_looked_at(self):
        self._invoice(500, -10)
        steps = self._open()
        self.assertFalse(steps.has_policy or steps.has_limits or steps.has_plan or steps.has_preview)
        steps.action_name_me()
        for act in (steps.action_open_policy, steps.action_import, steps.action_open_plan, steps.action_preview):
            self.assertTrue(act()["type"])
        steps = self._open()
        self.assertEqual(self.company.credit_manager_id, self.manager)
        self.assertTrue(steps.has_policy and steps.has_limits and steps.has_plan and steps.has_preview)

    def test_ratings_are_proposed_for_all_unrated_customers_who_owe(self):
        other = self._create_others()[0]
        for customer in (self.customer, other):
            self._invoice(500, -10, partner=customer)
        action = self._open().action_propose_ratings()
        reviews = self.env["credit.review"].search(action["domain"])
        self.assertEqual(reviews.partner_id, self.customer | other)
        self.assertFalse(self.profile.rating_id)
        self.assertEqual(self.env["credit.review"].search(self._open().action_propose_ratings()["domain"]), reviews)

    def test_nothing_to_propose_is_said_with_its_reason(self):
        with self.assertRaisesRegex(UserError, "nobody owes you anything yet"):
            self._open().action_propose_ratings()
        self._invoice(500, -10)
        self.profile.rating_id = self.env["credit.rating"]._get_scale(self.company)[:1]
        with self.assertRaisesRegex(UserError, "has a rating"):
            self._open().action_propose_ratings()

    def test_from_test_mode_to_live_and_back(self):
        self.company.credit_test_mode = True
        self._invoice(500, -10)
        self._run()
        steps = self._open()
        self.assertEqual((steps.is_test, steps.test_count), (True, 1))
        steps.action_switch_on()
        self.assertFalse(self.company.credit_test_mode)
        self.assertFalse(self.profile.followup_level_id)
        self._open().action_start_tests()
        self.assertTrue(self.company.credit_test_mode)

    def test_an_administrator_who_unticks_it_goes_live_as_well(self):
        self.company.credit_test_mode = True
        self._invoice(500, -10)
        self._run()
        self.company.write({"credit_test_mode": False})
        self.assertFalse(self.profile.followup_level_id)

    def test_only_managers(self):
        with self.assertRaises(AccessError):
            self._open(self._user("collector"))

    def test_a_step_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        with self.assertRaises(AccessError):
            self.env["credit.first.steps"].with_user(self.manager).create({"company_id": other.id})
