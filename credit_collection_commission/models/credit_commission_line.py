from odoo import api, fields, models
from odoo.tools import format_date

KINDS = [("collected", "Collected"), ("taken_back", "Taken back"), ("paid_back", "Paid back"), ("bonus", "Bonus")]
CAUSES = [
    ("contact", "Contact"), ("promise", "Promise"), ("portfolio", "Portfolio"), ("shared", "Shared"),
    ("original", "As settled before"), ("nobody", "Nobody"), ("target", "Target"),
]


class CreditCommissionLine(models.Model):
    """What a receipt earned a collector, and why. Written by code only."""

    _name = "credit.commission.line"
    _description = "Commission"
    _inherit = "credit.roles.mixin"
    _order = "run_id desc, user_id, date, id"
    _log_access = False
    _rec_name = "document"

    run_id = fields.Many2one("credit.commission.run", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    state = fields.Selection(related="run_id.state")
    plan_id = fields.Many2one("credit.commission.plan", readonly=True, index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Collector", readonly=True, index="btree_not_null", ondelete="restrict")
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", readonly=True, index="btree_not_null", ondelete="set null")
    payment_line_id = fields.Many2one(
        "account.move.line", string="Receipt", readonly=True, index="btree_not_null", ondelete="set null")
    debt_line_id = fields.Many2one(
        "account.move.line", string="Item", readonly=True, index="btree_not_null", ondelete="set null")
    # Receipt and debt in a form that is still known after their entries are deleted.
    pair = fields.Char(readonly=True, index="btree_not_null")
    document = fields.Char(readonly=True, help="Of the debt that was paid, or of the credit note that was paid back.")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    cause = fields.Selection(CAUSES, string="Attributed By", required=True, readonly=True)
    cause_date = fields.Date(readonly=True, help="Of the contact, the promise or the return.")
    date = fields.Date(readonly=True, help="Of the receipt.")
    age_days = fields.Integer(string="Days Late", readonly=True, aggregator=None, help="Of the debt when it was paid.")
    base_amount = fields.Monetary(string="Amount That Counts", readonly=True, default=0.0)
    target = fields.Monetary(readonly=True, default=0.0, aggregator=None)  # Of a bonus, as it was when this was settled.
    percent = fields.Float(string="Rate (%)", readonly=True, digits=(8, 4), aggregator=None)
    amount = fields.Monetary(string="Commission", readonly=True, default=0.0)
    reason = fields.Char(compute="_compute_reason")

    @api.depends("kind", "cause", "cause_date", "age_days", "percent", "base_amount", "document")
    @api.depends_context("lang")
    def _compute_reason(self):
        for line in self:
            texts = [text for text in (line._explain_kind(), line._explain_cause()) if text]
            line.reason = " ".join(texts)

    def _explain_kind(self):
        rate, document = f"{self.percent:g}", self.document or ""
        money, day = self.currency_id.format(abs(self.base_amount)), self._format(self.date)
        if self.kind == "bonus" and self.base_amount < 0:
            return self.env._(
                "Target of %(month)s not reached any more, payments went back: %(rate)s %% of %(money)s.",
                month=format_date(self.env, self.date, date_format="MMMM y"), rate=rate, money=money)
        if self.kind == "bonus":
            return self.env._("Target of the month reached: %(rate)s %% of %(money)s.", rate=rate, money=money)
        if self.kind == "paid_back":
            return self.env._(
                "Credit note %(document)s: %(money)s were paid back on %(day)s.", document=document, money=money, day=day)
        if self.kind == "taken_back" and self.cause_date:
            return self.env._(
                "Receipt of %(day)s for %(document)s: %(money)s went back on %(back)s.", day=day, document=document,
                money=money, back=self._format(self.cause_date))
        if self.kind == "taken_back":
            return self.env._(
                "Receipt of %(day)s does not pay %(money)s of %(document)s any more.", day=day, document=document, money=money)
        if self.age_days <= 0:
            return self.env._(
                "%(money)s received on %(day)s for %(document)s, on time: %(rate)s %%.", money=money, day=day,
                document=document, rate=rate)
        return self.env._(
            "%(money)s received on %(day)s for %(document)s, %(age)s days late: %(rate)s %%.", money=money, day=day,
            document=document, age=self.age_days, rate=rate)

    def _explain_cause(self):
        if self.kind in ("taken_back", "bonus"):
            return ""
        day = self._format(self.cause_date)
        return {
            "contact": self.env._("Contact of %(day)s.", day=day),
            "promise": self.env._("Promise of %(day)s.", day=day),
            "portfolio": self.env._("Customer of the collector on that day."),
            "shared": self.env._("Share of a customer with several collectors on that day."),
            "original": self.env._("As the receipt for its invoice."),
            "nobody": self.env._("Nobody's customer on that day."),
        }.get(self.cause, "")

    def _format(self, day):
        return format_date(self.env, day) if day else ""
