from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date

from ..common.kept_text import choose_language


class CreditPromise(models.Model):
    """Interest on a repayment plan: shown with the instalments, and invoiced as a draft when the company wants that."""

    _inherit = "credit.promise"

    interest_percent = fields.Float(string="Interest (% per year)", digits=(16, 4), aggregator=None)
    interest_year_days = fields.Selection(
        [("365", "Actual days / 365"), ("360", "Actual days / 360")], string="Day Count", default="365", required=True,
    )
    interest_amount = fields.Monetary(
        string="Interest", compute="_compute_interest_amount", store=True,
        help="Simple interest on what is outstanding, on top of the promised amount.",
    )
    invoice_interest = fields.Boolean(
        string="Invoice the Interest", help="A draft invoice of the interest is made when the promise comes into force.",
    )
    interest_move_id = fields.Many2one(
        "account.move", string="Interest Invoice", readonly=True, copy=False, index="btree_not_null")

    @api.depends("instalment_ids.interest_amount")
    def _compute_interest_amount(self):
        for promise in self:
            promise.interest_amount = sum(promise.instalment_ids.mapped("interest_amount"))

    def _get_interest_note(self, env):
        """:return: how the interest was reckoned, in words; empty without interest"""
        if not self.interest_amount:
            return ""
        return env._(
            "Simple interest of %(percent)s %% per year on what is outstanding, actual days / %(days)s.",
            percent=f"{self.interest_percent:g}", days=self.interest_year_days)

    def _on_opened(self, today):
        for promise in self:
            if promise.invoice_interest and promise.currency_id.compare_amounts(promise.interest_amount, 0) > 0:
                promise.interest_move_id = self.env["account.move"].create(promise._prepare_interest_invoice_vals(today))
        return super()._on_opened(today)

    def _prepare_interest_invoice_vals(self, today):
        """:return: values of the draft invoice: one line, due with the last instalment"""
        product = self.company_id.credit_interest_product_id
        last = max(self.instalment_ids.mapped("date"))
        env = self.with_context(lang=choose_language(self.env, self.partner_id.lang)).env
        line = {
            "name": env._("Interest on the repayment plan until %(date)s. %(note)s",
                          date=format_date(env, last), note=self._get_interest_note(env)),
            "quantity": 1, "price_unit": self.interest_amount,
        }
        # Without a product there is no rule which tax applies: none.
        line |= {"product_id": product.id} if product else {"tax_ids": [Command.clear()]}
        return {
            "move_type": "out_invoice",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "invoice_date_due": last,
            "invoice_line_ids": [Command.create(line)],
        }
