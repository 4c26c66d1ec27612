"""Who records and books bills; other companies; what nobody enters."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestBillRights(BillCommon):

    def test_roles(self):
        bill = self._bill(500, self._days(30), self._invoice(500, -10), book=False)
        viewer = self._user("viewer")
        self.assertEqual(bill.with_user(viewer).amount, 500)
        with self.assertRaises(AccessError):
            self.env["credit.bill"].with_user(viewer).create({
                "name": "V", "profile_id": self.profile.id, "amount": 5, "maturity": self._days(30)})
        for user in (viewer, self.collector):
            with self.assertRaisesRegex(AccessError, "Only credit managers and accountants"):
                bill.with_user(user).action_receive()
        bill.with_user(self.manager).action_receive()
        for user in (viewer, self.collector):
            with self.assertRaisesRegex(AccessError, "Only credit managers and accountants"):
                self._step(bill, "collect", user=user, date=self.today, journal_id=self.bank_journal.id)
        with self.assertRaises(AccessError):
            bill.with_user(self._user("salesperson")).read(["amount"])

    def test_nobody_enters_what_was_booked(self):
        bill = self._bill(500, self._days(30), self._invoice(500, -10), book=False)
        for vals in ({"state": "collected"}, {"cost": 5}, {"move_id": False}, {"endorsee_id": self.supplier.id}):
            with self.subTest(str(vals)), self.assertRaises(AccessError):
                bill.with_user(self.manager).write(vals)
        bill.with_user(self.manager).action_receive()
        for vals in ({"amount": 5}, {"maturity": self._days(60)}, {"kind": "bank"}, {"issue_date": self.today},
                     {"line_ids": [Command.clear()]}):
            with self.subTest(str(vals)), self.assertRaisesRegex(UserError, "stays as it is"):
                bill.with_user(self.manager).write(vals)
        bill.with_user(self.collector).note = "Original in the safe"

    def test_scan_of_a_booked_bill_stays(self):
        bill = self._bill(500, self._days(10), self._invoice(500, -10), book=False)
        scan = self.env["ir.attachment"].with_user(self.collector).create({
            "name": "bill.pdf", "raw": b"%PDF", "res_model": bill._name, "res_id": bill.id})
        scan.name = "bill 1.pdf"
        bill.with_user(self.manager).action_receive()
        with self.assertRaisesRegex(UserError, "evidence"):
            scan.unlink()

    def test_other_company(self):
        bill = self._bill(500, self._days(30), self._invoice(500, -10))
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        for step in ("action_receive", "action_collect", "action_dishonor"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(bill.with_user(stranger), step)()
        with self.assertRaises(AccessError):
            self._step(bill, "dishonor", user=stranger, date=self.today, reason="x")
        with self.assertRaises(AccessError):
            self.env["credit.bill"].with_user(stranger).create({
                "name": "S", "profile_id": self.profile.id, "amount": 5, "maturity": self._days(30)})
