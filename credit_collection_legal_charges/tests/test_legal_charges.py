"""Costs of cases as charges, and the interest sheet of the evidence pack."""

import io
import zipfile

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.credit_collection_legal.tests.common import LegalCommon

from ..hooks import post_init_hook


@tagged("post_install", "-at_install")
class TestLegalCharges(LegalCommon):

    def _cost(self, **vals):
        case = self._case(self._invoice(1000, -40))
        case.cost_ids = [Command.create({"kind": "court", "name": "Court fee", "amount": 120, "charge_on": True, **vals})]
        return case.cost_ids

    def test_a_cost_that_is_charged_on_is_claimed_and_billed(self):
        cost = self._cost()
        charge = self.profile.charge_ids.filtered(lambda charge: charge.kind == "cost")
        self.assertRecordValues(charge, [{"amount": 120, "state": "accrued", "cost_id": cost.id}])
        self.assertEqual(cost.case_id.total_claim, 1120)
        self.assertIn(("Costs of legal action", 120), [demand[:2] for demand in self.profile._get_demands(self.today)])
        cost.amount = 150
        self.assertEqual(charge.amount, 150)
        bill = charge.sudo()._bill()
        self.assertEqual(bill.amount_total, 150)
        self.assertIn("Court fee", bill.invoice_line_ids.name)
        self._refresh()
        # An item of its own by now, not claimed twice.
        self.assertEqual(cost.case_id.total_claim, 1000)
        for change in (lambda: cost.write({"amount": 10}), cost.unlink):
            with self.assertRaisesRegex(UserError, "billed or waived"):
                change()

    def test_the_night_leaves_costs_as_they_are(self):
        """They belong to a case and to no invoice: what is cancelled with an invoice is its interest and its compensation."""
        cost = self._cost()
        move = cost.case_id.sudo().line_ids.move_id
        for _night in range(2):
            self.env["credit.charge"].sudo()._accrue_and_tell(self.profile.sudo(), self.today)
            self._refresh()
            self.assertEqual((cost.sudo().charge_ids.state, cost.case_id.total_claim), ("accrued", 1120))
        self._pay(move)
        self.env["credit.charge"].sudo()._accrue_and_tell(self.profile.sudo(), self.today)
        self._refresh()
        self.assertEqual((cost.sudo().charge_ids.state, cost.case_id.total_claim), ("accrued", 120))

    def test_what_is_not_charged_on_is_no_charge(self):
        cost = self._cost(charge_on=False)
        self.assertFalse(cost.sudo().charge_ids)
        cost.charge_on = True
        self.assertEqual(cost.sudo().charge_ids.state, "accrued")
        cost.charge_on = False
        self.assertEqual(cost.sudo().charge_ids.state, "cancelled")
        self.assertEqual(cost.case_id.total_claim, 1000)

    def test_costs_from_before_the_installation_are_charges(self):
        cost = self._cost()
        cost.sudo().charge_ids.unlink()
        self.assertEqual(cost.case_id.total_claim, 1000)
        post_init_hook(self.env)
        self._refresh()
        self.assertEqual((cost.case_id.total_claim, len(cost.sudo().charge_ids)), (1120, 1))

    def test_a_receipt_pays_costs_first(self):
        self.company.credit_charge_booking = "paid"
        cost = self._cost()
        self._pay(cost.case_id.sudo().line_ids.move_id)
        payment = self.env["account.payment"].create({
            "partner_id": self.customer.id, "amount": 120, "payment_type": "inbound", "date": self.today})
        payment.action_post()
        self._refresh()
        self.env["credit.charge"].sudo()._book_paid(self.profile, self.today)
        self.assertEqual(cost.sudo().charge_ids.state, "billed")

    def test_fixed_compensation_is_credited_to_the_costs_of_recovery(self):
        # curia.europa.eu C-131/18 on urteile-gesetze.de/rechtsprechung/iii-zr-174-17: both were claimed in full.
        self.customer.country_id = self.env.ref("base.jp")
        self.env["credit.interest.rule"].create({
            "name": "Fixed sum", "country_id": self.customer.country_id.id,
            "compensation_currency_id": self.company.currency_id.id,
            "compensation_ids": [Command.create({"amount": 40})],
            "rate_ids": [Command.create({"date_from": "2000-01-01", "rate": 0, "source": "Test"})]})
        cost = self._cost(kind="counsel", name="Attorney", amount=300)
        case = cost.case_id
        case.cost_ids = [Command.create({"kind": "other", "name": "Inquiry", "amount": 15, "charge_on": True}),
                         Command.create({"kind": "court", "name": "Court fee", "amount": 120, "charge_on": True})]
        self.assertEqual(case.cost_claimed, 435)
        self._refresh()
        self.profile._accrue_charges(self.today)
        self._refresh()
        self.assertEqual((cost.sudo().charge_ids.amount, case.cost_claimed), (260, 395))
        cost.amount = 30
        self._refresh()
        self.assertEqual(case.cost_claimed, 125)  # 15 − 10, and the court fee
        cost.amount = 300
        compensation = self.profile.charge_ids.filtered(lambda charge: charge.kind == "compensation")
        compensation.sudo()._waive("Goodwill")
        self.profile._accrue_charges(self.today)
        self._refresh()
        self.assertEqual(case.cost_claimed, 435)

    def _compensate(self, case):
        """Claim the fixed compensation of 40 for the invoice of a case."""
        self.env["credit.charge"].sudo().create({
            "profile_id": case.profile_id.id, "kind": "compensation", "date": self.today, "amount": 40,
            "move_id": case.sudo().line_ids.move_id.id})

    def test_compensation_that_a_billed_cost_was_credited_is_not_credited_again(self):
        """Counsel of 100 is charged on only after that of 300, which was entered later, was billed at 260."""
        cost = self._cost(kind="counsel", name="Letter", amount=100, charge_on=False)
        case = cost.case_id
        self._compensate(case)
        case.cost_ids = [Command.create({"kind": "counsel", "name": "Suit", "amount": 300, "charge_on": True})]
        later = case.cost_ids - cost
        self.assertEqual(later.sudo().charge_ids._bill().amount_total, 260)
        cost.charge_on = True
        self.assertEqual(cost.sudo().charge_ids.amount, 100)
        self.assertEqual(case._get_credited(), {later: 40, cost: 0})

    def test_compensation_is_credited_once_to_two_cases_of_an_invoice(self):
        """A closed case had counsel of 30 and 300 for it, the next one has counsel of 100. What is waived is claimed again."""
        cost = self._cost(kind="counsel", name="Letter", amount=30)
        first = cost.case_id
        self._compensate(first)
        first.cost_ids = [Command.create({"kind": "counsel", "name": "Suit", "amount": 300, "charge_on": True})]
        first.write({"stage_id": self.stages["closed"].id, "outcome": "settled"})
        second = self._case(first.sudo().line_ids.move_id)
        second.cost_ids = [Command.create({"kind": "counsel", "name": "Attorney", "amount": 100, "charge_on": True})]
        self.assertEqual((first.cost_claimed, second.cost_claimed), (290, 100))
        self.env["credit.charge"].sudo().search([("kind", "=", "compensation")])._waive("Goodwill")
        second.cost_ids.amount = 110
        self._refresh()
        self.assertEqual((first.cost_claimed, second.cost_claimed), (300, 110))

    def test_the_night_asks_once_for_all_cases_of_a_customer(self):
        def accrue(line_ids=None):
            self._refresh()
            before = self.cr.sql_log_count
            self.env["credit.charge"].sudo()._accrue(self.profile.sudo(), self.today, line_ids)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost = self._cost(kind="counsel", name="Attorney", amount=300)
        self._compensate(cost.case_id)
        other = self._invoice(700, -40)
        accrue()
        self.assertEqual(cost.sudo().charge_ids.amount, 260)
        counts = [accrue(), accrue(self._open_item(other).ids)]
        for _number in range(4):
            self._compensate(self._cost(kind="counsel", name="Attorney", amount=100).case_id)
        accrue()
        self.assertEqual(sorted(self.profile.sudo().charge_ids.filtered("cost_id").mapped("amount")), [60, 60, 60, 60, 260])
        self.assertEqual([accrue(), accrue(self._open_item(other).ids)], counts)

    def test_bill_of_a_cost_says_what_was_credited(self):
        self.customer.country_id = self.env.ref("base.jp")
        cost = self._cost(kind="counsel", name="Attorney", amount=300)
        self._compensate(cost.case_id)
        cost.amount = 310
        bill = cost.sudo().charge_ids._bill()
        self.assertEqual(bill.amount_total, 270)
        self.assertIn("less", bill.invoice_line_ids.name)
        # What was billed keeps what it was credited.
        self.assertEqual(cost.case_id._get_credited(), {cost: 40})

    def test_interest_sheet_in_the_evidence_pack(self):
        self.customer.country_id = self.env.ref("base.jp")
        self.env["credit.interest.rule"].create({
            "name": "Ten percent", "country_id": self.customer.country_id.id,
            "rate_ids": [Command.create({"date_from": "2000-01-01", "rate": 10, "source": "Test"})]})
        move = self._invoice(1000, -40)
        self._refresh()
        self.profile._accrue_charges(self.today)
        case = self._case(move)
        case.action_evidence_pack()
        archive = zipfile.ZipFile(io.BytesIO(case.sudo().pack_ids.zip_id.raw))
        sheet = next(name for name in archive.namelist() if "Interest sheet" in name)
        text = archive.read(sheet).decode()
        self.assertIn(move.name, text)
        self.assertIn("days on", text)
