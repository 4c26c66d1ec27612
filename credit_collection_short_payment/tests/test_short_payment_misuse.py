"""Ways around the rules of short payments that somebody tried."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ShortPaymentCommon


@tagged("post_install", "-at_install")
class TestShortPaymentMisuse(ShortPaymentCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls._bill(1200, cls._days(-20))

    def test_what_was_decided_stays(self):
        self._receive(self.late, 1176, self.today)
        short = self._shorts(self.late).with_user(self.collector)
        short.write({"reason_id": self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id, "note": "Call"})
        short.action_dispute()
        for vals in ({"reason_id": False}, {"note": "x"}, {"user_id": self.manager.id}, {"date_due": self._days(9)}):
            with self.subTest(str(vals)), self.assertRaisesRegex(UserError, "decided"), self.cr.savepoint():
                short.write(vals)

    def test_reasons_and_owners_fit(self):
        self._receive(self.late, 1176, self.today)
        short = self._shorts(self.late).with_user(self.collector)
        other = self.env["credit.reason"].sudo().search([("kind", "!=", "dispute")], limit=1)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            short.reason_id = other
        portal = new_test_user(self.env, "short_portal", "base.group_portal")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            short.user_id = portal

    def test_dialogs_keep_to_the_companies_of_their_user(self):
        self._receive(self.late, 1176, self.today)
        short = self._shorts(self.late)
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "short_stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        with self.assertRaises(AccessError):
            self.env["credit.short.payment.waive"].with_user(stranger).create({
                "short_ids": [Command.set(short.ids)], "reason": "x"}).action_waive()

    def test_an_earned_discount_in_a_locked_year(self):
        move = self._bill(1200, self._days(-5))
        self._receive(move, 1176, self.today)
        short = self._shorts(move)
        self.company.sudo().fiscalyear_lock_date = self._days(-1)
        short.with_user(self.manager).action_accept()
        self.assertEqual((short.state, move.amount_residual), ("booked", 0))
        self.assertEqual(short.entry_id.date, self.today)

    def test_the_smallest_and_the_largest_rest(self):
        for gross, received in ((0.02, 0.01), (1e12, 1e12 - 0.01)):
            move = self._bill(gross, self._days(-40), taxed=False)
            self._receive(move, received, self.today)
            self.assertAlmostEqual(self._shorts(move).amount, gross - received, 2)
