"""What the plan and its levels say about small amounts and about customers who are suppliers too."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestSmallAmounts(FollowupCommon):
    """C25: the plan as shipped follows up nobody for a cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = cls.env.ref("credit_collection.credit_followup_plan_default")
        cls.company.credit_followup_plan_id = cls.shipped

    def test_one_cent_is_not_demanded(self):
        self._invoice(0.01, -10)
        self.assertFalse(self._run())
        self.assertEqual(self.profile._decide_followups(self.today)[0][1].skip_reason, "too_small")

    def test_more_than_the_smallest_amount_is_demanded(self):
        self._invoice(5.01, -10)
        self.assertEqual(self._run().amount_due, 5.01)

    def test_it_makes_sense_in_any_currency(self):
        for name, rounding, amount in (("USD", 0.01, 5.0), ("JPY", 1.0, 500.0), ("KWD", 0.001, 0.5)):
            currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
            with self.subTest(name):
                self.assertAlmostEqual(currency.rounding, rounding)
                self.assertAlmostEqual(self.shipped._get_steps(currency=currency)[0].min_amount, amount)

    def test_level_may_ask_for_more(self):
        self.shipped.level_ids.min_amount = 100
        self._invoice(50, -10)
        self.assertFalse(self._run())


@tagged("post_install", "-at_install")
class TestSuppliers(FollowupCommon):
    """C13: the customer owes 1,000, we owe 1,500."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debt = cls._invoice(1000, -10)

    @classmethod
    def _bill(cls, amount):
        bill = cls.env["account.move"].create({
            "move_type": "in_invoice", "partner_id": cls.customer.id, "invoice_date": cls.today,
            "invoice_line_ids": [Command.create({
                "name": "Services", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]})],
        })
        bill.action_post()
        return bill

    def test_profile_and_preview_show_what_we_owe(self):
        self._bill(1500)
        self._refresh()
        self.assertEqual(self.profile.payable_amount, 1500)
        self.assertEqual(self.env["credit.followup.now"].create({"profile_id": self.profile.id}).payable_amount, 1500)

    def test_next_run_shows_what_we_owe(self):
        self._bill(1500)
        other = self.env["res.partner"].create({"name": "Buys Only"})
        self._invoice(300, -10, partner=other)
        self._refresh()
        tonight = self.env["credit.followup.tonight"].create({})
        tonight.action_show()
        payables = {line.profile_id.partner_id: line.payable_amount for line in tonight.line_ids}
        self.assertEqual((payables[self.customer], payables[other]), (1500, 0))

    def test_level_leaves_out_a_supplier_to_whom_we_owe_as_much(self):
        self._bill(1500)
        self.level_1.supplier_policy = "leave_out"
        self.assertFalse(self._run())
        tonight = self.env["credit.followup.tonight"].create({})
        tonight.action_show()
        line = tonight.line_ids.filtered(lambda line: line.profile_id == self.profile)
        self.assertIn("Our payables", line.reason)

    def test_level_demands_from_a_supplier_to_whom_we_owe_less(self):
        self._bill(900)
        self.level_1.supplier_policy = "leave_out"
        self.assertEqual(self._run().amount_due, 1000)

    def test_level_tells_the_collector(self):
        self._bill(1500)
        self.level_1.supplier_policy = "tell"
        self.profile.collector_id = self.env.user
        self.assertEqual(self._run().state, "sent")
        [task] = self.profile.activity_ids.filtered(lambda activity: "Payables to" in (activity.summary or ""))
        self.assertIn("1,500.00", task.summary)

    def test_without_policy_nothing_changes(self):
        self._bill(1500)
        self.assertEqual(self._run().amount_due, 1000)
        self.assertFalse(self.profile.activity_ids.filtered(lambda activity: "Payables to" in (activity.summary or "")))
