from ast import literal_eval
from datetime import date
from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def load_migration(version, name):
    """:return: the module of a script, of which ``migrate`` is called"""
    return load_script(str(MIGRATIONS / version / f"{name}.py"), f"credit_collection_{name.replace('-', '_')}")


@tagged("post_install", "-at_install")
class TestMigration(TransactionCase):
    """Databases of the first version: their scheduled actions call methods that are elsewhere now."""

    def setUp(self):
        super().setUp()
        self.script = load_migration("19.0.1.1.0", "post-jobs")

    def test_scheduled_actions_call_the_model_that_does_the_job(self):
        crons = {name: self.env.ref(f"credit_collection.{name}") for name in self.script.JOBS}
        for name, cron in crons.items():
            cron.write({
                "model_id": self.env["ir.model"]._get_id("credit.profile"), "code": f"model.{self.script.JOBS[name][0]}()"})
        self.script.migrate(self.env.cr, "19.0.1.0.0")
        for name, cron in crons.items():
            with self.subTest(job=name):
                self.assertEqual(cron.model_id.model, self.script.JOBS[name][1])
                self.assertTrue(callable(getattr(self.env[cron.model_id.model], cron.code[len("model."):-len("()")])))

    def test_an_action_that_was_rewritten_stays(self):
        cron = self.env.ref("credit_collection.ir_cron_update_ranks")
        cron.write({"model_id": self.env["ir.model"]._get_id("credit.profile"), "code": "pass"})
        self.script.migrate(self.env.cr, "19.0.1.0.0")
        self.assertEqual((cron.model_id.model, cron.code), ("credit.profile", "pass"))

    def test_stamps_on_customers_are_kept(self):
        told, untold = self.env["res.partner"].create([{"name": "Told"}, {"name": "Untold"}])._get_credit_profiles()
        self.env.cr.execute("ALTER TABLE credit_profile ADD COLUMN is_limit_end_told bool, ADD COLUMN portfolio_date date")
        self.env.cr.execute(
            "UPDATE credit_profile SET is_limit_end_told = TRUE, portfolio_date = '2026-03-01' WHERE id = %s", [told.id])
        self.script.migrate(self.env.cr, "19.0.1.0.0")
        Stamp, profiles = self.env["credit.batch.stamp"], told | untold
        self.assertEqual(Stamp._find(self.script.TOLD["is_limit_end_told"], profiles), told)
        self.assertEqual(Stamp.sudo().search([
            ("job", "=", self.script.STAMPS["portfolio_date"]), ("res_id", "in", profiles.ids)]).mapped("date"),
            [date(2026, 3, 1)])


@tagged("post_install", "-at_install")
class TestMigrationOfFields(TransactionCase):
    """Databases in which the credit profile had fields that have a model of their own now."""

    def test_searches_saved_with_amounts_of_followups_open(self):
        both, amount, other = self.env["ir.filters"].create([
            {"name": name, "model_id": "credit.followup", "context": repr(context)} for name, context in (
                ("Both", {"pivot_measures": ["__count", "amount_due"], "group_by": ["level_id"]}),
                ("Amount", {"pivot_measures": ["amount_due"], "graph_measure": "amount_due"}),
                ("Other", {"group_by": ["amount_due"]}))])
        load_migration("19.0.1.7.0", "post-favorites").migrate(self.env.cr, "19.0.1.6.0")
        self.assertEqual([literal_eval(each.context) for each in (both, amount, other)], [
            {"pivot_measures": ["__count"], "group_by": ["level_id"]},
            {"pivot_measures": ["__count"], "graph_measure": "__count"}, {"group_by": ["amount_due"]}])

    def test_searches_saved_on_my_day_are_found_there(self):
        action = self.env.ref("credit_collection.credit_my_day_action")
        saved, other = self.env["ir.filters"].create([
            {"name": "Far away", "model_id": "credit.profile", "action_id": action.id, "domain": "[('days_overdue', '>', 60)]"},
            {"name": "Customers", "model_id": "credit.profile", "domain": "[]"}])
        load_migration("19.0.1.2.0", "post-my_day").migrate(self.env.cr, "19.0.1.1.0")
        self.assertEqual((saved.model_id, other.model_id), ("credit.my.day", "credit.profile"))

    def test_figures_of_annual_accounts_are_kept_with_their_date(self):
        dated, undated, empty = self.env["res.partner"].create(
            [{"name": "Dated"}, {"name": "Undated"}, {"name": "Empty"}])._get_credit_profiles()
        self.env.cr.execute("""
            ALTER TABLE credit_profile ADD COLUMN annual_revenue numeric, ADD COLUMN equity numeric,
                ADD COLUMN current_ratio numeric, ADD COLUMN years_in_business int, ADD COLUMN figures_date date""")
        self.env.cr.execute(
            "UPDATE credit_profile SET annual_revenue = 7000, equity = -5, figures_date = '2025-12-31' WHERE id = %s",
            [dated.id])
        self.env.cr.execute(
            "UPDATE credit_profile SET years_in_business = 8, write_date = '2026-02-03 10:00' WHERE id = %s", [undated.id])
        load_migration("19.0.1.2.0", "post-annual_accounts").migrate(self.env.cr, "19.0.1.1.0")
        self.assertRecordValues((dated | undated | empty).annual_accounts_ids.sorted("date"), [
            {"profile_id": dated.id, "date": date(2025, 12, 31), "annual_revenue": 7000, "equity": -5, "years_in_business": 0},
            {"profile_id": undated.id, "date": date(2026, 2, 3), "annual_revenue": 0, "equity": 0, "years_in_business": 8}])

    def test_manual_ratings_go_on_as_they_were_given(self):
        best, before = (self.env.ref(f"credit_collection.credit_rating_{code}") for code in "ac")
        rated, free = self.env["res.partner"].create([{"name": "Rated"}, {"name": "Free"}])._get_credit_profiles()
        rated.rating_id = best
        manager = self.env.ref("base.user_admin")
        self.env.flush_all()
        self.env.cr.execute("""
            ALTER TABLE credit_profile ADD COLUMN override_rating_id int, ADD COLUMN override_until date,
                ADD COLUMN override_reason varchar, ADD COLUMN override_user_id int,
                ADD COLUMN override_previous_rating_id int""")
        self.env.cr.execute(
            """UPDATE credit_profile SET override_rating_id = %s, override_until = '2199-12-31', override_reason = 'Guarantee',
                      override_user_id = %s, override_previous_rating_id = %s WHERE id = %s""",
            [best.id, manager.id, before.id, rated.id])
        logged = len(rated.policy_log_ids)
        load_migration("19.0.1.2.0", "post-manual_ratings").migrate(self.env.cr, "19.0.1.1.0")
        self.assertRecordValues(rated.manual_rating_id, [{
            "rating_id": best.id, "date_until": date(2199, 12, 31), "reason": "Guarantee", "user_id": manager.id,
            "previous_rating_id": before.id, "ended_on": False}])
        self.assertEqual((rated.rating_id, len(rated.policy_log_ids)), (best, logged))
        self.assertFalse(free.manual_rating_id)
