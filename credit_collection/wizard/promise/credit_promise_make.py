
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.common.days import day_of_entry
from ...tools.promise.instalments import MAX_COUNT, divide, plan


class CreditPromiseMake(models.TransientModel):
    """Records a promise for chosen items: one date, or a plan that the calculator lays out and the user may change."""

    _name = "credit.promise.make"
    _inherit = "credit.bounds.mixin"
    _description = "Record a Promise to Pay"

    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True)
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer Contact")
    company_id = fields.Many2one(related="profile_id.company_id")
    currency_id = fields.Many2one(related="profile_id.currency_id")
    line_ids = fields.Many2many("account.move.line", string="Items")
    owed_amount = fields.Monetary(string="Outstanding", compute="_compute_owed_amount")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False,
        help="Amount promised for all these items; excludes disputed amounts unless changed.",
    )
    date = day_of_entry(
        "date", "profile_id.company_id", days=7, string="Promised Date", required=True,
        help="Day of the payment, or of the first installment.",
    )
    divide_by = fields.Selection(
        [("count", "Number of installments"), ("amount", "Amount of each")], string="Plan By", default="count", required=True,
    )
    instalments = fields.Integer(string="Number of Installments", default=1, required=True)
    instalment_amount = fields.Monetary(string="Amount of Each", help="The last installment takes what is left.")
    interval = fields.Selection(
        [("week", "Every week"), ("fortnight", "Every two weeks"), ("month", "Every month")], default="month", required=True,
        help="Monthly installments keep the day of the first one; in shorter months it is the last day.",
    )
    interest_percent = fields.Float(string="Interest (% per year)", digits=(16, 4))
    interest_year_days = fields.Selection(
        [("365", "Actual days / 365"), ("360", "Actual days / 360")], string="Day Count", default="365", required=True,
    )
    invoice_interest = fields.Boolean(
        string="Invoice the Interest", help="A draft invoice of the interest is made when the promise comes into force.",
    )
    instalment_ids = fields.One2many(
        "credit.promise.make.instalment", "wizard_id", string="Installments", compute="_compute_instalment_ids",
        store=True, readonly=False, help="As the calculator lays them out. Dates and amounts may be changed here.",
    )
    planned_amount = fields.Monetary(compute="_compute_planned_amount", help="Sum of the installments, without interest.")
    interest_amount = fields.Monetary(string="Interest", compute="_compute_planned_amount")
    total_amount = fields.Monetary(string="Customer Pays", compute="_compute_planned_amount")
    ask_acceptance = fields.Boolean(
        string="Customer Confirms", compute="_compute_ask_acceptance", store=True, readonly=False,
        help="Send the plan to the customer. It takes effect once they accept it; until then the items are collected.",
    )
    source = fields.Selection([("staff", "By phone or in person"), ("mail", "By mail")], default="staff", required=True)
    reason_id = fields.Many2one("credit.reason", string="Reason for Late Payment", domain=[("kind", "=", "late")])
    renewal_reason = fields.Char(
        string="Justification for Renewed Promise",
        help="For a credit manager, when more promises on these items were not kept than the company accepts.",
    )
    note = fields.Text()

    _instalments_positive = models.Constraint("CHECK (instalments BETWEEN 1 AND 120)", "Enter 1 to 120 installments.")
    _interest_positive = models.Constraint(
        "CHECK (interest_percent BETWEEN 0 AND 100)", "Enter a yearly interest between 0 and 100 %.")

    @api.depends("line_ids")
    def _compute_owed_amount(self):
        for wizard in self:
            wizard.owed_amount = sum(wizard.line_ids.mapped("amount_residual"))

    @api.depends("line_ids")
    def _compute_amount(self):
        for wizard in self:
            today = wizard.company_id._get_credit_today()
            wizard.amount = sum(wizard.line_ids._origin._get_promisable_amounts(today).values())

    @api.depends("amount", "date", "divide_by", "instalments", "instalment_amount", "interval", "interest_percent",
                 "interest_year_days")
    def _compute_instalment_ids(self):
        for wizard in self:
            today = wizard.company_id._get_credit_today()
            wizard.instalment_ids = [Command.clear()] + [
                Command.create({"date": part.date, "amount": part.amount, "interest_amount": part.interest})
                for part in wizard._calculate(today)
            ]

    def _calculate(self, today):
        """:return: the plan by the values entered; empty while they are not complete or make too many instalments"""
        rounding = self.currency_id.rounding or 0.01
        by_amount = self.divide_by == "amount"
        if by_amount and len(divide(self.amount, max(self.instalment_amount, self.amount / 1000), rounding)) > MAX_COUNT:
            return []
        return plan(
            self.amount, self.date, rounding, start=today, interval=self.interval,
            count=None if by_amount else min(self.instalments, MAX_COUNT),
            part=self.instalment_amount if by_amount else None,
            percent=max(self.interest_percent, 0.0), year_days=int(self.interest_year_days),
        )

    @api.depends("instalment_ids.amount", "instalment_ids.interest_amount")
    def _compute_planned_amount(self):
        for wizard in self:
            wizard.planned_amount = sum(wizard.instalment_ids.mapped("amount"))
            wizard.interest_amount = sum(wizard.instalment_ids.mapped("interest_amount"))
            wizard.total_amount = wizard.planned_amount + wizard.interest_amount

    @api.depends("divide_by", "instalments")
    def _compute_ask_acceptance(self):
        for wizard in self:
            # sudo: a setting, also for users of a branch alone.
            wanted = wizard.company_id.sudo().credit_promise_ask_acceptance
            wizard.ask_acceptance = wanted and (wizard.divide_by == "amount" or wizard.instalments > 1)

    def action_open_promise(self):
        """Record the promise; it comes into force unless somebody has to approve it or the customer to confirm it."""
        self.ensure_one()
        promise = self.env["credit.promise"].create(self._prepare_promise_vals())
        return promise.action_open()

    def _prepare_promise_vals(self):
        if self.currency_id.compare_amounts(self.planned_amount, self.amount):
            raise UserError(self.env._(
                "The installments add up to %(planned)s, %(amount)s is promised. Correct one of them.",
                planned=self.currency_id.format(self.planned_amount), amount=self.currency_id.format(self.amount)))
        return {
            "profile_id": self.profile_id.id,
            "line_ids": [Command.set(self.line_ids.ids)],
            "instalment_ids": [
                Command.create({"date": part.date, "amount": part.amount, "interest_amount": part.interest_amount})
                for part in self.instalment_ids
            ],
            "interest_percent": self.interest_percent,
            "interest_year_days": self.interest_year_days,
            "invoice_interest": self.invoice_interest,
            "ask_acceptance": self.ask_acceptance,
            "renewal_reason": self.renewal_reason,
            "source": self.source,
            "reason_id": self.reason_id.id,
            "note": self.note,
        }


class CreditPromiseMakeInstalment(models.TransientModel):
    """One payment of the plan in the dialog."""

    _name = "credit.promise.make.instalment"
    _inherit = "credit.bounds.mixin"
    _description = "Installment of a Promise Being Recorded"
    _order = "date, id"

    wizard_id = fields.Many2one("credit.promise.make", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(default=0.0, required=True)
    interest_amount = fields.Monetary(string="Interest", default=0.0)
