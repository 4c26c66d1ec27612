"""Who settles and who approves; collectors see their own commission alone; other companies."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionRights(CommissionCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._pay(cls._bill(1000, cls._date(3, 1)), date=cls._date(3, 10))

    def test_four_eyes(self):
        run = self._run(3)
        with self.assertRaisesRegex(AccessError, "You prepared"):
            run.action_approve()
        self.assertTrue(run.activity_ids.user_id)
        self.assertNotEqual(run.activity_ids.user_id, self.manager)
        run.with_user(self.other_manager).action_approve()
        self.assertRecordValues(run, [{"state": "approved", "approved_by_id": self.other_manager.id}])
        self.assertFalse(run.activity_ids)

    def test_nobody_approves_the_own_commission(self):
        self._give(self.profile, self.other_manager)
        run = self._run(3)
        self.assertEqual(run.payout_ids.user_id, self.other_manager)
        with self.assertRaisesRegex(AccessError, "You are paid by"):
            run.with_user(self.other_manager).action_approve()

    def test_collectors_see_their_own_once_it_is_approved(self):
        run = self._run(3)
        Payout, Line = self.env["credit.commission.payout"], self.env["credit.commission.line"]
        self.assertFalse(Payout.with_user(self.anna).search([("run_id", "=", run.id)]))
        run.with_user(self.other_manager).action_approve()
        self._refresh()
        own = Payout.with_user(self.anna).search([("run_id", "=", run.id)])
        self.assertEqual(own.amount, 20)
        lines = Line.with_user(self.anna).search(own.action_view_lines()["domain"])
        self.assertIn("Customer of the collector", lines.reason)
        self.assertEqual(lines.state, "approved")
        for model in (Payout, Line):
            self.assertFalse(model.with_user(self.bert).search([("run_id", "=", run.id)]))
        for user in (self._user("viewer"), self._user("salesperson")):
            with self.assertRaises(AccessError):
                own.with_user(user).read(["amount"])

    def test_collectors_settle_nothing(self):
        run = self._run(3)
        for step in ("action_calculate", "action_approve", "action_pay", "action_draft", "action_download", "_generate"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(run.with_user(self.anna), step)()
        with self.assertRaises(AccessError):
            self.plan.with_user(self.anna).write({"contact_days": 30})
        own = self.plan.copy({"name": "Anna", "user_ids": [(6, 0, self.anna.ids)]})
        self.assertFalse(self.env["credit.commission.plan"].with_user(self.bert).search([("id", "=", own.id)]))

    def test_nobody_enters_figures(self):
        run = self._run(3)
        for vals in ({"amount": 1}, {"state": "paid"}, {"prepared_by_id": False}):
            with self.assertRaises(AccessError):
                run.write(vals)
        with self.assertRaises(AccessError):
            run.line_ids.write({"amount": 1})
        with self.assertRaises(AccessError):
            run.payout_ids.write({"amount": 1})

    def test_other_company(self):
        run = self._run(3)
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "commission_stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[(6, 0, other.ids)])
        for step in ("action_calculate", "action_approve", "action_pay"):
            with self.assertRaises(AccessError):
                getattr(run.with_user(stranger), step)()
        self.assertFalse(self.env["credit.commission.line"].with_user(stranger).search([("run_id", "=", run.id)]))
        with self.assertRaises(AccessError):
            self.env["credit.commission.run"].with_user(stranger).create({"company_id": self.company.id})
