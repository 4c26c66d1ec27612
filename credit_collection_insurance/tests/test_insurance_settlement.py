"""What the insurer paid is posted: shown before, once, against debts or recoveries, counted as recovery, and taken back."""

import json
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.credit_collection.models.exposure.settlements import build_settlements

from .common import InsuranceCommon

SCRIPT = load_script(
    str(Path(__file__).parents[1] / "migrations" / "19.0.1.2.0" / "post-received.py"), "credit_collection_insurance_received")


@tagged("post_install", "-at_install")
class TestInsuranceSettlement(InsuranceCommon):
    """12,000 with tax, of which 9,000 are insured and claimed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurer_account, cls.recovery_account = [
            cls.env["account.account"].create({"code": code, "name": name, "account_type": kind, "reconcile": reconcile})
            for code, name, kind, reconcile in (
                ("INS1", "Money from insurers", "asset_current", True), ("INS2", "Compensation", "income_other", False))]
        cls.journal = cls.company_data["default_journal_misc"]
        cls.company.write({
            "credit_insurer_account_id": cls.insurer_account.id, "credit_insurance_journal_id": cls.journal.id,
            "credit_insurance_recovery_account_id": cls.recovery_account.id})
        cls.receivable = cls.company_data["default_account_receivable"]
        cls._cover(50000)
        cls.invoice = cls._deliver(10000, cls._days(-100), cls._days(-70), taxed=True)

    def _settled(self, amount=9000):
        self._refresh()
        claim = self.env["credit.insurance.claim"].with_user(self.collector).create({
            "profile_id": self.profile.id, "reference": "S 1"})
        claim.action_fill()
        claim.action_report()
        claim.document_ids[0].attachment_ids = [Command.create({"name": "invoice.txt", "raw": b"Invoice"})]
        claim.action_file()
        return self._settle(claim.with_user(self.manager), amount)

    def _settle(self, claim, amount):
        claim.write({"settled_amount": amount, "settlement_note": "Deductible"})
        claim.action_settle()
        return claim

    def _dialog(self, claim, **vals):
        context = claim.action_open_post()["context"]
        return self.env["credit.insurance.post"].with_user(self.manager).with_context(**context).create(vals)

    def _post(self, claim, **vals):
        self._dialog(claim, **vals).action_post()
        self._refresh()
        return claim.sudo().move_id

    def _figures(self):
        self._refresh()
        return self.company._get_credit_key_figures(self.today, self.today)

    @staticmethod
    def _amounts(move):
        return {(line.account_id, line.partner_id): line.balance for line in move.line_ids}

    def test_posted_against_the_debts(self):
        claim = self._settled()
        dialog = self._dialog(claim)
        (group,) = json.loads(dialog.preview)["groups_vals"]
        self.assertEqual(
            [(row["partner"], row["debit"], row["credit"]) for _command, _id, row in group["items_vals"]],
            [(self.customer.name, "", "$\xa09,000.00"), ("Careful Insurance", "$\xa09,000.00", "")])
        dialog.action_post()
        self._refresh()
        self.assertEqual(self._amounts(claim.sudo().move_id), {
            (self.receivable, self.customer): -9000, (self.insurer_account, self.insurer): 9000})
        self.assertEqual(self._open_item(self.invoice).amount_residual, 3000)
        self.assertEqual(claim.posted_by_id, self.manager)

    def test_what_the_customer_pays_afterwards_is_to_be_shared_with_the_insurer(self):
        claim = self._settled()
        self._post(claim)
        self.assertFalse(claim.sudo().activity_ids)
        for amount, total in ((1000, "1,000.00"), (500, "1,500.00")):
            self._pay(self.invoice, amount)
            self._refresh()
            self.assertIn(total, claim.sudo().activity_ids.summary)
        for match in self._open_item(self.invoice).matched_credit_ids.filtered(
                lambda match: match.credit_move_id.move_id != claim.sudo().move_id):
            match.unlink()
        self._refresh()
        self.assertFalse(claim.sudo().activity_ids)
        self._pay(self.invoice, 1000)
        self._refresh()
        self.assertTrue(claim.sudo().activity_ids)
        claim.action_reverse()
        self._refresh()
        self.assertFalse(claim.sudo().activity_ids, "the insurer has paid nothing any more")

    def test_money_of_before_that_is_matched_after_the_settlement_is_to_be_shared_too(self):
        """2,000 were matched before, and are matched again; 1,000 came before, too, and nobody knew for what."""
        known = self._pay(self.invoice, 2000, date=self._days(-20))
        unknown = self._pay(self.invoice, 1000, date=self._days(-20))
        receipt = self._open_item(unknown.move_id)
        receipt.remove_move_reconcile()
        claim = self._settled(5000)
        self._post(claim)
        self._open_item(known.move_id).remove_move_reconcile()
        (self._open_item(self.invoice) | self._open_item(known.move_id)).reconcile()
        self._refresh()
        self.assertFalse(claim.sudo().activity_ids)
        (self._open_item(self.invoice) | receipt).reconcile()
        self._refresh()
        self.assertIn("1,000.00", claim.sudo().activity_ids.summary)

    def test_the_upgrade_takes_what_is_dated_before_the_settlement_as_known(self):
        self._pay(self.invoice, 2000, date=self._days(-20))
        claim = self._settled(5000)
        self._pay(self.invoice, 1000)
        claim.sudo().received_before = 0.0
        SCRIPT.migrate(self.cr, "19.0.1.1.0")
        self._refresh()
        self.assertEqual(claim.sudo().received_before, 2000)
        claim.sudo()._tell_recovered()
        self.assertIn("1,000.00", claim.sudo().activity_ids.summary)

    def test_it_is_no_money_of_the_customer(self):
        """No last payment, nothing collected, nothing that earns commission: ``is_payment`` decides that."""
        item = self._open_item(self.invoice)
        self._post(self._settled())
        self._invoice(100, 0, invoice_date=self.today)
        self.assertEqual(self._figures()["collection_rate"], 0)
        self.assertFalse(self.env["credit.receipts"]._get_last_payments(self.today))
        settlements = build_settlements(
            SQL("debt.id"), bounced=self.env["credit.receipts"]._get_bounced_sql(self.today), debt="debt")
        rows = self.env.execute_query(SQL(
            "SELECT amount, is_payment, is_loss FROM account_move_line debt CROSS JOIN LATERAL (%s) settlement "
            "WHERE debt.id = %s", settlements, item.id))
        self.assertEqual(rows, [(9000, False, False)])

    def test_posted_as_recovery_it_lowers_the_bad_debt_ratio(self):
        """12,000 are written off, 9,000 come from the insurer: 3,000 are lost."""
        claim = self._settled()
        self.company.credit_insurance_credited = "recovery"
        loss = self.company_data["default_account_expense"]
        item = self._open_item(self.invoice)
        write_off = self.env["account.move"].create({
            "move_type": "entry", "date": self.today, "journal_id": self.journal.id, "line_ids": [
                Command.create({"account_id": self.receivable.id, "partner_id": self.customer.id, "balance": -12000}),
                Command.create({"account_id": loss.id, "balance": 12000})]})
        write_off.action_post()
        (item + write_off.line_ids.filtered(lambda line: line.account_id == self.receivable)).reconcile()
        self._invoice(6000, 30, invoice_date=self.today)
        self.assertEqual(self._figures()["bad_debt_ratio"], 2)
        move = self._post(claim)
        self.assertEqual(self._amounts(move), {
            (self.recovery_account, self.customer): -9000, (self.insurer_account, self.insurer): 9000})
        self.assertEqual(self._figures()["bad_debt_ratio"], 0.5)
        claim.action_reverse()
        self.assertEqual(self._figures()["bad_debt_ratio"], 2)

    def test_reversed_the_debt_is_owed_again_and_the_claim_settled_anew(self):
        claim = self._settled()
        move = self._post(claim)
        claim.action_reverse()
        self._refresh()
        self.assertEqual(self._open_item(self.invoice).amount_residual, 12000)
        self.assertRecordValues(claim.sudo(), [{"state": "filed", "move_id": False, "settled_on": False}])
        self.assertEqual(len(claim.sudo().entry_ids), 2)
        with self.assertRaisesRegex(UserError, "no entry to reverse"):
            claim.action_reverse()
        for entry in claim.sudo().entry_ids:
            with self.assertRaisesRegex(UserError, "evidence and stays posted"):
                entry.button_draft()
        self._post(self._settle(claim, 8000))
        self.assertEqual(self._open_item(self.invoice).amount_residual, 4000)
        self.assertIn(move, claim.sudo().entry_ids)

    def test_not_reversed_while_matched_with_the_bank(self):
        claim = self._settled()
        move = self._post(claim)
        journal = self.company_data["default_journal_bank"]
        bank = self.env["account.move"].create({
            "move_type": "entry", "date": self.today, "journal_id": journal.id, "line_ids": [
                Command.create({"account_id": self.insurer_account.id, "balance": -9000}),
                Command.create({"account_id": journal.default_account_id.id, "balance": 9000})]})
        bank.action_post()
        (move + bank).line_ids.filtered(lambda line: line.account_id == self.insurer_account).reconcile()
        with self.assertRaisesRegex(UserError, "matched with the bank statement"):
            claim.action_reverse()

    def test_posted_once(self):
        claim = self._settled()
        first, second = self._dialog(claim), self._dialog(claim)
        first.action_post()
        with self.assertRaisesRegex(UserError, "nothing to post"):
            second.action_post()
        with self.assertRaisesRegex(UserError, "nothing to post"):
            claim.action_open_post()
        self._refresh()
        self.assertEqual(self._open_item(self.invoice).amount_residual, 3000)

    def test_more_than_is_open_is_refused_in_words(self):
        claim = self._settled()
        self._pay(self.invoice, 6000)
        self._refresh()
        dialog = self._dialog(claim)
        self.assertIn("are still open", dialog.problem)
        with self.assertRaisesRegex(UserError, "are still open"):
            dialog.action_post()
        dialog.credited = "recovery"
        self.assertFalse(dialog.problem)
        dialog.action_post()

    def test_what_posting_needs(self):
        claim = self._settled()
        with self.assertRaisesRegex(UserError, "has not come yet"), self.cr.savepoint():
            self._post(claim, date=self._days(1))
        self.company.sudo().fiscalyear_lock_date = self._days(-1)
        with self.assertRaisesRegex(UserError, "are locked on"), self.cr.savepoint():
            self._post(claim, date=self._days(-2))
        self.company.sudo().credit_insurance_recovery_account_id = False
        with self.assertRaisesRegex(UserError, "Recoveries from Insurers"), self.cr.savepoint():
            self._post(claim, credited="recovery")
        self.company.sudo().credit_insurer_account_id = False
        with self.assertRaisesRegex(UserError, "> Credit Insurance of .*: Money from Insurers"):
            claim.action_open_post()

    def test_credit_managers_alone(self):
        claim = self._settled()
        lower = claim.with_user(self.collector)
        for step in (lower.action_open_post, lambda: lower._post_settlement(self.today, "debt"), lower.action_reverse):
            with self.assertRaises(AccessError):
                step()
        with self.assertRaises(AccessError):
            self.env["credit.insurance.post"].with_user(self.collector).create({"claim_id": claim.id})

    def test_items_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({
            "name": "2015-01-01", "rate": 0.5, "currency_id": euro.id, "company_id": self.company.id})
        self._pay(self.invoice)
        foreign = self._deliver(500, self._days(-90), self._days(-60))
        foreign.button_draft()
        foreign.currency_id = euro
        foreign.action_post()
        claim = self._settled(900)
        self._post(claim)
        self.assertRecordValues(self._open_item(foreign), [{"amount_residual": 100, "amount_residual_currency": 50}])
