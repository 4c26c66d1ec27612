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

    def _run_job(self, name, method, model="credit.profile"):
        """Run a job in which ``method`` of ``model``, on or of customers, fails for one of them.

        :return: what the calls of the job reported: ``[(done, remaining)]``
        """
        Model, reports = type(self.env[model]), []
        original = getattr(Model, method)

        def act(records, *args, **kwargs):
            if self.broken in (records if model == "credit.profile" else args[0]):
                raise ValueError("broken customer")
            return original(records, *args, **kwargs)

        def report(_cron, processed=0, *, remaining=None, deactivate=False):
            reports.append((processed, remaining))
            return float("inf")

        self._refresh()
        cron = self.env.ref(f"credit_collection.{name}").sudo()
        with (
            mute_logger(LOGGER), patch.object(Model, method, act),
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

    def _check_stamps(self, job):
        """All were done today but for the broken one, who is in the list of failures."""
        stamps = self.env["credit.batch.stamp"].search([("job", "=", f"credit_collection.{job}")])
        self.assertEqual(set(stamps.mapped("res_id")), set((self.profiles - self.broken).ids))
        self.assertEqual(set(stamps.mapped("date")), {self.today})

    def test_portfolios(self):
        self._run_job("ir_cron_assign_collectors", "_assign_collectors")
        self._check_stamps("ir_cron_assign_collectors")

    def test_ranks(self):
        self.env["credit.rank"].sudo()._of(self.profiles).unlink()
        self._run_job("ir_cron_update_ranks", "_update_ranks")
        self.assertFalse(self.env["credit.rank"]._of(self.broken))
        self.assertEqual(set(self.env["credit.rank"]._of(self.profiles - self.broken).mapped("ranked_on")), {self.today})

    def test_scores(self):
        self.profiles.sudo().score_date = False
        self._run_job("ir_cron_update_scores", "_update_scores")
        self.assertFalse(self.broken.score_date)
        self.assertEqual(set((self.profiles - self.broken).mapped("score_date")), {self.today})

    def test_alerts(self):
        self._run_job("ir_cron_evaluate_alerts", "_evaluate_alerts")
        self._check_stamps("ir_cron_evaluate_alerts")

    def test_conversion_of_limits(self):
        currency = self.setup_other_currency("CHF", rates=[("2020-01-01", 2.0)])
        self.others.write({"limit_mode": "limited", "limit_currency_id": currency.id, "limit_in_currency": 100})
        self._run_job("ir_cron_convert_limits", "_convert", "credit.limit.conversion")
        done = self.env["credit.batch.stamp"]._find("credit_collection.ir_cron_convert_limits", self.others)
        self.assertEqual(done, self.others - self.broken)

    def test_ends_of_ratings_by_hand(self):
        rating = self.env.ref("credit_collection.credit_rating_b")
        self.env["credit.manual.rating"].create([
            {"profile_id": profile.id, "rating_id": rating.id, "date_until": self._days(-1), "reason": "a guarantee"}
            for profile in self.others])
        self._run_job("ir_cron_end_decisions", "_end", "credit.decision.end")
        self.assertEqual(self.others.filtered("manual_rating_id"), self.broken)

    def test_ends_of_temporary_limits(self):
        self.others.write({
            "limit_mode": "limited", "credit_limit": 100, "temporary_limit": 500, "temporary_limit_until": self._days(-1)})
        self._run_job("ir_cron_end_decisions", "_end", "credit.decision.end")
        self.assertEqual(self.others.mapped("temporary_limit"), [0, 500, 0])

    def test_regular_calls(self):
        self.others.write({"own_contact_months": 1})
        self.others.sudo().last_contact_date = self.today - timedelta(60)
        self._run_job("ir_cron_plan_contacts", "_plan_regular", "credit.followup")
        self.assertEqual([len(profile.followup_ids) for profile in self.others], [1, 0, 1])

    def test_months_kept(self):
        self._run_job("ir_cron_keep_snapshots", "_keep_month", "credit.snapshot")
        self._check_stamps("ir_cron_keep_snapshots")
