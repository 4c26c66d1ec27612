"""Ways around the rules of bills that somebody tried, and what happens to bills of customers that are merged."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestBillMisuse(BillCommon):

    def test_merged_customers_keep_all_their_bills(self):
        twin = self.env["res.partner"].create({"name": "Careful Customer Ltd", "is_company": True})
        invoices = self._invoice(500, -10), self._invoice(500, -10, twin), self._invoice(70, -10, twin)
        kept = self._bill(500, self._days(30), invoices[0], name="4711")
        same = self._bill(500, self._days(30), invoices[1], name="4711", profile_id=twin._get_credit_profiles().id)
        further = self._bill(70, self._days(30), invoices[2], name="4712", profile_id=twin._get_credit_profiles().id)
        self._refresh()
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge((self.customer | twin).ids, self.customer)
        self._refresh()
        bills = (kept | same | further).exists()
        self.assertEqual(len(bills), 3)
        self.assertEqual(bills.profile_id, self.profile)
        self.assertEqual(len(set(bills.mapped("name"))), 3)
        self.assertEqual(self._exposure(self.customer), (1070.0, 1070.0))

    def test_a_bill_over_nothing_is_refused_in_every_currency(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        bill = self._bill(0.3, self._days(30), book=False)
        with self.assertRaisesRegex(ValidationError, "above zero"), self.cr.savepoint():
            bill.with_user(self.collector).currency_id = yen

    def test_amounts_that_come_to_nothing_in_company_currency_are_refused(self):
        dong = self.env.ref("base.VND")
        dong.active = True
        self.env["res.currency.rate"].create({
            "name": "2015-01-01", "currency_id": dong.id, "rate": 25000, "company_id": self.company.id})
        bill = self._bill(100, self._days(30), book=False, currency_id=dong.id)
        with self.assertRaisesRegex(UserError, "nothing"):
            bill.with_user(self.manager).action_receive()

    def test_extreme_amounts(self):
        for amount in (-5, 0, 1e16, float("nan"), float("inf")):
            with self.subTest(amount), self.assertRaises(UserError), self.cr.savepoint():
                self._bill(amount, self._days(30), book=False)
        for day in ("0001-01-01", "1969-12-31", "9999-12-31", "2026-02-30", "soon"):
            with self.subTest(day), self.assertRaises(UserError), self.cr.savepoint():
                self._bill(5, day, book=False)
        bill = self._bill(1e15, self._days(30))
        self.assertEqual(bill.state, "received")

    def test_default_keys_enter_nothing(self):
        bill = self.env["credit.bill"].with_user(self.collector).with_context(
            default_state="collected", default_cost=5, default_move_id=1, default_cash_amount=70).create({
                "name": "K", "profile_id": self.profile.id, "amount": 5, "maturity": self._days(30)})
        self.assertRecordValues(bill, [{"state": "draft", "cost": 0, "move_id": False, "cash_amount": 0}])

    def test_locked_days(self):
        bill = self._bill(500, self._days(30), self._invoice(500, -10), book=False)
        self.company.sudo().fiscalyear_lock_date = self.today
        with self.assertRaisesRegex(UserError, "locked"):
            bill.with_user(self.manager).action_receive()
        self.company.sudo().fiscalyear_lock_date = False
        bill.with_user(self.manager).action_receive()
        self.company.sudo().fiscalyear_lock_date = self.today
        for step, vals in (("collect", {"journal_id": self.bank_journal.id}), ("dishonor", {"reason": "x"}), ("return", {}),
                           ("endorse", {"endorsee_id": self.supplier.id})):
            with self.subTest(step), self.assertRaisesRegex(UserError, "locked"), self.cr.savepoint():
                self._step(bill, step, date=self.today, **vals)

    def test_public_and_portal(self):
        bill = self._bill(500, self._days(30), self._invoice(500, -10), book=False)
        portal = self.env["res.users"].sudo().create({
            "name": "P", "login": "bill_portal", "partner_id": self.contact.id,
            "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]})
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                bill.with_user(user).read(["amount"])
            with self.assertRaises(AccessError):
                bill.with_user(user).action_receive()
