"""Placements: licence, approval, what came in and what is left of it, recall; the worked case of an agency that sends net."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import AgencyCommon


@tagged("post_install", "-at_install")
class TestAgencyPlacement(AgencyCommon):

    def test_agency_sends_net_of_its_fee_and_the_customer_pays_us_too(self):
        """1,000 placed at 25 %: 600 collected, 450 sent; 400 paid to us; the agency bills 100."""
        move = self._invoice(1000, -100)
        placement = self._place(move)
        self.assertRecordValues(placement, [{"fee_percent": 25, "amount_placed": 1000, "date_placed": self.today}])
        sent = self._remit(placement, 600)
        amounts = {line.account_id: line.balance for line in sent.move_id.line_ids}
        receivable = self.company_data["default_account_receivable"]
        self.assertEqual(amounts, {receivable: -600, self.fee_account: 150, self.bank.default_account_id: 450})
        self.assertEqual(self._open_item(move).amount_residual, 400)
        payment = self._pay(move, 400)
        self._refresh()
        self.assertEqual(self._open_item(move).amount_residual, 0)
        self.assertRecordValues(placement.recovery_ids.sorted("id"), [
            {"kind": "agency", "amount": 600, "fee": 150, "net": 450},
            {"kind": "direct", "amount": 400, "fee": 100, "net": 300}])
        bill = self.env["account.move"].browse(placement.action_bill_fee()["res_id"])
        self.assertRecordValues(bill, [{
            "move_type": "in_invoice", "partner_id": self.agency.partner_id.id, "amount_total": 100, "state": "draft"}])
        bill.sudo().action_post()
        self._pay(bill)
        self._refresh()
        self.assertRecordValues(placement, [{"recovered": 1000, "fee": 250, "net": 750, "fee_to_bill": 0, "success": 100}])
        costs = self.env["account.move.line"].search(
            [("account_id", "=", self.fee_account.id), ("parent_state", "=", "posted")])
        self.assertEqual(sum(costs.mapped("balance")), 250)
        self.assertEqual(450 + payment.amount - bill.amount_total, 750)
        self.assertRecordValues(self.agency.with_user(self.manager), [{
            "placed": 1000, "recovered": 1000, "net": 750, "success": 100}])

    def test_the_agency_is_told_within_two_days(self):
        move = self._invoice(1000, -100)
        placement = self._place(move)
        self._pay(move, 400)
        self._refresh()
        self.assertRecordValues(placement.activity_ids, [{
            "date_deadline": self._days(2), "user_id": self.collector.id,
            "summary": "Tell Inkasso Nord: $\xa0400.00 were paid to us"}])
        recovery = placement.recovery_ids
        recovery.with_user(self.collector).action_tell()
        self.assertRecordValues(recovery, [{"told_on": self.today, "told_by_id": self.collector.id}])
        self.assertFalse(placement.activity_ids)
        self.assertIn(self.agency.partner_id, placement.sudo().message_ids[:1].partner_ids)

    def test_a_direct_payment_that_is_taken_back_is_none(self):
        move = self._invoice(1000, -100)
        placement = self._place(move)
        self._pay(move, 400)
        self._refresh()
        self.assertEqual(placement.recovered, 400)
        self._open_item(move).remove_move_reconcile()
        self._refresh()
        self.assertRecordValues(placement, [{"recovered": 0, "fee": 0}])

    def test_what_the_agency_sent_is_no_direct_payment(self):
        placement = self._place(self._invoice(1000, -100))
        self._remit(placement, 600, fee=120)
        self.assertRecordValues(placement.recovery_ids, [{"kind": "agency", "amount": 600, "fee": 120, "net": 480}])
        self.assertFalse(placement.activity_ids)

    def test_what_the_agency_sent_is_booked_once(self):
        move = self._invoice(1000, -100)
        wizard = self.env["credit.agency.remit"].with_user(self.manager).create({
            "placement_id": self._place(move).id, "amount": 300})
        wizard.action_book()
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_book()
        self._refresh()
        self.assertEqual(move.amount_residual, 700)

    def test_placed_items_are_not_reminded_until_recall(self):
        item = self._open_item(self._invoice(1000, -100))
        placement = self._place(item.move_id)
        self.assertNotIn(item, item.search(item._get_collectible_domain(self.today)))
        self.assertEqual(self.env["credit.open.item.report"].browse(item.id).status, "placed")
        self.assertFalse(self.profile._run_followups(self.today))
        with self.assertRaisesRegex(UserError, "say why"):
            placement.action_recall()
        placement.recall_reason = "No report for two months"
        placement.action_recall()
        self._refresh()
        self.assertIn(item, item.search(item._get_collectible_domain(self.today)))
        self.assertRecordValues(placement, [{"state": "recalled", "date_ended": self.today}])
        # Placed anew, they stay so whatever tab still shows the first placement.
        again = self._place(item.move_id)
        placement.action_recall()
        self._refresh()
        self.assertNotIn(item, item.search(item._get_collectible_domain(self.today)))
        again.recall_reason = "As the first"
        again.action_recall()
        self._refresh()
        self._pay(item.move_id, 100)
        self._refresh()
        self.assertFalse(placement.recovery_ids)

    def test_plan_and_reports_are_kept_with_the_placement(self):
        move = self._invoice(1000, -100)
        with self._refused(UserError, "agreed end has passed"):
            self._place(move, date_until=self._days(-1))
        placement = self._place(move, plan="Two calls, then a visit", date_until=self._days(60))
        Report = self.env["credit.agency.report"]
        Report.with_user(self.collector).create({"placement_id": placement.id, "text": "Debtor found, offers installments"})
        self.assertRecordValues(placement.report_ids, [{"date": self.today, "create_uid": self.collector.id}])
        with self.assertRaises(AccessError):
            Report.with_user(self._user("viewer")).create({"placement_id": placement.id, "text": "None of mine"})
        with self._refused(UserError, "say why it is recalled"):
            placement.action_recall()
        self.assertEqual((placement.state, placement.plan), ("placed", "Two calls, then a visit"))

    def test_without_a_valid_licence_nothing_is_placed(self):
        move = self._invoice(1000, -100)
        for vals, words in (
            ({"licence_number": False}, "has no licence"), ({"licence_until": self._days(-1)}, "ended on"),
            ({"licence_from": self._days(1)}, "valid from"),
            ({"country_ids": [Command.set(self.china.ids)]}, "may not collect"),
        ):
            with self.subTest(words), self._refused(UserError, words):
                self.agency.sudo().write(vals)
                self._place(move)
        # On its last day it is valid.
        self.agency.sudo().licence_until = self.today
        self.assertEqual(self._place(move).state, "placed")

    def test_a_placement_without_items_or_with_items_of_others_is_refused(self):
        move = self._invoice(1000, -100)
        with self._refused(ValidationError, "needs items"):
            self._place(move, line_ids=[])
        placement = self._place(move)
        with self._refused(ValidationError, "placed with Inkasso Nord already"):
            self._place(move)
        with self._refused(UserError, "do not change once it is placed"):
            placement.write({"fee_percent": 1})
        with self._refused(UserError, "Only .* are open"):
            self._remit(placement, 1000.01)
        with self._refused(UserError, "not more than"):
            self._remit(placement, 100, fee=101)
        with self._refused(UserError, "evidence"):
            placement.unlink()

    def test_without_the_account_of_fees_nothing_is_booked(self):
        placement = self._place(self._invoice(1000, -100))
        self.company.sudo().credit_agency_fee_account_id = False
        with self._refused(UserError, "Choose first in Settings .* > Legal Action of .*: Agency Fees"):
            self._remit(placement, 600)

    def test_a_collector_asks_a_manager(self):
        self.company.sudo().credit_manager_id = self.manager
        move = self._invoice(1000, -100)
        self._refresh()
        with Form(self.env["credit.agency.placement"].with_user(self.collector)) as form:
            form.profile_id = self.profile
            form.agency_id = self.agency
        placement = form.record
        self.assertEqual((placement.line_ids, placement.fee_percent), (self._open_item(move), 25))
        with self.assertRaises(AccessError):
            placement.action_place()
        placement.action_submit()
        self.assertEqual(placement.activity_ids.user_id, self.manager)
        placement.with_user(self.manager).action_place()
        self.assertFalse(placement.activity_ids)
        for step in ("action_recall", "action_close", "action_bill_fee"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(placement, step)()
        with self.assertRaises(AccessError):
            self.env["credit.agency.remit"].with_user(self.collector).create({"placement_id": placement.id, "amount": 5})
        with self.assertRaises(AccessError):
            self.agency.with_user(self.collector).licence_number = "forged"

    def test_money_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({"name": "2020-01-01", "rate": 0.5, "currency_id": euro.id,
                                              "company_id": self.company.id})
        move = self._invoice(500, -100, currency_id=euro.id)
        placement = self._place(move)
        self.assertEqual(placement.claim, 1000)
        self._remit(placement, 600)
        self.assertRecordValues(self._open_item(move), [{"amount_residual": 400, "amount_residual_currency": 200}])

    def test_net_recovery_is_compared_between_agencies(self):
        other = self.agency.copy({"partner_id": self.env["res.partner"].create({"name": "Sued"}).id})
        self._remit(self._place(self._invoice(1000, -100)), 500)
        self._remit(self._place(self._invoice(1000, -100), agency_id=other.id, fee_percent=10), 400)
        groups = self.env["credit.agency.placement"]._read_group(
            [], ["agency_id"], ["amount_placed:sum", "recovered:sum", "fee:sum", "net:sum"])
        self.assertEqual(groups, [(self.agency, 1000, 500, 125, 375), (other, 1000, 400, 40, 360)])

    def test_other_company(self):
        placement = self._place(self._invoice(1000, -100))
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        for step in ("action_close", "action_bill_fee", "action_recall"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(placement.with_user(stranger), step)()
        self.assertFalse(self.env["credit.agency.recovery"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.env["credit.agency.remit"].with_user(stranger).create({
                "placement_id": placement.id, "amount": 5, "journal_id": self.bank.id}).action_book()
