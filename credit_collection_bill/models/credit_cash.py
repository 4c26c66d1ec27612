from odoo import api, fields, models
from odoo.tools import SQL

BILL = "bill"


class CreditCashIn(models.Model):
    """Bills that are held bring their money at maturity. Those given on have brought theirs."""

    _inherit = "credit.cash.in"

    source = fields.Selection(selection_add=[(BILL, "Bill of Exchange")])
    bill_id = fields.Many2one("credit.bill", readonly=True, index="btree_not_null", ondelete="cascade")

    @api.model
    def _forecast(self, profiles, today):
        result = super()._forecast(profiles, today)
        # sudo: rows are written by the system.
        bills = self.env["credit.bill"].sudo().search([("profile_id", "in", profiles.ids), ("state", "=", "received")])
        self.sudo().create([{
            "profile_id": bill.profile_id.id, "company_id": bill.company_id.id, "currency_id": bill.company_currency_id.id,
            "bill_id": bill.id, "due_date": bill.maturity, "date": max(bill.maturity, today), "source": BILL,
            "amount": bill.currency_id._convert(bill.amount, bill.company_currency_id, bill.company_id, today),
            "is_later_than_usual": bill.maturity < today, "forecast_on": today,
        } for bill in bills])
        return result


class CreditCashWeek(models.Model):
    """What bills brought came in the week in which they were paid or discounted."""

    _inherit = "credit.cash.week"

    @api.model
    def _read_received(self, companies, today, since):
        received = super()._read_received(companies, today, since)
        self.env["credit.bill"].flush_model(["cash_amount", "cash_date", "company_id"])
        for key, amount in self._read_weeks(SQL(
            "SELECT company_id, cash_date, cash_amount FROM credit_bill WHERE company_id = ANY(%s) AND cash_date >= %s",
            companies.ids, since)).items():
            received[key] = received.get(key, 0.0) + amount
        return received
