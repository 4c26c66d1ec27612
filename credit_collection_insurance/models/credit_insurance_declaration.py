from babel.dates import format_skeleton
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools.misc import babel_locale_parse, get_lang

MANAGER = "credit_collection.credit_collection_group_manager"
TURNOVER = {"out_invoice": "invoiced", "out_receipt": "invoiced", "out_refund": "credited"}


class CreditInsuranceDeclaration(models.Model):
    """The turnover of a month that is declared to the insurer, by customer: worked out from posted invoices, frozen when it was
    sent."""

    _name = "credit.insurance.declaration"
    _description = "Turnover Declaration"
    _inherit = ["credit.state.mixin", "mail.thread"]
    _order = "month desc, id desc"
    _transitions = {"draft": {"sent"}}

    policy_id = fields.Many2one(
        "credit.insurance.policy", required=True, index=True, ondelete="restrict", role="fixed",
        default=lambda self: self.env["credit.insurance.cover"]._get_default_policy())
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True, compute="_compute_month", store=True, precompute=True, readonly=False,
        help="Any day of the month; its first day is kept.")
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent")], default="draft", required=True, readonly=True, copy=False, tracking=True)
    line_ids = fields.One2many("credit.insurance.declaration.line", "declaration_id", readonly=True, copy=False)
    invoiced = fields.Monetary(compute="_compute_totals", store=True)
    credited = fields.Monetary(string="Credit Notes", compute="_compute_totals", store=True)
    turnover = fields.Monetary(compute="_compute_totals", store=True, help="Invoices less credit notes, without tax.")
    premium = fields.Monetary(compute="_compute_totals", store=True)
    premium_rate = fields.Float(string="Premium (‰ of turnover)", digits=(8, 4), readonly=True, copy=False, aggregator=None)
    sent_on = fields.Date(readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _once_idx = models.UniqueIndex("(policy_id, month)", "There is a declaration of this month already.")

    @api.depends("policy_id")
    def _compute_month(self):
        """The month that has ended last."""
        for declaration in self:
            today = declaration.company_id._get_credit_today()
            declaration.month = declaration.month or today.replace(day=1) - relativedelta(months=1)

    @api.depends("line_ids.invoiced", "line_ids.credited", "premium_rate")
    def _compute_totals(self):
        for declaration in self:
            lines = declaration.line_ids
            declaration.invoiced, declaration.credited = sum(lines.mapped("invoiced")), sum(lines.mapped("credited"))
            declaration.turnover = declaration.invoiced - declaration.credited
            premium = declaration.turnover * declaration.premium_rate / 1000
            declaration.premium = declaration.currency_id.round(premium) if declaration.currency_id else premium

    @api.depends("policy_id.name", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        for declaration in self:
            # By the order of the language: “October 2026”, 2026年10月.
            month = format_skeleton("yMMMM", declaration.month, locale=locale) if declaration.month else ""
            declaration.display_name = f"{declaration.policy_id.name or ''}: {month}"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._begin_month(vals) for vals in vals_list])

    def write(self, vals):
        if {"month", "policy_id"} & vals.keys() and not self.env.su:
            self._check_draft()
        return super().write(self._begin_month(vals))

    @api.model
    def _begin_month(self, vals):
        self._check_bounds(vals)  # what is no date has no month
        return {**vals, "month": fields.Date.to_date(vals["month"]).replace(day=1)} if vals.get("month") else vals

    def _check_draft(self):
        if sent := self.filtered(lambda declaration: declaration.state != "draft")[:1]:
            raise UserError(self.env._("“%(declaration)s” was sent and stays as it is.", declaration=sent.display_name))

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers declare turnover."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if not self.env.su:
            self._check_draft()

    def action_calculate(self):
        """Work the turnover of the month out."""
        for declaration in self:
            declaration._check_manager()
            declaration._check_draft()
            # sudo: the right has been checked; credit managers need no right on entries, amounts are written by code only.
            declaration_sudo = declaration.sudo()
            declaration_sudo.write({
                "premium_rate": declaration.policy_id.premium_rate,
                "line_ids": [Command.clear(), *map(Command.create, declaration_sudo._prepare_lines())]})

    def _prepare_lines(self):
        """:return: values of the lines, in a fixed number of queries"""
        last = self.month + relativedelta(months=1, days=-1)
        domain = (
            Domain("state", "=", "posted") & Domain("move_type", "in", list(TURNOVER))
            & Domain("invoice_date", ">=", self.month) & Domain("invoice_date", "<=", last)
            & Domain("company_id", "child_of", self.company_id.id))
        policy = self.policy_id
        if policy.country_ids:
            domain &= Domain("commercial_partner_id.country_id", "in", policy.country_ids.ids)
        if policy.declares == "covered":
            covers = self.env["credit.insurance.cover"].search(
                Domain("policy_id", "=", policy.id) & Domain("valid_from", "<=", last)
                & (Domain("ends_on", "=", False) | Domain("ends_on", ">=", self.month)))
            domain &= Domain("commercial_partner_id", "in", covers.profile_id.partner_id.ids)
        amounts = {}
        for partner, kind, amount in self.env["account.move"]._read_group(
                domain, ["commercial_partner_id", "move_type"], ["amount_untaxed_signed:sum"]):
            row = amounts.setdefault(partner, {"invoiced": 0.0, "credited": 0.0})
            row[TURNOVER[kind]] += abs(amount or 0.0)
        return [
            {"partner_id": partner.id, "partner_name": partner.display_name, "country_id": partner.country_id.id, **row}
            for partner, row in sorted(amounts.items(), key=lambda found: (
                found[0].country_id.name or "", found[0].display_name or ""))]

    def action_send(self):
        """Record that the declaration was sent to the insurer.

        :raise UserError: the month has not ended, or nothing was worked out
        """
        for declaration in self:
            declaration._check_manager()
            today = declaration.company_id._get_credit_today()
            if declaration.month + relativedelta(months=1) > today:
                raise UserError(self.env._("“%(declaration)s”: the month has not ended.", declaration=declaration.display_name))
            if not declaration.line_ids:
                raise UserError(self.env._("Work “%(declaration)s” out first.", declaration=declaration.display_name))
            # sudo: the right has been checked; evidence is written by code only.
            declaration.sudo()._set_state("sent", sent_on=today, sent_by_id=self.env.uid)


class CreditInsuranceDeclarationLine(models.Model):
    """The turnover of a customer. Written by code only."""

    _name = "credit.insurance.declaration.line"
    _inherit = "credit.roles.mixin"
    _description = "Line of a Turnover Declaration"
    _order = "declaration_id desc, id"
    _rec_name = "partner_name"

    declaration_id = fields.Many2one(
        "credit.insurance.declaration", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="declaration_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="declaration_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index="btree_not_null", ondelete="set null")
    partner_name = fields.Char(readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    invoiced = fields.Monetary(readonly=True, default=0.0)
    credited = fields.Monetary(string="Credit Notes", readonly=True, default=0.0)
    turnover = fields.Monetary(compute="_compute_turnover")

    @api.depends("invoiced", "credited")
    def _compute_turnover(self):
        for line in self:
            line.turnover = line.invoiced - line.credited
