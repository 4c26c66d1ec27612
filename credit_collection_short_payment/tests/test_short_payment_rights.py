"""Who decides on short payments; waivers and their tiers; other companies."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ShortPaymentCommon


@tagged("post_install", "-at_install")
class TestShortPaymentRights(ShortPaymentCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls._bill(1200, cls._days(-20))

    def _late(self):
        self._receive(self.late, 1176, self.today)
        return self._shorts(self.late)

    def test_viewers_look_only(self):
        short, viewer = self._late(), self._user("viewer")
        self.assertEqual(short.with_user(viewer).amount, 24)
        for step in ("action_accept", "action_claim", "action_dispute", "action_waive", "action_write_off", "action_dismiss",
                     "action_approve", "action_reject"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(short.with_user(viewer), step)()
        with self.assertRaises(AccessError):
            short.with_user(self._user("salesperson")).read(["amount"])

    def test_nobody_enters_what_was_found_or_decided(self):
        short = self._late()
        for vals in ({"amount": 1}, {"state": "booked"}, {"kind": "earned"}, {"waive_reason": "x"}, {"collector_id": False}):
            with self.subTest(str(vals)), self.assertRaises(AccessError):
                short.with_user(self.manager).write(vals)
        with self.assertRaises(AccessError):
            self.env["credit.short.payment"].with_user(self.manager).create({
                "line_id": short.line_id.id, "profile_id": self.profile.id, "kind": "earned", "receipt_date": self.today})
        with self.assertRaises(AccessError):
            short.with_user(self.manager).unlink()

    def test_collectors_book_no_discount(self):
        move = self._bill(1200, self._days(-5))
        self._receive(move, 1176, self.today)
        with self.assertRaisesRegex(AccessError, "Only credit managers and accountants"):
            self._shorts(move).with_user(self.collector).action_accept()

    def test_waiver_of_a_collector_waits(self):
        short = self._late()
        with self.assertRaisesRegex(UserError, "Say why"):
            short.with_user(self.collector)._waive(" ")
        wizard = self.env["credit.short.payment.waive"].with_user(self.collector).create({
            "short_ids": [Command.set(short.ids)], "reason": "Good customer"})
        self.assertFalse(wizard.may_decide)
        wizard.action_waive()
        self.assertEqual((short.state, short.waive_reason, self.late.amount_residual), ("waiving", "Good customer", 24))
        self.assertTrue(short.sudo().activity_ids)
        with self.assertRaises(AccessError):
            short.with_user(self.collector).action_approve()
        short.with_user(self.manager).action_approve()
        self._refresh()
        self.assertEqual((short.state, self.late.amount_residual), ("booked", 0))
        self.assertFalse(short.sudo().activity_ids)

    def test_rejected_waiver_is_claimed(self):
        short = self._late()
        short.with_user(self.collector)._waive("Please")
        short.with_user(self.manager).action_reject()
        self.assertEqual((short.state, self.late.amount_residual), ("claimed", 24))
        with self.assertRaisesRegex(UserError, "does not wait"):
            short.with_user(self.manager).action_approve()

    def test_tier(self):
        self.env["credit.approval.tier"].create({
            "name": "Small", "user_ids": [Command.set((self.manager + self.other_manager).ids)], "max_amount": 20,
            "company_id": self.company.id})
        short = self._late()
        self.assertEqual(short.with_user(self.manager)._waive("Too much"), short)
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            short.with_user(self.other_manager).action_approve()

    def test_who_asked_for_a_waiver_does_not_approve_it(self):
        """Above the tier when it was asked for; the tier was raised meanwhile."""
        tier = self.env["credit.approval.tier"].create({
            "name": "Small", "user_ids": [Command.set(self.manager.ids)], "max_amount": 20, "company_id": self.company.id})
        short = self._late()
        short.with_user(self.manager)._waive("Too much")
        tier.max_amount = 1000
        with self.assertRaisesRegex(AccessError, "Another credit manager"):
            short.with_user(self.manager).action_approve()
        self.assertEqual(short.state, "waiving")

    def test_entry_of_a_discount_stays_posted(self):
        short = self._late()
        short.with_user(self.manager)._waive("Good customer")
        with self.assertRaisesRegex(UserError, "stays posted"):
            short.sudo().entry_id.button_draft()
        self.assertEqual((short.sudo().entry_id.state, self.late.amount_residual), ("posted", 0))

    def test_only_discounts_are_waived(self):
        move = self._bill(1000, self._days(-40))
        self._receive(move, 950, self.today)
        with self.assertRaisesRegex(UserError, "only a discount that was not due"):
            self._shorts(move).with_user(self.manager)._waive("x")

    def test_other_company(self):
        short = self._late()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        for step in ("action_accept", "action_claim", "action_approve"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(short.with_user(stranger), step)()
        self.assertFalse(self.env["credit.short.payment"].with_user(stranger).search([("id", "=", short.id)]))

    def test_rule_of_another_company_does_not_count(self):
        other = self.setup_other_company()["company"]
        self.env["credit.short.payment.rule"].search([("kind", "=", "not_due")]).company_id = other
        self.assertEqual(self._late().kind, "deduction")
