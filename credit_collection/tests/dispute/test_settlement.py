from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..promise.common import PromiseCommon

COLLECTOR = "credit_collection.credit_collection_group_collector"


class SettlementCommon(PromiseCommon):

    @classmethod
    def _offer(cls, moves, discount=10, days=14, send=True, **vals):
        """An offer of ``discount`` percent on ``moves`` if they are paid within ``days`` days."""
        lines = moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        offer = cls.env["credit.settlement"].create({
            "profile_id": cls.profile.id, "line_ids": [Command.set(lines.ids)], "discount_percent": discount,
            "valid_until": cls._days(days), **vals,
        })
        if send:
            offer.action_send()
        return offer

    def _judge(self, offers, days=0):
        return offers.sudo()._judge(self._days(days))


@tagged("post_install", "-at_install")
class TestSettlement(SettlementCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().credit_settlement_post = True

    def test_sending_freezes_the_terms_and_tells_the_customer(self):
        move = self._invoice(1000, -20)
        offer = self._offer(move, note="We value your business.")
        self.assertRecordValues(offer, [{
            "state": "open", "owed_amount": 1000.0, "discount_amount": 100.0, "pay_amount": 900.0,
            "date_opened": self.today, "received_amount": 0.0,
        }])
        mail = self.env["mail.mail"].sudo().search([("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)])
        for text in ("900.00", move.name, "We value your business."):
            self.assertIn(text, mail.body_html)
        self.assertEqual(self._collectible(move), 1000.0, "an offer pauses nothing")
        for vals in ({"discount_percent": 50}, {"valid_until": self._days(90)}, {"line_ids": [Command.clear()]}):
            with self.subTest(vals), self.assertRaises(UserError):
                offer.write(vals)
        for vals in ({"state": "settled"}, {"received_amount": 900.0}):
            with self.subTest(vals), self.assertRaises(AccessError):
                offer.write(vals)
        with self.assertRaises(UserError):
            offer.unlink()

    def test_offer_names_the_bank_account_to_pay_to(self):
        self.company.partner_id.sudo().bank_ids.unlink()
        self.env["res.partner.bank"].sudo().create({
            "acc_number": "DE89 3704 0044 0532 0130 00", "partner_id": self.company.partner_id.id})
        self._offer(self._invoice(1000, -20))
        mail = self.env["mail.mail"].sudo().search([("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)])
        self.assertRegex(mail.body_html, "Our bank account: *<strong[^>]*>DE89 3704 0044 0532 0130 00")

    def test_paid_in_time_makes_and_reconciles_the_credit_note(self):
        move = self._invoice(1000, -20)
        offer = self._offer(move)
        self._pay(move, 900, date=self._days(14))
        self._judge(offer, 14)
        self.assertRecordValues(offer, [{"state": "settled", "received_amount": 900.0, "date_closed": self._days(14)}])
        self.assertRecordValues(offer.credit_note_ids, [{
            "move_type": "out_refund", "state": "posted", "amount_total": 100.0, "amount_residual": 0.0,
            "reversed_entry_id": move.id,
        }])
        self.assertIn("Discount for settlement", offer.credit_note_ids.ref)
        self.assertEqual(move.amount_residual, 0.0)
        self._judge(offer, 15)
        self.assertEqual(len(offer.credit_note_ids), 1, "judged again, credited once")

    def test_customer_who_pays_more_than_asked_is_credited_the_rest_only(self):
        self.company.credit_settlement_post = True
        for paid, credited in ((1000, 0), (970, 30), (950, 50)):
            with self.subTest(paid=paid):
                move = self._invoice(1000, -20)
                offer = self._offer(move)
                self._pay(move, paid)
                self._judge(offer)
                self.assertEqual(offer.state, "settled")
                self.assertEqual(sum(offer.credit_note_ids.mapped("amount_total")), credited)
                self.assertEqual(move.amount_residual, 0)

    def test_draft_credit_note_where_an_accountant_posts(self):
        self.company.sudo().credit_settlement_post = False
        move = self._invoice(1000, -20)
        offer = self._offer(move)
        self._pay(move, 900)
        self._judge(offer)
        self.assertRecordValues(offer.credit_note_ids, [{"state": "draft", "amount_total": 100.0}])
        self.assertEqual(move.amount_residual, 100.0)
        offer.credit_note_ids.action_post()
        self.assertEqual(move.amount_residual, 0.0, "posting reconciles it")

    def test_short_payment_lapses(self):
        move = self._invoice(1000, -20)
        offer = self._offer(move)
        self._pay(move, 899.99)
        self._judge(offer, 14)
        self.assertRecordValues(offer, [{"state": "open", "received_amount": 899.99}])
        self._judge(offer, 15)
        self.assertRecordValues(offer, [{"state": "lapsed", "credit_note_ids": []}])
        self.assertEqual(move.amount_residual, 100.01)

    def test_late_payment_lapses(self):
        move = self._invoice(1000, -20)
        offer = self._offer(move)
        self._pay(move, 900, date=self._days(15))
        self._judge(offer, 15)
        self.assertEqual((offer.state, move.amount_residual), ("lapsed", 100.0))

    def test_late_entry_of_a_timely_receipt_settles_a_lapsed_offer(self):
        move = self._invoice(1000, -20)
        offer = self._offer(move)
        self._judge(offer, 15)
        self.assertEqual(offer.state, "lapsed")
        self._pay(move, 900, date=self._days(13))
        self._judge(offer, 16)
        self.assertEqual((offer.state, move.amount_residual), ("settled", 0.0))

    def test_several_invoices_with_taxes_each_get_their_credit_note(self):
        tax = self.env["account.tax"].create({"name": "21%", "amount": 21.0, "company_id": self.company.id})
        taxed = self._invoice(0, -20, invoice_line_ids=[
            Command.create({"name": "Goods", "price_unit": 1000, "tax_ids": [Command.set(tax.ids)]})])
        plain = self._invoice(500, -10)
        offer = self._offer(taxed | plain)
        self.assertEqual((offer.owed_amount, offer.pay_amount), (1710.0, 1539.0))
        self._pay(taxed, 1210)
        self._pay(plain, 329)
        self._judge(offer)
        notes = offer.credit_note_ids.sorted("amount_total")
        self.assertRecordValues(notes, [
            {"reversed_entry_id": plain.id, "amount_total": 50.0, "amount_tax": 0.0, "amount_residual": 0.0},
            {"reversed_entry_id": taxed.id, "amount_total": 121.0, "amount_tax": 21.0, "amount_residual": 0.0},
        ])
        self.assertEqual((taxed | plain).mapped("amount_residual"), [0.0, 0.0], "wherever the payment left a rest")

    def test_receipts_and_credits_before_the_offer_do_not_count(self):
        move = self._invoice(1000, -20)
        self._pay(move, 500)
        offer = self._offer(move)
        self.assertEqual((offer.owed_amount, offer.pay_amount), (500.0, 450.0))
        self._judge(offer)
        self.assertEqual(offer.state, "open")

    def test_credit_note_is_no_payment(self):
        move = self._invoice(1000, -20)
        offer = self._offer(move)
        self._credit_note(move, 900)
        self._judge(offer)
        self.assertEqual(offer.state, "open")
        self._credit_note(move, 100)
        self._judge(offer)
        self.assertRecordValues(offer, [{"state": "lapsed", "credit_note_ids": []}])

    def test_payment_taken_back_is_told_once(self):
        move = self._invoice(1000, -20)
        offer = self._offer(move)
        self._pay(move, 900)
        self._judge(offer)
        self._unreconcile(move)
        for days in (1, 2):
            self._judge(offer, days)
            self.assertEqual((offer.state, len(offer.activity_ids)), ("settled", 1))

    def test_foreign_currency_is_settled_in_its_currency(self):
        currency = self.setup_other_currency("JPY", rounding=1.0, rates=[
            ("1900-01-01", 150.0), (str(self._days(-2)), 120.0)])
        move = self._invoice(10001, -20, currency_id=currency.id)
        offer = self._offer(move)
        self.assertRecordValues(offer, [{"currency_id": currency.id, "discount_amount": 1000.0, "pay_amount": 9001.0}])
        self._pay(move, 9001)
        self._judge(offer)
        self.assertRecordValues(offer.credit_note_ids, [{"currency_id": currency.id, "amount_total": 1000.0}])
        self.assertEqual((offer.state, move.amount_residual), ("settled", 0.0))

    def test_invoice_of_a_branch_is_credited_by_the_branch(self):
        self.company.sudo().child_ids = [Command.create({"name": "Branch"})]
        self.env.cr.precommit.run()  # the branch takes over the chart of accounts
        branch = self.company.child_ids
        move = self._invoice(1000, -20, company_id=branch.id)
        offer = self._offer(move)
        self._pay(move, 900)
        self._judge(offer)
        self.assertRecordValues(offer.credit_note_ids, [{"company_id": branch.id, "amount_total": 100.0}])
        self.assertEqual(move.amount_residual, 0.0)

    def test_what_may_not_be_offered(self):
        move, paid = self._invoice(1000, -20), self._invoice(10, -20)
        self._pay(paid)
        foreign = self._invoice(5, -20, currency_id=self.setup_other_currency("EUR").id)
        for moves, vals, message in (
            (self.env["account.move"], {}, "choose open invoices"), (paid, {}, "choose open invoices"),
            (self._invoice(10, -20, partner=self.partner_a), {}, "choose open invoices"),
            (move | foreign, {}, "several currencies"), (move, {"discount": 0}, "above zero"),
            (move, {"discount_by": "amount", "discount_amount": 1000}, "below what is owed"),
            (move, {"discount_by": "amount", "discount_amount": -1}, "above zero"), (move, {"days": -1}, "last day has passed"),
        ):
            with self.subTest(message, **vals), self.assertRaisesRegex(ValidationError, message):
                self._offer(moves, **vals)
        first = self._offer(move, discount_by="amount", discount_amount=1)
        with self.assertRaisesRegex(ValidationError, "Withdraw it first"):
            self._offer(move)
        first.action_cancel()
        self.assertEqual((first.state, self._offer(move).state), ("cancelled", "open"))

    def test_without_an_address_nothing_is_offered(self):
        (self.customer | self.contact).email = False
        with self.assertRaisesRegex(UserError, "no valid e-mail address"):
            self._offer(self._invoice(1000, -20))

    def test_receipt_wakes_the_scheduled_action(self):
        move = self._invoice(1000, -20)
        offer = self._offer(move)
        cron = self.env.ref("credit_collection.ir_cron_judge_settlements").sudo()
        Trigger = self.env["ir.cron.trigger"].sudo()
        before = Trigger.search_count([("cron_id", "=", cron.id)])
        self._pay(move, 900)
        self.assertEqual((offer.state, offer.to_judge), ("open", True), "not in the midst of a reconciliation")
        self.assertGreater(Trigger.search_count([("cron_id", "=", cron.id)]), before)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((offer.state, move.amount_residual), ("settled", 0.0))

    def test_an_offer_that_cannot_be_judged_stops_no_other(self):
        moves = self._invoice(1000, -20), self._invoice(500, -20)
        bad, good = (self._offer(move) for move in moves)
        self._pay(moves[0], 900)
        self._pay(moves[1], 450)
        make = type(bad)._create_credit_notes

        def fail_for_the_bad(offers, today):
            if bad in offers:
                raise ValueError("the period is closed")
            return make(offers, today)

        self.patch(type(bad), "_create_credit_notes", fail_for_the_bad)
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.assertLogs(
            "odoo.addons.credit_collection.models.common.credit_batch_mixin", "ERROR"):
            self.env.ref("credit_collection.ir_cron_judge_settlements").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((bad.state, bad.failed_on, good.state), ("open", self.today, "settled"))

    # Rights

    def test_discount_above_the_tier_is_approved_first(self):
        collector = new_test_user(self.env, "cora", groups=COLLECTOR, company_id=self.company.id)
        offer = self._offer(self._invoice(1000, -20), send=False)
        offer.with_user(collector).action_send()
        self.assertEqual((offer.state, len(offer.activity_ids)), ("to_approve", 1))
        for action in ("action_send", "action_refuse"):
            with self.assertRaises(AccessError):
                getattr(offer.with_user(collector), action)()
        offer.action_refuse()
        self.assertEqual((offer.state, offer.activity_ids), ("draft", self.env["mail.activity"]))
        offer.with_user(collector).action_send()
        offer.action_send()
        self.assertRecordValues(offer, [{"state": "open", "approved_by_id": self.env.uid, "activity_ids": []}])

    def test_viewer_reads_and_others_see_nothing(self):
        offer = self._offer(self._invoice(1000, -20))
        viewer = new_test_user(
            self.env, "vic", groups="credit_collection.credit_collection_group_viewer", company_id=self.company.id)
        self.assertEqual(offer.with_user(viewer).state, "open")
        with self.assertRaises(AccessError):
            offer.with_user(viewer).action_cancel()
        with self.assertRaises(AccessError):
            offer.with_user(viewer).action_judge()
        salesperson = new_test_user(self.env, "sally", groups="sales_team.group_sale_salesman", company_id=self.company.id)
        with self.assertRaises(AccessError):
            offer.with_user(salesperson).read(["state"])
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "otto", groups=COLLECTOR, company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(self.env["credit.settlement"].with_user(stranger).search([]))

    def test_button_on_the_customer_proposes_the_overdue_invoices(self):
        overdue, _later = self._invoice(100, -20), self._invoice(50, 20)
        action = self.profile.action_make_settlement()
        offer = self.env["credit.settlement"].with_context(**action["context"]).create({})
        self.assertEqual((offer.line_ids.move_id, offer.owed_amount), (overdue, 100.0))


@tagged("post_install", "-at_install")
class TestThanks(SettlementCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env.ref("credit_collection.credit_followup_plan_default")
        cls.company.sudo().credit_followup_plan_id = cls.plan
        cls.plan.sudo().thank_for_payment = True

    def _get_thanks(self, profile=None):
        return self.env["mail.mail"].sudo().search([
            ("model", "=", "credit.profile"), ("res_id", "=", (profile or self.profile).id),
            ("subject", "ilike", "thank you for your payment")])

    def _run(self, days):
        self._refresh()
        self.profile._run_followups(self._days(days))

    def test_customer_who_paid_all_is_thanked_once(self):
        move = self._invoice(1000, -20)
        self._run(0)
        self._pay(move, 400)
        self._run(1)
        self.assertFalse(self._get_thanks(), "something is overdue still")
        self._pay(move)
        self._run(2)
        self.assertEqual(len(self._get_thanks()), 1)
        self._run(3)
        self.assertEqual(len(self._get_thanks()), 1)

    def test_credit_note_alone_earns_no_thanks(self):
        move = self._invoice(1000, -20)
        self._run(0)
        self._credit_note(move, 1000)
        self._run(1)
        self.assertFalse(self.profile.followup_level_id)
        self.assertFalse(self._get_thanks())

    def test_disputed_rest_earns_no_thanks(self):
        move = self._invoice(1000, -20)
        self._run(0)
        self._pay(move, 700)
        self.env["credit.dispute"].create({
            "move_id": move.id, "amount": 300,
            "reason_id": self.env.ref("credit_collection.credit_reason_dispute_price").id}).action_open()
        self._run(1)
        self.assertFalse(self._get_thanks())

    def test_plan_without_thanks(self):
        self.plan.sudo().thank_for_payment = False
        move = self._invoice(1000, -20)
        self._run(0)
        self._pay(move)
        self._run(1)
        self.assertFalse(self._get_thanks())

    def test_customer_never_followed_up_is_not_thanked(self):
        self._pay(self._invoice(1000, -1))
        self._run(0)
        self.assertFalse(self._get_thanks())

    def test_customer_without_address_stops_nobody(self):
        (self.customer | self.contact).email = False
        move = self._invoice(1000, -20)
        self._run(0)
        self._pay(move)
        self._run(1)
        self.assertFalse(self.profile.followup_level_id)

    def test_thanks_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["credit_collection"], ["zh_CN"])
        self.customer.lang = "zh_CN"
        move = self._invoice(1000, -20)
        self._run(0)
        self._pay(move)
        self._run(1)
        mail = self.env["mail.mail"].sudo().search([
            ("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)], order="id desc", limit=1)
        self.assertIn("感谢", mail.subject)
