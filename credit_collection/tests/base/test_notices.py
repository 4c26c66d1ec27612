from odoo.tests import tagged

from ..common import CreditCommon


@tagged("post_install", "-at_install")
class TestNotices(CreditCommon):
    """After a dialog of collection the user reads what was done, and the page behind it is loaded again."""

    def setUp(self):
        super().setUp()
        self.move = self._invoice(1000, -5)
        self.line = self._open_item(self.move)

    def assertNotice(self, action, text):
        self.assertEqual((action["tag"], action["params"]["next"]["type"]), (
            "display_notification", "ir.actions.act_window_close"))
        self.assertIn(text, action["params"]["message"])

    def test_promise(self):
        wizard = self.env["credit.promise.make"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self.line.ids)], "amount": 1000, "date": self._days(7)})
        self.assertNotice(wizard.action_open_promise(), "1,000.00")

    def test_promise_above_the_amount_says_that_it_waits(self):
        self.company.credit_promise_approval_amount = 500
        collector = self._user("collector")
        wizard = self.env["credit.promise.make"].with_user(collector).create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self.line.ids)], "amount": 1000, "date": self._days(7)})
        self.assertNotice(wizard.action_open_promise(), "waits for approval")

    def test_every_button_of_a_promise_says_what_became_of_it(self):
        self.company.credit_promise_approval_amount = 500
        promise = self.env["credit.promise"].with_user(self._user("collector")).create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self.line.ids)],
            "instalment_ids": [(0, 0, {"date": self._days(7), "amount": 1000})]})
        self.assertNotice(promise.action_open(), "waits for approval by")
        approver = promise.with_user(self.env.user)
        self.assertNotice(approver.action_refuse(), "given back as a draft")
        promise.action_open()
        self.assertNotice(approver.action_open(), "approved: it is in force")
        self.assertNotice(promise.action_cancel(), "cancelled")

    def test_every_button_of_an_offer_says_what_became_of_it(self):
        offer = self.env["credit.settlement"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self.line.ids)], "discount_percent": 10,
            "valid_until": self._days(5)})
        self.assertNotice(offer.action_send(), "900.00")
        self.assertNotice(offer.action_judge(), "Received so far: $")
        self._pay(self.move, 900)
        self.assertNotice(offer.action_judge(), "the discount of $")
        other = self.env["credit.settlement"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self._open_item(self._invoice(300, -5)).ids)],
            "valid_until": self._days(5)})
        other.action_send()
        self.assertNotice(other.action_cancel(), "withdrawn")

    def test_snooze(self):
        wizard = self.env["credit.profile.snooze"].create({
            "profile_id": self.profile.id, "until": self._days(7), "reason": "Talks"})
        self.assertNotice(wizard.action_snooze(), self.profile.display_name)

    def test_dispute(self):
        wizard = self.env["credit.dispute.make"].create({
            "profile_id": self.profile.id, "move_id": self.move.id, "amount": 400,
            "reason_id": self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id})
        self.assertNotice(wizard.action_open_dispute(), "400.00")
        self.assertNotice(self.move.credit_dispute_ids.action_accept(), "credit note")
