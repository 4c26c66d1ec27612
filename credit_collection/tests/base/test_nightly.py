from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CreditCommon

LOGGER = "odoo.addons.credit_collection.models.common.credit_batch_mixin"


@tagged("post_install", "-at_install")
class TestNightly(CreditCommon):
    """A customer who makes a nightly job fail stops no other, and the job comes to its end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls.env["res.partner"].create([
            {"name": f"Night customer {number}", "is_company": True} for number in range(3)])._get_credit_profiles()
        cls.broken = cls.others[1]
        cls.profiles = cls.env["credit.profile"].search([])

    def _run_job(self, name, method):
        """Run a job in which ``method`` fails for one customer.

        :return: what the calls of the job reported: ``[(done, remaining)]``
        """
        Profile, reports = type(self.env["credit.profile"]), []
        original = getattr(Profile, method)

        def act(profiles, *args, **kwargs):
            if self.broken in profiles:
                raise ValueError("broken customer")
            return original(profiles, *args, **kwargs)

        def report(_cron, processed=0, *, remaining=None, deactivate=False):
            reports.append((processed, remaining))
            return float("inf")

        self._refresh()
        cron = self.env.ref(f"credit_collection.{name}").sudo()
        with (
            mute_logger(LOGGER), patch.object(Profile, method, act),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", report),
        ):
            while not reports or (reports[-1][1] and len(reports) < 10):
                cron.ir_actions_server_id.with_user(cron.user_id).run()
        self._refresh()
        self.assertEqual(reports[-1][1], 0)
        self.assertEqual(
            self.env["credit.batch.failure"].search([("job", "=", f"credit_collection.{name}")]).mapped("res_id"),
            self.broken.ids)
        return reports

    def _check_stamps(self, name):
        """All were done today but for the broken one, who is in the list of failures."""
        self.assertFalse(self.broken[name])
        self.assertEqual(set((self.profiles - self.broken).mapped(name)), {self.today})

    def test_portfolios(self):
        self.profiles.sudo().portfolio_date = False
        self._run_job("ir_cron_assign_collectors", "_assign_collectors")
        self._check_stamps("portfolio_date")

    def test_ranks(self):
        self.profiles.sudo().rank_id.unlink()
        self._run_job("ir_cron_update_ranks", "_update_ranks")
        self.assertFalse(self.broken.rank_id)
        self.assertEqual(set((self.profiles - self.broken).rank_id.mapped("ranked_on")), {self.today})

    def test_scores(self):
        self.profiles.sudo().score_date = False
        self._run_job("ir_cron_update_scores", "_update_scores")
        self._check_stamps("score_date")

    def test_alerts(self):
        self.profiles.sudo().alert_run_date = False
        self._run_job("ir_cron_evaluate_alerts", "_evaluate_alerts")
        self._check_stamps("alert_run_date")

    def test_conversion_of_limits(self):
        currency = self.setup_other_currency("CHF", rates=[("2020-01-01", 2.0)])
        self.others.write({"limit_mode": "limited", "limit_currency_id": currency.id, "limit_in_currency": 100})
        self.others.sudo().limit_converted_on = False
        self._run_job("ir_cron_convert_limits", "_convert_limits")
        self.assertEqual(self.others.mapped("limit_converted_on"), [self.today, False, self.today])

    def test_ends_of_ratings_by_hand(self):
        rating = self.env.ref("credit_collection.credit_rating_b")
        self.others.write({
            "override_rating_id": rating.id, "override_until": self._days(1), "override_reason": "a guarantee"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_profile SET override_until = %s WHERE id = ANY(%s)", [self._days(-1), self.others.ids])
        self._run_job("ir_cron_end_decisions", "_end_decisions")
        self.assertEqual(self.others.filtered("override_rating_id"), self.broken)

    def test_ends_of_temporary_limits(self):
        self.others.write({
            "limit_mode": "limited", "credit_limit": 100, "temporary_limit": 500, "temporary_limit_until": self._days(-1)})
        self._run_job("ir_cron_end_decisions", "_end_decisions")
        self.assertEqual(self.others.mapped("temporary_limit"), [0, 500, 0])

    def test_regular_calls(self):
        self.others.write({"own_contact_months": 1})
        self.others.sudo().last_contact_date = self.today - timedelta(60)
        self._run_job("ir_cron_plan_contacts", "_plan_regular_contacts")
        self.assertEqual([len(profile.followup_ids) for profile in self.others], [1, 0, 1])
