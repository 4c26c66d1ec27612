"""Who may read, work out, approve and post; other companies; what nobody enters; two postings at once."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.credit_collection.tests.common import RaceCase

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestLossRights(LossCommon):

    def test_roles(self):
        self._worked()
        run = self._run()
        for role, user in (("viewer", self._user("viewer")), ("collector", self.collector)):
            self.assertEqual(run.with_user(user).allowance, 750)
            self.assertTrue(run.with_user(user).line_ids.mapped("allowance"))
            for step in ("action_calculate", "action_approve", "action_post", "action_draft", "action_reverse"):
                with self.subTest(f"{role} {step}"), self.assertRaises(AccessError):
                    getattr(run.with_user(user), step)()
            with self.assertRaises(AccessError):
                self.env["credit.loss.run"].with_user(user).create({"matrix_id": self.matrix.id})
            with self.assertRaises(AccessError):
                self.matrix.with_user(user).line_ids[0].write({"rate": 1})
        with self.assertRaises(AccessError):
            run.with_user(self._user("salesperson")).read(["allowance"])

    def test_nobody_enters_figures(self):
        self._worked()
        run = self._run()
        for vals in ({"allowance": 1}, {"state": "posted"}, {"prepared_by_id": False}, {"move_id": False}):
            with self.assertRaises(AccessError):
                run.with_user(self.manager).write(vals)
        Run = self.env["credit.loss.run"].with_user(self.manager)
        with self.assertRaises(AccessError):
            Run.create({"matrix_id": self.matrix.id, "state": "approved"})
        made = Run.with_context(default_state="approved", default_allowance=5, default_approved_by_id=self.manager.id).create({
            "matrix_id": self.matrix.id})
        self.assertRecordValues(made, [{"state": "draft", "allowance": 0, "approved_by_id": False}])
        with self.assertRaises(AccessError):
            run.line_ids[:1].with_user(self.manager).write({"allowance": 1})

    def test_files_stay_from_the_request_on(self):
        """They may be all that shows why: whoever asked deleted them after the approval."""
        write_off = self._request(self._bill(1200, 400), evidence=False)
        file, wrong = self.env["ir.attachment"].with_user(self.collector).create([
            {"name": name, "raw": b"Insolvency", "res_model": write_off._name, "res_id": write_off.id}
            for name in ("notice.txt", "wrong.txt")])
        wrong.unlink()
        write_off.action_submit()
        for _step in range(2):
            with self.assertRaisesRegex(UserError, "evidence"):
                file.unlink()
            with self.assertRaisesRegex(UserError, "evidence"):
                file.write({"raw": b"Other"})
            write_off.with_user(self.manager).action_approve()
        write_off.with_user(self.manager).action_draft()
        file.unlink()

    def test_other_company(self):
        self._worked()
        run = self._run()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[(6, 0, other.ids)])
        for step in ("action_calculate", "action_approve", "action_post"):
            with self.assertRaises(AccessError):
                getattr(run.with_user(stranger), step)()
        self.assertFalse(self.env["credit.loss.run.line"].with_user(stranger).search([("run_id", "=", run.id)]))
        with self.assertRaises(AccessError):
            self.env["credit.loss.run"].with_user(stranger).create({
                "matrix_id": self.matrix.id, "company_id": self.company.id})

    def test_items_of_another_company_do_not_count(self):
        self._worked()
        other = self.setup_other_company()
        self._invoice(500, -10, company_id=other["company"].id, journal_id=other["default_journal_sale"].id)
        self.assertEqual(self._run().gross, 25200)

    def test_constant_queries(self):
        customers = self._worked()
        run = self._run()

        def count():
            self._refresh()
            # Figures of the same second would not be written again.
            run.sudo()._forget()
            self._refresh()
            start = self.cr.sql_log_count
            run.sudo()._calculate()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        few = count()
        for number in range(20):
            self._bill(120, 10, self._customer(f"More {number}"))
        self._bill(120, 40, customers[0])
        self.assertEqual(count(), few)


@tagged("post_install", "-at_install")
class TestLossRace(RaceCase):

    def test_two_postings_at_once_make_one_entry(self):
        def create(env):
            company = env.ref("base.main_company")
            matrix = env["credit.loss.matrix"].create({"name": "Race", "company_id": company.id})
            run = env["credit.loss.run"].create({"company_id": company.id, "matrix_id": matrix.id})
            env.cr.execute("UPDATE credit_loss_run SET state = 'approved' WHERE id = %s", [run.id])
            return run.id, matrix.id

        run_id, matrix_id = self._in_transaction(create)

        def delete(env):
            env.cr.execute("DELETE FROM credit_loss_run WHERE id = %s", [run_id])
            env["credit.loss.matrix"].browse(matrix_id).unlink()

        self.addCleanup(self._in_transaction, delete)

        def post_while_another_does(env):
            env["credit.loss.run"].browse(run_id)._lock()
            with self.assertRaisesRegex(UserError, "booked by somebody else"):
                self._in_transaction(lambda other: other["credit.loss.run"].browse(run_id)._post())

        self._in_transaction(post_while_another_does)
