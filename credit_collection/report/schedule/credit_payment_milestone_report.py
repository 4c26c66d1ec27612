from odoo import fields, models
from odoo.tools import SQL

from ...models.schedule.credit_payment_milestone import TRIGGERS
from ...models.schedule.credit_payment_milestone_figures import FIGURE_DEPENDS, STATES

AMOUNTS = ("planned", "to_invoice", "drafted", "invoiced", "paid", "open", "late")


class CreditPaymentMilestoneReport(models.Model):
    """Planned, invoiced, paid and late amounts of payment schedules side by side, a row per milestone of confirmed orders and
    of cancelled ones with invoices. In company currency, all at the rate of the day, so that the columns add up."""

    _name = "credit.payment.milestone.report"
    _description = "Payment Schedule Analysis"
    _auto = False
    _order = "due_date, id"
    _rec_name = "milestone_id"
    _depends = {
        **{model: names for model, names in FIGURE_DEPENDS.items() if names},
        "credit.payment.milestone": [
            "order_id", "trigger", "due_date", "is_reached", "planned_amount", "to_invoice_amount", "invoiced_amount",
            "drafted_amount", "parts"],
    }

    milestone_id = fields.Many2one("credit.payment.milestone", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one(
        "credit.profile", readonly=True, groups="credit_collection.credit_collection_group_viewer")
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    trigger = fields.Selection(TRIGGERS, readonly=True)
    state = fields.Selection(STATES, readonly=True)
    due_date = fields.Date(string="Invoice On", readonly=True)
    planned_amount = fields.Monetary(string="Planned", readonly=True)
    to_invoice_amount = fields.Monetary(string="To Invoice", readonly=True)
    drafted_amount = fields.Monetary(string="In Draft Invoices", readonly=True)
    invoiced_amount = fields.Monetary(string="Invoiced", readonly=True)
    paid_amount = fields.Monetary(string="Paid", readonly=True)
    open_amount = fields.Monetary(string="Open", readonly=True)
    late_amount = fields.Monetary(string="Late", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")

    @property
    def _table_query(self):
        Milestone = self.env["credit.payment.milestone"]
        days = self.env["res.company"].sudo().browse()._get_credit_days()
        return SQL(" UNION ALL ").join(
            SQL("(%s)", self._build_rows(day, Milestone._build_figures(day, Milestone._get_day_condition(days, companies))))
            for day, companies in days.items())

    def _build_rows(self, day, figures):
        Exposure = self.env["credit.exposure"]
        amounts = SQL(", ").join(
            SQL("%s AS %s", Exposure._get_order_amount_sql(
                day, SQL.identifier("figures", name), SQL("figures.currency_id"), SQL("branch")),
                SQL.identifier(f"{name}_amount"))
            for name in AMOUNTS)
        return SQL(
            """
            SELECT figures.id, figures.id AS milestone_id, figures.order_id, payer.commercial_partner_id AS partner_id,
                   profile.id AS profile_id, figures.user_id, figures.team_id, figures.company_id, branch.currency_id,
                   figures.trigger, figures.state, figures.due_date, figures.days_late, %(amounts)s
              FROM (%(figures)s) figures
              JOIN %(branches)s branch ON branch.id = figures.company_id
              JOIN res_partner payer ON payer.id = figures.partner_invoice_id
         LEFT JOIN credit_profile profile
                ON profile.partner_id = payer.commercial_partner_id AND profile.company_id = branch.root_id
             WHERE figures.order_state = 'sale' OR figures.order_state = 'cancel' AND figures.has_parts
            """, amounts=amounts, figures=figures, branches=Exposure._build_horizons(day))

    def action_open_order(self):
        """Open the order of the milestone."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "sale.order", "res_id": self.order_id.id, "view_mode": "form"}
