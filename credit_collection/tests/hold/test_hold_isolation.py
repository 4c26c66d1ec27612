"""What a re-evaluation of holds may not do: fail the work of others, or give a decision to the wrong person."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import CreditCommon

BATCH = "odoo.addons.credit_collection.models.common.credit_batch_mixin"


@tagged("post_install", "-at_install")
class TestHoldIsolation(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})

    def test_payment_is_booked_though_the_hold_cannot_be_looked_at(self):
        invoice = self._invoice(900, due=10)
        order = self._order(500)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

        def fail(holds, today=None):
            raise ValueError("Broken")

        with mute_logger(BATCH):
            self.patch(self.env.registry["credit.hold"], "_reevaluate", fail)
            before = self.env["ir.cron.trigger"].sudo().search_count([])
            self._pay(invoice)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertGreater(self.env["ir.cron.trigger"].sudo().search_count([]), before, "the job tries again")
        self.assertEqual(order.credit_hold_id.state, "pending")

    def test_substitute_of_a_collector_gets_no_decision_of_a_manager(self):
        groups = "credit_collection.credit_collection_group_%s"
        away, substitute = (
            new_test_user(self.env, f"isolation_{role}", groups % role, company_id=self.company.id,
                          company_ids=[Command.set(self.company.ids)])
            for role in ("manager", "collector"))
        self.company.credit_manager_id = away
        order = self._order(5000)
        order.action_confirm()
        decision = order.credit_hold_id.activity_ids
        self.assertEqual(decision.user_id, away)
        call = self.profile.activity_schedule("mail.mail_activity_data_call", user_id=away.id)
        absence = self.env["credit.absence"].sudo().create({
            "user_id": away.id, "substitute_id": substitute.id, "date_from": self.today, "date_to": self._days(3)})
        absence._apply(self.today)
        self.assertEqual((decision.user_id, call.user_id), (away, substitute))
