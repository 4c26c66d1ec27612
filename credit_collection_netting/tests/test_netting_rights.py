from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import NettingCommon


@tagged("post_install", "-at_install")
class TestNettingRights(NettingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill(200)

    def test_four_eyes(self):
        netting = self._fill()
        netting.action_submit()
        self.assertEqual(netting.activity_ids.user_id.has_group("credit_collection.credit_collection_group_manager"), True)
        self.assertNotIn(self.manager, netting.activity_ids.user_id)
        with self.assertRaisesRegex(AccessError, "Another credit manager"):
            netting.action_approve()
        with self.assertRaisesRegex(UserError, "not approved"):
            netting.with_user(self.other).action_post()
        netting.with_user(self.other).action_approve()
        self.assertEqual(netting.approved_by_id, self.other)
        netting.with_user(self.manager).action_post()
        self.assertRecordValues(netting.sudo(), [{
            "requested_by_id": self.manager.id, "approved_by_id": self.other.id, "posted_by_id": self.manager.id}])

    def test_collector_proposes_only(self):
        netting = self._fill(self._user("collector"))
        netting.action_submit()
        for action in ("action_approve", "action_post", "action_undo", "action_refuse"):
            with self.assertRaises(AccessError):
                getattr(netting, action)()

    def test_viewer_reads_only(self):
        viewer = self._user("viewer")
        with self.assertRaises(AccessError):
            self.env["credit.netting"].with_user(viewer).create({"profile_id": self.profile.id})
        netting = self._fill()
        for action in ("action_fill", "action_submit", "action_approve"):
            with self.assertRaises(AccessError):
                getattr(netting.with_user(viewer), action)()

    def test_tier(self):
        self.env["credit.approval.tier"].create({
            "name": "Small", "max_amount": 100, "company_id": self.company.id, "user_ids": [(6, 0, self.other.ids)]})
        netting = self._fill()
        netting.action_submit()
        with self.assertRaisesRegex(AccessError, "approval tier"):
            netting.with_user(self.other).action_approve()

    def test_decided_documents_are_evidence(self):
        netting = self._set_off()
        with self.assertRaises(UserError):
            netting.with_user(self.manager).agreement = "Other"
        with self.assertRaises(UserError):
            netting.line_ids[:1].with_user(self.manager).amount = 1
        with self.assertRaises(UserError):
            netting.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            netting.with_user(self.manager).state = "draft"

    def test_entry_stays_posted_behind_the_set_off(self):
        """Set to draft, both sides stayed settled by an entry that was in no books and could be edited."""
        netting = self._set_off()
        with self.assertRaisesRegex(UserError, "Undo the set-off"):
            netting.move_id.button_draft()
        netting.with_user(self.other).action_undo()
        with self.assertRaisesRegex(UserError, "Undo the set-off"):
            netting.reversal_id.button_draft()
        self.assertEqual(self.debt.amount_residual, 300)

    def test_a_day_to_come_makes_nothing_due(self):
        """Dated far ahead, debts and bills that are not due were set off today."""
        self._bill(90, 30)
        netting = self._fill(date=self._days(3000))
        with self.assertRaisesRegex(UserError, "has not come yet"):
            netting.action_submit()

    def test_bill_that_was_blocked_since_is_refused(self):
        netting = self._fill()
        netting.action_submit()
        netting.sudo().line_ids.filtered("is_payable").move_id.payment_state = "blocked"
        with self.assertRaisesRegex(UserError, "not blocked"):
            netting.with_user(self.other).action_approve()

    def test_bill_without_due_date_is_refused_in_words(self):
        netting = self._fill()
        netting.sudo().line_ids.filtered("is_payable").line_id.date_maturity = False
        with self.assertRaisesRegex(UserError, "is to be set off"):
            netting.action_submit()

    def test_posted_once(self):
        netting = self._set_off()
        with self.assertRaisesRegex(UserError, "posted already"):
            netting.with_user(self.other).action_post()

    def test_users_of_another_company_see_nothing(self):
        netting = self._fill()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "netting_stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[(6, 0, other.ids)])
        self.assertFalse(self.env["credit.netting"].with_user(stranger).search([("id", "=", netting.id)]))
        with self.assertRaises(AccessError):
            netting.with_user(stranger).action_submit()
        with self.assertRaises(AccessError):
            self.env["credit.netting"].with_user(stranger).create({"profile_id": self.profile.id})

    def test_form_of_a_collector(self):
        """As on the screen: what is due, less of it, submitted."""
        collector = self._user("collector")
        with Form(self.env["credit.netting"].with_user(collector).with_context(default_profile_id=self.profile.id)) as form:
            form.agreement = "Clause 9"
        netting = form.record
        netting.action_fill()
        with Form(netting) as form:
            for number in range(2):
                with form.line_ids.edit(number) as line:
                    line.amount = 120
        self.assertEqual((netting.amount, netting.payable_total), (120, 120))
        netting.action_submit()
        self.assertEqual(netting.state, "submitted")
