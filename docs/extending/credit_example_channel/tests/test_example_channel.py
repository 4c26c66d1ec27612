from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestExampleChannel(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["credit.followup.plan"].create({"name": "Fax", "level_ids": [Command.create({
            "name": "Reminder", "days_overdue": 5, "send_mail": False, "send_fax": True, "subject": "Reminder",
            "body": "<p>Please pay {amount}.</p>"})]})
        cls.company.credit_followup_plan_id = cls.plan
        cls.move = cls._invoice(1000, -10)
        cls.customer.credit_fax = "+1 555 0199"

    def _run(self):
        self._refresh()
        return self.profile._run_followups(self.today)

    def test_level_that_only_sends_a_fax_is_followed(self):
        followup = self._run()
        self.assertRecordValues(followup, [
            {"channel": "fax", "state": "sent", "contact_id": self.customer.id, "amount_due": 1000}])
        self.assertIn(self.move.name, followup.sudo().fax_ids._get_text())
        self.assertEqual(dict(followup._get_channel_selection())["fax"], "Fax")

    def test_customer_without_fax_is_called(self):
        self.customer.credit_fax = False
        followups = self._run()
        self.assertEqual(followups.grouped("channel").keys(), {"fax", "call"})
        self.assertRecordValues(followups.filtered(lambda f: f.channel == "fax"), [{"state": "failed"}])
        self.assertTrue(followups.filtered(lambda f: f.channel == "call").is_fallback)

    def test_fax_reads_again_what_is_owed_before_it_leaves(self):
        other = self._invoice(500, -10)
        followup = self._run()
        self._pay(other)
        self._refresh()
        fax = followup.sudo().fax_ids
        fax._send()
        self.assertEqual((fax.state, followup.amount_due), ("sent", 1000))
        self.assertNotIn(other.name, fax._get_text())

    def test_fax_of_a_paid_debt_is_not_sent(self):
        followup = self._run()
        self._pay(self.move)
        self._refresh()
        followup.sudo().fax_ids._send()
        self.assertEqual((followup.sudo().fax_ids.state, followup.state), ("canceled", "skipped"))

    def test_preview_shows_the_fax(self):
        tonight = self.env["credit.followup.tonight"].create({})
        tonight.action_show()
        line = tonight.line_ids.filtered(lambda line: line.profile_id == self.profile)
        self.assertIn("Fax", line.channels)
        self.assertIn(self.move.name, line.preview)
