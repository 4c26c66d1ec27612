from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ContactCase


class PortfolioCase(ContactCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.collector_id = False
        cls.partners = cls.env["res.partner"].create([{"name": f"Zebra {index}"} for index in range(4)])
        cls.profiles = cls.partners._get_credit_profiles()

    @classmethod
    def _portfolio(cls, collectors, **vals):
        return cls.env["credit.portfolio"].create({
            "name": "Test", "user_ids": [Command.set(collectors.ids)], "company_id": cls.company.id, **vals})

    def _assign(self, profiles=None):
        self._refresh()
        return (profiles or self.profiles)._assign_collectors(self.today)


@tagged("post_install", "-at_install")
class TestPortfolio(PortfolioCase):

    def test_first_match_wins_and_the_profile_says_which(self):
        abroad = self._portfolio(self.other, name="Abroad", sequence=1, country_ids=[Command.set(self.env.ref("base.fr").ids)])
        home = self._portfolio(self.collector, name="Home", sequence=2)
        self.partners[0].country_id = self.env.ref("base.fr")
        self._assign()
        self.assertEqual(self.profiles[0].portfolio_id, abroad)
        self.assertEqual(self.profiles[0].collector_id, self.other)
        self.assertEqual(self.profiles[1:].portfolio_id, home)
        self.assertFalse(self._assign(), "a second run changes nothing")

    def test_collector_chosen_by_hand_stays(self):
        self._portfolio(self.other)
        self.profiles[0].collector_id = self.collector
        domain = self.env["credit.portfolio"]._get_assignable_domain()
        self.assertNotIn(self.profiles[0], self.env["credit.profile"].search(domain))
        self.assertFalse(self.profiles[0].portfolio_id)
        self._assign(self.profiles[1:])
        self.profiles[1].collector_id = self.collector
        self.assertFalse(self.profiles[1].portfolio_id)
        self.profiles[0].collector_id = False
        self.assertIn(self.profiles[0], self.env["credit.profile"].search(domain))

    def test_customers_are_balanced_by_number(self):
        self._portfolio(self.collector | self.other)
        self._assign()
        self.assertEqual(len(self.profiles.filtered(lambda profile: profile.collector_id == self.other)), 2)

    def test_customers_are_balanced_by_amount_over_batches(self):
        self._portfolio(self.collector | self.other, balance_by="amount")
        for partner, amount in zip(self.partners, (1000, 300, 300, 300), strict=True):
            self._invoice(amount, -5, partner=partner)
        for profile in self.profiles:
            self._assign(profile)
        self.assertEqual(len(self.profiles[1:].collector_id), 1)
        self.assertNotEqual(self.profiles[0].collector_id, self.profiles[1].collector_id)

    def test_customer_moves_when_he_meets_another_portfolio(self):
        self._portfolio(self.other, name="Large", sequence=1, min_overdue=500)
        self._portfolio(self.collector, name="Small", sequence=2)
        self._assign()
        self.assertEqual(self.profiles.collector_id, self.collector)
        self._invoice(500, -5, partner=self.partners[0])
        self.assertEqual(self._assign(), self.profiles[0])
        self.assertEqual(self.profiles[0].collector_id, self.other)

    def test_customer_of_no_portfolio_has_no_collector_any_more(self):
        portfolio = self._portfolio(self.collector)
        self._assign()
        portfolio.active = False
        self._assign()
        self.assertFalse(self.profiles.collector_id)

    def test_portfolio_of_another_company_does_not_count(self):
        other = self.setup_other_company()["company"]
        self._portfolio(self.collector, company_id=other.id)
        self._assign()
        self.assertFalse(self.profiles.collector_id)

    def test_second_company_does_not_see_portfolios_nor_absences(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "portfolio_stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        portfolio = self._portfolio(self.collector)
        absence = self.env["credit.absence"].create({
            "user_id": self.collector.id, "substitute_id": self.other.id, "date_to": self.today})
        for record in (portfolio, absence):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])

    def test_as_many_queries_for_many_customers_as_for_one(self):
        self._portfolio(self.collector)
        partners = self.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(30)])
        profiles = partners._get_credit_profiles()
        counts = []
        for batch in (profiles[:1], profiles[1:2], profiles[2:]):
            self._refresh()
            before = self.env.cr.sql_log_count
            batch._assign_collectors(self.today)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])

    def test_only_managers_assign(self):
        portfolio = self._portfolio(self.collector)
        with self.assertRaises(AccessError):
            portfolio.with_user(self.collector).action_assign()
        portfolio.action_assign()
        self.assertEqual(self.profiles.collector_id, self.collector)

    def test_nightly_run(self):
        self._portfolio(self.collector)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_assign_collectors").sudo().method_direct_trigger()
        self.assertEqual(self.profiles.collector_id, self.collector)
        self.assertEqual(self.env["credit.batch.stamp"]._find(
            "credit_collection.ir_cron_assign_collectors", self.profiles), self.profiles)


@tagged("post_install", "-at_install")
class TestAbsence(PortfolioCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.collector_id = cls.collector

    def _absence(self, start=0, end=5, user=None, substitute=None):
        return self.env["credit.absence"].create({
            "user_id": (user or self.collector).id, "substitute_id": (substitute or self.other).id,
            "date_from": self._days(start), "date_to": self._days(end)})

    def _call(self):
        return self.profile._plan_contact(self.today, "Call", self.collector, self.today)

    def test_work_goes_to_the_substitute_and_comes_back(self):
        call = self._call()
        absence = self._absence().sudo()
        absence._apply(self._days(-1))
        self.assertEqual(call.user_id, self.collector, "not yet")
        absence._apply(self.today)
        self.assertEqual((call.user_id, call.activity_id.user_id), (self.other, self.other))
        self.assertEqual(self.profile.collector_id, self.collector, "he stays the collector")
        self.assertEqual(self.profile.stand_in_id, self.other)
        later = self._call()
        absence._apply(self._days(5))
        self.assertEqual(later.user_id, self.other, "what comes in on the last day goes too")
        call._set_state("done")
        absence._apply(self._days(6))
        self.assertEqual((later.user_id, later.activity_id.user_id), (self.collector, self.collector))
        self.assertEqual(call.user_id, self.other, "what is done stays with who did it")
        self.assertTrue(absence.is_returned)

    def test_substitute_gets_no_decision_that_only_a_manager_may_take(self):
        """A collector who is a credit manager too is away: his work goes to a collector, his decisions do not."""
        self.collector.group_ids += self.env.ref("credit_collection.credit_collection_group_manager")
        self.company.credit_manager_id = self.collector
        self.profile.on_hold = True
        order = self._order(100)
        order.action_confirm()
        decision = order.credit_hold_id.activity_ids
        self.assertEqual(decision.user_id, self.collector)
        call = self._call()
        absence = self._absence().sudo()
        absence._apply(self.today)
        self.assertEqual(call.user_id, self.other)
        self.assertEqual(decision.user_id, self.collector)

    def test_own_work_of_the_substitute_stays_his(self):
        own = self.profile._plan_contact(self.today, "Mine", self.other, self.today)
        absence = self._absence().sudo()
        absence._apply(self.today)
        absence._apply(self._days(6))
        self.assertEqual(own.user_id, self.other)

    def test_substitute_who_is_away_is_stood_in_for(self):
        third = self.env["res.users"].search([("login", "=", self.env.user.login)])
        first, second = self._absence().sudo(), self._absence(user=self.other, substitute=third, end=2).sudo()
        call = self._call()
        (first | second)._apply(self.today)
        self.assertEqual(call.user_id, third)
        (first | second)._apply(self._days(6))
        self.assertEqual(call.user_id, self.collector)

    def test_circle_of_absences_leaves_the_work_where_it_is(self):
        absences = (self._absence() | self._absence(user=self.other, substitute=self.collector)).sudo()
        call = self._call()
        absences._apply(self.today)
        self.assertEqual(call.user_id, self.collector)

    def test_wrong_absences_are_refused(self):
        self._absence()
        with self.assertRaisesRegex(ValidationError, "already"):
            self._absence(5, 9)
        with self.assertRaisesRegex(ValidationError, "not a collector"):
            self._absence(20, 21, substitute=self.env.ref("base.user_demo", raise_if_not_found=False)
                          or self.env["res.users"].sudo().create({"name": "X", "login": "absence_x"}))
        for dates in ((9, 8),):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self._absence(*dates)

    def test_deleted_absence_hands_back_first(self):
        call = self._call()
        absence = self._absence()
        absence.action_apply()
        self.assertEqual(call.user_id, self.other)
        absence.unlink()
        self.assertEqual(call.user_id, self.collector)

    def test_collectors_do_not_send_others_away(self):
        with self.assertRaises(AccessError):
            self.env["credit.absence"].with_user(self.collector).create({
                "user_id": self.other.id, "substitute_id": self.collector.id, "date_to": self.today})

    def test_scheduled_run(self):
        call = self._call()
        self._absence()
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_apply_absences").sudo().method_direct_trigger()
        self.assertEqual(call.user_id, self.other)
