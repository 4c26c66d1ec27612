from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..tools.promises import split


class CreditPromiseMake(models.TransientModel):
    """Records and opens a promise for chosen items: one date, or a plan of equal instalments."""

    _name = "credit.promise.make"
    _description = "Record a Promise to Pay"

    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True)
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer Contact")
    company_id = fields.Many2one(related="profile_id.company_id")
    currency_id = fields.Many2one(related="profile_id.currency_id")
    line_ids = fields.Many2many("account.move.line", string="Items")
    owed_amount = fields.Monetary(string="They Owe", compute="_compute_owed_amount")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False,
        help="What the customer promises for all these items; without what is disputed, unless you change it.",
    )
    date = fields.Date(
        string="Pays On", required=True, default=lambda self: fields.Date.context_today(self) + relativedelta(days=7),
        help="Day of the payment, or of the first instalment.",
    )
    instalments = fields.Integer(string="Number of Instalments", default=1, required=True)
    interval = fields.Selection([("week", "Every week"), ("month", "Every month")], default="month", required=True)
    source = fields.Selection([("staff", "By phone or in person"), ("mail", "By mail")], default="staff", required=True)
    reason_id = fields.Many2one("credit.reason", string="Reason for Late Payment", domain=[("kind", "=", "late")])
    note = fields.Text()

    _instalments_positive = models.Constraint("CHECK (instalments BETWEEN 1 AND 120)", "Enter 1 to 120 instalments.")

    @api.depends("line_ids")
    def _compute_owed_amount(self):
        for wizard in self:
            wizard.owed_amount = sum(wizard.line_ids.mapped("amount_residual"))

    @api.depends("line_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(
                max(line.amount_residual - line.credit_disputed_amount, 0.0) for line in wizard.line_ids)

    def action_open_promise(self):
        """Record the promise and open it."""
        self.ensure_one()
        promise = self.env["credit.promise"].create(self._prepare_promise_vals())
        promise.action_open()
        return {"type": "ir.actions.act_window_close"}

    def _prepare_promise_vals(self):
        amounts = split(self.amount, max(self.instalments, 1), self.currency_id.rounding)
        step = {"week": relativedelta(weeks=1), "month": relativedelta(months=1)}[self.interval]
        return {
            "profile_id": self.profile_id.id,
            "line_ids": [Command.set(self.line_ids.ids)],
            "instalment_ids": [
                Command.create({"date": self.date + step * position, "amount": amount})
                for position, amount in enumerate(amounts)
            ],
            "source": self.source,
            "reason_id": self.reason_id.id,
            "note": self.note,
        }
