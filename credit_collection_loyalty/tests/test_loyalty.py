"""Points for invoices that are paid on time, and what takes them back."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


class LoyaltyCommon(CreditCommon):
    """A company that gives a point for each 100 paid on time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env["loyalty.program"].create({
            "name": "Prompt Payers", "program_type": "loyalty", "company_id": cls.company.id})
        cls.company.write({
            "credit_loyalty_program_id": cls.program.id, "credit_loyalty_unit": 100, "credit_loyalty_from": cls._days(-100)})

    def _night(self):
        self.env["credit.batch.stamp"].sudo().search([]).unlink()
        self._refresh()
        Cron = type(self.env["ir.cron"])
        with patch.object(Cron, "_commit_progress", lambda _cron, processed=0, *, remaining=None, deactivate=False: 0):
            self.env["credit.loyalty.award"]._cron_award()

    def _award(self, move):
        return self.env["credit.loyalty.award"].search([("move_id", "=", move.id)])

    def _points(self, partner=None):
        return sum(self.env["loyalty.card"].search([("partner_id", "=", (partner or self.customer).id)]).mapped("points"))


@tagged("post_install", "-at_install")
class TestLoyalty(LoyaltyCommon):

    def test_points_for_whole_units_of_what_was_paid_on_time(self):
        invoice = self._invoice(1290, -10)
        self._pay(invoice, date=self._days(-10))
        self._night()
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "given", "paid_amount": 1290, "points": 12}])
        self.assertEqual(self._points(), 12)
        [line] = self._award(invoice).card_id.history_ids
        self.assertEqual((line.issued, line.used), (12, 0))
        self.assertIn(invoice.name, line.description)

    def test_what_a_payment_itself_writes_off_earns_nothing(self):
        invoice = self._invoice(1000, -10)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({"payment_date": self._days(-10)})
        wizard.write({
            "amount": 600, "payment_difference_handling": "reconcile",
            "writeoff_account_id": self.company_data["default_account_expense"].id})
        wizard._create_payments()
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "given", "paid_amount": 600, "points": 6}])

    def test_one_day_late_earns_nothing(self):
        invoice = self._invoice(1000, -10)
        self._pay(invoice, date=self._days(-9))
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "late", "points": 0}])
        self.assertFalse(self._points())

    def test_each_part_has_to_be_on_time(self):
        late, fine = self._invoice(1000, -10), self._invoice(1000, -10)
        self._pay(late, 900, date=self._days(-12))
        self._pay(late, 100, date=self._days(-5))
        self._pay(fine, 900, date=self._days(-12))
        self._night()
        self.assertFalse(self._award(fine), "not paid in full")
        self._pay(fine, 100, date=self._days(-10))
        self._night()
        self.assertEqual((late | fine).mapped(lambda move: self._award(move).state), ["late", "given"])
        self.assertEqual(self._points(), 10)

    def test_credit_note_is_no_payment_and_no_delay(self):
        invoice = self._invoice(1000, -20)
        refund = self._invoice(400, -1, move_type="out_refund")
        (self._open_item(invoice) | self._open_item(refund)).reconcile()
        self._pay(invoice, date=self._days(-20))
        credited = self._invoice(300, -20)
        other = self._invoice(300, -20, move_type="out_refund")
        (self._open_item(credited) | self._open_item(other)).reconcile()
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "given", "paid_amount": 600, "points": 6}])
        self.assertFalse(self._award(credited), "nothing was paid")

    def test_returned_payment_takes_the_points_back_and_the_next_one_earns_them_if_on_time(self):
        invoice = self._invoice(1000, 10)
        receipt = self._pay(invoice, date=self.today)
        self._night()
        self.assertEqual(self._points(), 10)
        self._open_item(invoice).remove_move_reconcile()
        self.assertTrue(receipt)
        self._night()
        self.assertRecordValues(self._award(invoice), [{"state": "taken_back", "points": 10}])
        self.assertEqual(self._points(), 0)
        self.assertEqual(sorted(self._award(invoice).card_id.history_ids.mapped("used")), [0, 10])
        self._pay(invoice, date=self._days(10))
        self._night()
        self.assertEqual((self._award(invoice).state, self._points()), ("given", 10))

    def test_invoices_of_before_and_of_a_company_without_program_earn_nothing(self):
        before = self._invoice(1000, -101)
        self._pay(before, date=self._days(-101))
        self._night()
        self.assertFalse(self._award(before))
        invoice = self._invoice(1000, -10)
        self._pay(invoice, date=self._days(-10))
        self.company.credit_loyalty_program_id = False
        self._night()
        self.assertFalse(self._award(invoice))
        self.company.write({"credit_loyalty_program_id": self.program.id, "credit_loyalty_from": False})
        self.assertEqual(self.company.credit_loyalty_from, self.today, "switching on rewards what falls due from then on")

    def test_contact_and_company_collect_on_one_card(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.customer.id})
        for partner in (contact, self.customer):
            invoice = self._invoice(500, -10, partner_id=partner.id)
            self._pay(invoice, date=self._days(-10))
        self._night()
        self.assertEqual(self.env["loyalty.card"].search([("program_id", "=", self.program.id)]).partner_id, self.customer)
        self.assertEqual(self._points(), 10)

    def test_settings_are_checked(self):
        with self.assertRaisesRegex(ValidationError, "above zero"):
            self.company.credit_loyalty_unit = 0
        coupons = self.env["loyalty.program"].create({"name": "Coupons", "program_type": "coupons"})
        with self.assertRaisesRegex(ValidationError, "Loyalty Cards"):
            self.company.credit_loyalty_program_id = coupons
        theirs = self.env["loyalty.program"].create({
            "name": "Theirs", "program_type": "loyalty", "company_id": self.setup_other_company()["company"].id})
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.company.credit_loyalty_program_id = theirs

    def test_nobody_enters_or_deletes_rewards(self):
        invoice = self._invoice(1000, -10)
        self._pay(invoice, date=self._days(-10))
        self._night()
        award = self._award(invoice)
        manager = self._user("manager")
        self.assertEqual(award.with_user(self._user("viewer")).points, 10)
        for attempt in (
            lambda: award.with_user(manager).write({"points": 99}), lambda: award.with_user(manager).unlink(),
            lambda: award.with_user(manager).create({"move_id": invoice.id, "profile_id": self.profile.id}),
            lambda: award.with_user(self._user("salesperson")).read(["points"]),
        ):
            with self.assertRaises(AccessError):
                attempt()
        with self.assertRaisesRegex(UserError, "evidence"):
            award.sudo().unlink()

    def test_night_takes_as_many_queries_for_more_invoices(self):
        counts = []
        for amount in (2, 8, 16):
            self._pay(self._invoices([(500, -10, self.customer)] * amount), date=self._days(-10))
            self.env["credit.batch.stamp"].sudo().search([]).unlink()
            self._refresh()
            before = self.env.cr.sql_log_count
            Award = self.env["credit.loyalty.award"].sudo()
            Award._gather()
            Award.search([("state", "=", "pending")])._read_paid_on_time(self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 2)
