from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import DisputeCommon


@tagged("post_install", "-at_install")
class TestDispute(DisputeCommon):

    def test_open_dispute_pauses_only_the_disputed_part(self):
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        self.assertRecordValues(dispute, [{
            "state": "open", "profile_id": self.profile.id, "company_amount": 300.0, "excluded_amount": 300.0,
            "date_opened": self.today, "user_id": self.env.uid,
        }])
        self.assertEqual(self._collectible(move), 700.0)
        self.assertRecordValues(self.profile, [{"disputed_amount": 300.0}])
        self.assertRecordValues(move, [{"credit_disputed_amount": 300.0, "credit_dispute_count": 1}])

    def test_fully_disputed_item_is_not_collectible(self):
        move = self._invoice(1000, -20)
        self._dispute(move, 1000)
        self.assertEqual(self._collectible(move), 0.0)
        found = self.env["account.move"].search([("credit_dispute_ids", "any", [("excluded_amount", ">", 0.0)])])
        self.assertEqual(found, move)

    def test_draft_dispute_pauses_nothing(self):
        move = self._invoice(1000, -20)
        self._dispute(move, 1000, open_it=False)
        self.assertEqual(self._collectible(move), 1000.0)

    def test_rejected_part_is_collectible_at_once(self):
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        dispute.action_reject()
        self.assertRecordValues(dispute, [{
            "state": "rejected", "date_closed": self.today, "closed_by_id": self.env.uid, "excluded_amount": 0.0,
        }])
        self.assertEqual(self._collectible(move), 1000.0)
        self.assertFalse(dispute.activity_ids)

    def test_accepted_part_stays_out_until_it_is_credited(self):
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        dispute.action_accept()
        self.assertEqual((dispute.state, self._collectible(move)), ("accepted", 700.0))
        self.assertEqual(len(dispute.activity_ids), 1, "someone has to write the credit note")
        note = self._credit_note(move, 300)
        self.assertEqual((dispute.credited_amount, dispute.excluded_amount), (300.0, 0.0))
        self.assertEqual(self._collectible(move), 700.0)
        self._open_item(note).remove_move_reconcile()
        self.assertEqual((dispute.excluded_amount, self._collectible(move)), (300.0, 700.0))

    def test_partly_credited_claim(self):
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        dispute.action_accept()
        self._credit_note(move, 100)
        self.assertEqual((dispute.excluded_amount, self._collectible(move)), (200.0, 700.0))

    def test_credit_note_before_acceptance_counts(self):
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        self._credit_note(move, 300)
        dispute.action_accept()
        self.assertEqual((dispute.excluded_amount, self._collectible(move)), (0.0, 700.0))

    def test_credit_note_settles_the_oldest_dispute_first(self):
        move = self._invoice(1000, -20)
        first, second = self._dispute(move, 300), self._dispute(move, 200)
        self._credit_note(move, 400)
        self.assertEqual((first.excluded_amount, second.excluded_amount), (0.0, 100.0))

    def test_payment_of_the_undisputed_part_leaves_the_dispute(self):
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        self._pay(move, 700)
        self.assertEqual((dispute.excluded_amount, self._collectible(move)), (300.0, 0.0))
        dispute.action_reject()
        self.assertEqual(self._collectible(move), 300.0)

    def test_dispute_of_a_partly_paid_plan_falls_on_the_open_instalment(self):
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
        ]})
        move = self._invoice(1000, -20, invoice_payment_term_id=term.id)
        self._pay(move, 500)
        self._dispute(move, 200)
        self.assertEqual(self._collectible(move), 300.0)

    def test_disputed_part_moves_to_the_next_instalment_when_the_first_is_paid(self):
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
        ]})
        move = self._invoice(1000, -20, invoice_payment_term_id=term.id)
        first, second = self._open_item(move).sorted("date_maturity")
        dispute = self._dispute(move, 300)
        self.assertEqual((first.credit_disputed_amount, second.credit_disputed_amount), (300.0, 0.0))
        self._pay(move, 500)
        self.assertTrue(first.reconciled)
        self.assertEqual((first.credit_disputed_amount, second.credit_disputed_amount), (0.0, 300.0))
        self.assertEqual(self._collectible(move), 200.0)
        [(_profile, decision, _items)] = self.profile._decide_followups(self.today)
        self.assertEqual(decision.amount_due, 200.0)
        first.remove_move_reconcile()
        self.assertEqual((first.credit_disputed_amount, second.credit_disputed_amount), (300.0, 0.0))
        self.assertEqual(self._collectible(move), 700.0)
        dispute.action_reject()
        self.assertEqual(self._collectible(move), 1000.0)

    def test_amount_must_be_a_free_part_of_what_is_owed(self):
        move = self._invoice(1000, -20)
        self._pay(move, 400)
        for amount, message in ((0, "above zero"), (-1, "above zero"), (600.01, "more than what the invoice")):
            with self.subTest(amount), self.assertRaisesRegex(ValidationError, message):
                self._dispute(move, amount)
        self._dispute(move, 400)
        with self.assertRaisesRegex(ValidationError, "more than what the invoice still owes"):
            self._dispute(move, 200.01)
        self.assertEqual(self._dispute(move, 200).state, "open")

    def test_only_posted_customer_invoices(self):
        for vals in ({"post": False}, {"move_type": "out_refund"}, {"move_type": "in_invoice"}):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, "posted customer invoice"):
                self._dispute(self._invoice(100, -20, **vals), 50)

    def test_opened_dispute_is_evidence(self):
        dispute = self._dispute(self._invoice(1000, -20), 300)
        with self.assertRaises(UserError):
            dispute.amount = 100
        with self.assertRaises(AccessError):
            dispute.state = "rejected"
        with self.assertRaises(UserError):
            dispute.unlink()
        dispute.write({"note": "Photos are in the mail.", "date_due": self._days(5)})
        dispute.action_reject()
        with self.assertRaises(UserError):
            dispute.action_accept()

    def test_owner_has_a_task(self):
        owner = new_test_user(self.env, "olga", groups="credit_collection.credit_collection_group_collector")
        dispute = self._dispute(self._invoice(1000, -20), 300, user_id=owner.id, date_due=self._days(5))
        self.assertRecordValues(dispute.activity_ids, [{"user_id": owner.id, "date_deadline": self._days(5)}])

    def test_foreign_currency_at_the_rate_of_the_invoice(self):
        currency = self.setup_other_currency("EUR", rates=[
            ("1900-01-01", 2.0), (fields.Date.to_string(self._days(-2)), 4.0)])
        move = self._invoice(1000, -20, currency_id=currency.id)
        dispute = self._dispute(move, 300)
        self.assertEqual((dispute.currency_id, dispute.company_amount), (currency, 150.0))
        self.assertEqual(self._collectible(move), 350.0)

    def test_invoice_of_a_contact_belongs_to_the_customer(self):
        dispute = self._dispute(self._invoice(1000, -20, partner=self.contact), 300)
        self.assertEqual(dispute.profile_id, self.profile)

    def test_disputed_and_promised_parts_add_up(self):
        move = self._invoice(1000, -20)
        self._dispute(move, 300)
        self._promise(move, amount=500)
        self.assertEqual(self._collectible(move), 200.0)

    def test_button_on_the_invoice_proposes_what_is_left(self):
        move = self._invoice(1000, -20)
        self._dispute(move, 300)
        self.assertEqual(move.action_credit_dispute()["context"]["default_amount"], 700.0)
        dispute = self._dispute(move, 700)
        dispute.action_accept()
        self.assertEqual(dispute.action_create_credit_note()["res_model"], "account.move.reversal")


@tagged("post_install", "-at_install")
class TestDisputeSecurity(DisputeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._invoice(1000, -20)
        cls.draft = cls._dispute(cls.move, 300, open_it=False)

    def test_collector_opens_and_closes(self):
        collector = new_test_user(self.env, "cora", groups="credit_collection.credit_collection_group_collector")
        dispute = self.env["credit.dispute"].with_user(collector).create({
            "move_id": self.move.id, "amount": 100, "reason_id": self.reason.id})
        dispute.action_open()
        dispute.action_accept()
        self.assertRecordValues(dispute, [{"state": "accepted", "closed_by_id": collector.id}])
        with self.assertRaises(AccessError):
            dispute.action_create_credit_note()

    def test_viewer_reads_only(self):
        viewer = new_test_user(self.env, "vera", groups="credit_collection.credit_collection_group_viewer")
        dispute = self.draft.with_user(viewer)
        self.assertEqual(dispute.amount, 300.0)
        for method in ("action_open", "action_accept", "action_reject"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(dispute, method)()

    def test_salesperson_sees_nothing(self):
        salesperson = new_test_user(self.env, "sam", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.draft.with_user(salesperson).read(["amount"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_other_company_sees_nothing(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stan", groups="credit_collection.credit_collection_group_manager",
            company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(self.env["credit.dispute"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.draft.with_user(stranger).action_open()
