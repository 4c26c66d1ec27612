"""Data about the customer from outside: scores of agencies, and figures of the annual accounts."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ...tools.score.measures import PastSources, Point
from .common import ScoreCommon


@tagged("post_install", "-at_install")
class TestExternalScore(ScoreCommon):

    def _external(self, score, date=0, until=None, **vals):
        return self.env["credit.external.score"].create({
            "profile_id": self.profile.id, "agency": "Bureau", "score": score, "date": self._days(date),
            "valid_until": until if until is None else self._days(until), **vals,
        })

    def test_latest_valid_external_score_counts(self):
        self.assertIsNone(self._measure()["external"])
        self._external(300, date=-50)
        self._external(250, date=-10, until=20)
        self._external(900, date=-5, until=-1)
        self.assertEqual(self._measure()["external"], 250)

    def test_outdated_external_score_is_flagged_and_does_not_count(self):
        self.assertFalse(self.profile.is_external_score_stale)
        self._external(900, date=-50, until=-1)
        self.assertTrue(self.profile.is_external_score_stale)
        self.assertIn(self.profile, self.env["credit.profile"].search([("is_external_score_stale", "=", True)]))
        self.assertIsNone(self._measure()["external"])
        self._external(250)
        self.assertFalse(self.profile.is_external_score_stale)
        self.assertNotIn(self.profile, self.env["credit.profile"].search([("is_external_score_stale", "=", True)]))

    def test_external_scores_of_another_company_are_invisible(self):
        other = self.setup_other_company()["company"]
        score = self.env["credit.external.score"].sudo().create({
            "profile_id": self.customer.with_company(other).sudo()._get_credit_profiles(other).id, "agency": "Theirs",
            "score": 1, "date": fields.Date.to_date("2026-01-01"),
        })
        manager = self._user("manager")
        self.assertFalse(self.env["credit.external.score"].with_user(manager).search([("id", "=", score.id)]))

    def test_collectors_correct_and_managers_alone_delete_with_a_trace(self):
        """What an agency said is evidence for the rating."""
        score = self._external(250, note="B-7")
        accounts = self.env["credit.annual.accounts"].create({
            "profile_id": self.profile.id, "date": self._days(-35), "annual_revenue": 5000})
        viewer, collector, manager = map(self._user, ("viewer", "collector", "manager"))
        another = self.env["res.partner"].create({"name": "Another"})._get_credit_profiles(self.company)
        for record in (score, accounts):
            for user in (viewer, collector):
                with self.subTest(record._name, user=user.login), self.assertRaises(AccessError):
                    record.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.profile.with_user(collector).external_score_ids = [Command.clear()]
            with self.subTest(record._name, attempt="of another customer"), self.assertRaises(AccessError):
                record.with_user(collector).profile_id = another
        score.with_user(collector).write({"score": 900, "agency": "Bureau"})
        accounts.with_user(collector).equity = -20
        score.with_user(manager).unlink()
        accounts.with_user(manager).unlink()
        first, second, third, fourth = reversed(self.profile.message_ids[:4])
        self.assertRegex(first.body, r"External Score changed\. Before: .*Score 250\.0.*Now: .*Score 900\.0.*Reference B-7")
        self.assertRegex(second.body, r"Annual Accounts changed\. .*Annual Revenue \$.*5,000\.00\. Now: .*Equity \$.*-.*20\.00")
        self.assertRegex(third.body, r"External Score deleted: Agency Bureau, Score 900\.0")
        self.assertRegex(fourth.body, r"Annual Accounts deleted: .*Annual Revenue \$.*5,000\.00, Equity \$.*-.*20\.00")
        self.assertEqual((first | second).author_id, collector.partner_id)
        self.assertEqual((third | fourth).author_id, manager.partner_id)


@tagged("post_install", "-at_install")
class TestAnnualAccounts(ScoreCommon):

    def _accounts(self, day, profile=None, **vals):
        return self.env["credit.annual.accounts"].create({
            "profile_id": (profile or self.profile).id, "date": self._days(day), **vals})

    def test_figures_count_when_entered_and_are_a_criterion(self):
        self.assertIsNone(self._measure()["equity"])
        self.profile.with_user(self._user("collector")).annual_accounts_ids = [Command.create({
            "annual_revenue": 1000000, "equity": -50, "current_ratio": 1.5, "years_in_business": 8})]
        measures = self._measure()
        self.assertEqual((measures["revenue"], measures["equity"]), (1000000, -50))
        self.assertEqual((measures["current_ratio"], measures["years_in_business"]), (1.5, 8))
        self.env["credit.criterion"].create({
            "name": "Liquidity", "measure": "current_ratio", "weight": 10, "best_value": 2, "worst_value": 1,
            "company_id": self.company.id,
        })
        self._score()
        self._refresh()
        self.assertEqual(self.profile.score, 50.0)
        self.assertIn("Liquidity", self.profile.score_explanation)

    def test_latest_closed_accounts_count(self):
        self._accounts(-400, equity=100, annual_revenue=5000)
        self._accounts(-35, equity=300)
        self._accounts(10, equity=900)
        measures = self._measure()
        self.assertEqual((measures["equity"], measures["revenue"]), (300, None))

    def test_score_of_a_past_day_knows_what_was_entered_by_then(self):
        old, late = self._accounts(-400, equity=100), self._accounts(-300, equity=200)
        for accounts, entered in ((old, -380), (late, -20)):
            self.env.cr.execute(SQL(
                "UPDATE credit_annual_accounts SET create_date = %s WHERE id = %s", self._days(entered), accounts.id))
        self.env.invalidate_all()
        points = {day: Point(self.profile.id, self._days(day), None, ()) for day in (-390, -100, -10)}
        found = self.env["credit.scorecard"]._measure_past_equity(PastSources(points, {}, {}))
        self.assertEqual(found, {-390: None, -100: 100, -10: 200})

    def test_accounts_stay_when_customers_are_merged(self):
        double = self.env["res.partner"].create({"name": "Double", "is_company": True})
        kept, moved = self._accounts(-400, equity=1), self._accounts(-35, double._get_credit_profiles(), equity=2)
        self.env["base.partner.merge.automatic.wizard"].sudo().create({})._merge(
            (self.customer | double).ids, self.customer)
        self.assertEqual(self.customer._get_credit_profiles().annual_accounts_ids, moved | kept)

    def test_viewers_read_and_other_companies_see_nothing(self):
        accounts = self._accounts(-35, equity=2)
        seen = accounts.with_user(self._user("viewer"))
        self.assertEqual(seen.equity, 2)
        with self.assertRaises(AccessError):
            seen.equity = 3
        other = self.setup_other_company()["company"]
        stranger = self._user("manager")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["credit.annual.accounts"].with_user(stranger).search([("id", "=", accounts.id)]))
