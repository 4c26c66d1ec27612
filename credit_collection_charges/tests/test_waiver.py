"""Charges are waived in full or in part, with a reason, by those who may; what was billed is taken back by a credit note."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ChargesCommon


@tagged("post_install", "-at_install")
class TestWaiver(ChargesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._late(1000, cls._days(-60))
        cls.manager = cls._user("manager")
        cls.collector = cls._user("collector")
        cls.goodwill = cls.env.ref("credit_collection_charges.credit_reason_waiver_goodwill")

    def _get(self, kind, user=None):
        charges = self._accrue().filtered(lambda charge: charge.kind == kind)
        return charges.with_user(user or self.env.user)

    def test_waived_in_full_it_is_not_charged_again(self):
        charge = self._get("interest", self.manager)
        charge._waive(self.goodwill)
        self.assertRecordValues(charge, [{"state": "waived", "amount": 16.44, "waived_reason": "Goodwill"}])
        self.assertEqual(self._interest(self.move), 0)
        self.assertEqual(self._interest(self.move, self._days(10)), 2.74)
        self.assertRecordValues(charge.waiver_id, [{
            "state": "approved", "decided_by_id": self.manager.id, "requested_by_id": self.manager.id, "amount": 16.44}])

    def test_waived_in_part_the_rest_is_owed(self):
        charge = self._get("interest", self.manager)
        charge._waive("Half of it", 8.22)
        self.assertRecordValues(charge, [{"state": "accrued", "amount": 8.22}])
        part = charge.search([("origin_id", "=", charge.id)])
        self.assertRecordValues(part, [{"state": "waived", "amount": 8.22, "waived_reason": "Half of it"}])
        self.assertEqual(self._interest(self.move), 8.22)
        compensation = self._get("compensation", self.manager)
        compensation._waive("Part", 10)
        self.assertEqual(compensation.amount, 30)
        self.assertEqual(self._get("compensation").amount, 30)

    def test_waived_compensation_does_not_come_back(self):
        self._get("compensation", self.manager)._waive("Goodwill")
        self.assertFalse(self._get("compensation"))

    def test_several_charges_share_the_amount_in_their_order(self):
        charges = self._accrue().with_user(self.manager)
        charges._waive("Goodwill", 50)
        self.assertEqual(round(sum(self._accrue().mapped("amount")), 2), 6.44)

    def test_nothing_further_is_charged_where_that_is_agreed(self):
        self._accrue().with_user(self.manager)._waive("Settlement", stops=True)
        self.assertFalse(self._accrue(self._days(30)))

    def test_waiver_of_what_was_billed(self):
        charges = self._accrue()
        charges.action_bill()
        bill = charges.bill_id
        interest = charges.filtered(lambda charge: charge.kind == "interest").with_user(self.manager)
        interest._waive(self.goodwill)
        note = interest.credit_note_id
        self.assertRecordValues(note, [{
            "move_type": "out_refund", "state": "posted", "amount_total": 16.44, "amount_tax": 0, "invoice_date": self.today}])
        self.assertRecordValues(bill, [{"amount_total": 56.44, "amount_residual": 40, "state": "posted"}])
        self.assertEqual(interest.state, "waived")
        self.assertEqual(self._interest(self.move), 0)

    def test_waiver_of_a_part_of_what_was_billed_takes_its_tax_back(self):
        tax = self.env["account.tax"].create({
            "name": "Charges 20", "amount": 20, "company_id": self.company.id,
            "country_id": self.company.account_fiscal_country_id.id})
        self.company.credit_compensation_product_id = self.env["product.product"].create({
            "name": "Recovery", "type": "service", "taxes_id": [(6, 0, tax.ids)]})
        charge = self._get("compensation")
        charge.action_bill()
        charge.with_user(self.manager)._waive("Half", 20)
        self.assertRecordValues(charge, [{"state": "billed", "amount": 20}])
        part = charge.search([("origin_id", "=", charge.id)])
        self.assertRecordValues(part.credit_note_id, [{"amount_untaxed": 20, "amount_tax": 4}])
        self.assertEqual(charge.bill_id.amount_residual, 24)

    def test_what_was_paid_is_not_waived(self):
        charges = self._accrue()
        charges.action_bill()
        self._pay(charges.bill_id)
        with self.assertRaisesRegex(UserError, "is paid"):
            charges.with_user(self.manager)._waive("Goodwill")

    def test_bad_input(self):
        charges = self._accrue().with_user(self.manager)
        for reason in ("", "  ", None):
            with self.assertRaisesRegex(UserError, "reason"):
                charges._waive(reason)
        for amount in (0, -5, 56.45):
            with self.assertRaisesRegex(UserError, "above zero, up to"):
                charges._waive("Goodwill", amount)
        charges._waive("Goodwill")
        with self.assertRaisesRegex(UserError, "not owed"):
            charges._waive("Again")

    # Who may

    def test_collector_waives_up_to_the_limit_of_the_company(self):
        charge = self._get("compensation", self.collector)
        with self.assertRaisesRegex(AccessError, "above what you may decide"):
            charge._waive("Goodwill")
        self.company.credit_charge_waive_limit = 30
        charge._waive("Goodwill", 20)
        with self.assertRaises(AccessError):
            charge._waive("Goodwill", 20)
        charge._waive("Goodwill", 10)
        self.assertEqual(charge.amount, 10)

    def test_approval_tier_of_a_manager(self):
        tier = self.env["credit.approval.tier"].create({
            "name": "Small", "user_ids": [(6, 0, self.manager.ids)], "max_amount": 20, "company_id": self.company.id})
        charge = self._get("compensation", self.manager)
        with self.assertRaises(AccessError):
            charge._waive("Goodwill")
        charge._waive("Goodwill", 15)
        with self.assertRaises(AccessError):
            charge._waive("Goodwill", 15)
        tier.max_amount = 100
        charge._waive("Goodwill")
        self.assertEqual(charge.state, "waived")

    def test_others_waive_nothing(self):
        charge = self._get("compensation")
        for role in ("viewer", "salesperson"):
            with self.assertRaises(AccessError):
                charge.with_user(self._user(role))._waive("Goodwill")

    def test_request_goes_to_who_may_decide(self):
        self.company.credit_manager_id = self.manager
        charge = self._get("compensation", self.collector)
        form = Form(self.env["credit.charge.waive"].with_user(self.collector).with_context(default_charge_ids=charge.ids))
        form.reason_id = self.goodwill
        form.amount = 25
        self.assertFalse(form.may_decide)
        form.save().action_request()
        waiver = self.env["credit.charge.waiver"].search([("profile_id", "=", self.profile.id)])
        self.assertRecordValues(waiver, [{"state": "requested", "amount": 25, "requested_by_id": self.collector.id}])
        self.assertEqual(waiver.activity_ids.user_id, self.manager)
        self.assertEqual(charge.state, "accrued")
        with self.assertRaises(AccessError):
            waiver.with_user(self.collector).action_approve()
        waiver.with_user(self.manager).action_approve()
        self.assertEqual(charge.amount, 15)
        self.assertFalse(waiver.activity_ids)
        # In a second tab: another 25 of the rest would go.
        waiver.with_user(self.manager).action_approve()
        self.assertEqual(charge.amount, 15)
        with self.assertRaises(UserError):
            waiver.with_user(self.manager).action_reject()

    def test_who_asked_does_not_approve_though_the_tier_was_raised(self):
        new_test_user(
            self.env, "another_manager", "credit_collection.credit_collection_group_manager", company_id=self.company.id)
        tier = self.env["credit.approval.tier"].create({
            "name": "Small", "user_ids": [(6, 0, self.manager.ids)], "max_amount": 20, "company_id": self.company.id})
        waiver = self._get("compensation", self.manager)._request_waiver("Please")
        tier.max_amount = 1000
        with self.assertRaisesRegex(AccessError, "Another credit manager"):
            waiver.with_user(self.manager).action_approve()
        self.assertEqual(waiver.state, "requested")

    def test_rejected_request_leaves_the_charge(self):
        charge = self._get("compensation", self.collector)
        waiver = charge._request_waiver("Please")
        waiver.with_user(self.manager).action_reject()
        self.assertEqual((waiver.state, charge.state, charge.amount), ("rejected", "accrued", 40))

    def test_request_of_what_was_billed_meanwhile_and_paid_is_refused(self):
        charge = self._get("compensation")
        waiver = charge.with_user(self.collector)._request_waiver("Please")
        charge.action_bill()
        self._pay(charge.bill_id)
        with self.assertRaises(UserError):
            waiver.with_user(self.manager).action_approve()
        self.assertEqual(waiver.state, "requested")

    def test_dialog_of_who_may_decide(self):
        charges = self._accrue().with_user(self.manager)
        action = charges.action_waive()
        form = Form(self.env["credit.charge.waive"].with_user(self.manager).with_context(**action["context"]))
        self.assertTrue(form.may_decide)
        self.assertEqual(form.amount, 56.44)
        form.note = "They paid at once"
        form.save().action_waive()
        self.assertEqual(set(charges.mapped("state")), {"waived"})

    def test_customers_of_another_company_stay_out_of_reach(self):
        charge = self._get("compensation")
        other = self.setup_other_company()["company"]
        stranger = self.manager
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            charge.with_user(stranger)._waive("Goodwill")
        self.assertFalse(self.env["credit.charge"].with_user(stranger).search([("id", "=", charge.id)]))
