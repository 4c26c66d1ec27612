from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.order.still_to_come import share_rounding
from ..common.sql import COMPARISONS, build_comparison, is_zero_found

# What the salesperson sees of the customer's credit: plain values, no record of the credit file.
FIGURES = (
    "credit_limit_mode", "credit_effective_limit", "credit_exposure", "credit_available", "credit_overdue_amount",
    "credit_days_overdue",
)

# Who sells, keeps the books or works on credit sees them; who delivers or bills hours learns that an order waits, and why.
TOLD = (
    "sales_team.group_sale_salesman", "account.group_account_invoice", "account.group_account_readonly",
    "credit_collection.credit_collection_group_viewer",
)


class SaleOrder(models.Model):
    """What the order adds to the exposure, and the figures of its payer for a user who sells without accounting rights."""

    _inherit = "sale.order"

    credit_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Credit Figures", groups="base.group_user",
    )
    credit_open_amount = fields.Monetary(
        string="Not Invoiced", compute="_compute_credit_open_amount", search="_search_credit_open_amount",
        compute_sudo=True, currency_field="credit_currency_id", groups="base.group_user",
        help="What the confirmed order adds to the exposure: what may still be delivered or invoiced, taxes included, as far "
             "as it is due within the credit horizon; in company currency at the rate of the day.",
    )
    credit_limit_mode = fields.Selection(
        [("unlimited", "Unlimited"), ("limited", "Limited"), ("no_credit", "No credit")],
        string="Credit", compute="_compute_credit_figures", compute_sudo=True, groups="base.group_user",
    )
    credit_effective_limit = fields.Monetary(
        string="Credit Limit", compute="_compute_credit_figures", compute_sudo=True, currency_field="credit_currency_id",
        groups="base.group_user", help="The limit of the payer that is in force today.",
    )
    credit_exposure = fields.Monetary(
        string="Exposure", compute="_compute_credit_figures", compute_sudo=True, currency_field="credit_currency_id",
        groups="base.group_user", help="Exposure of the payer, excluding this quotation.",
    )
    credit_available = fields.Monetary(
        string="Available Credit", compute="_compute_credit_figures", compute_sudo=True,
        currency_field="credit_currency_id", groups="base.group_user", help="Credit limit less exposure, before this order.",
    )
    credit_overdue_amount = fields.Monetary(
        string="Overdue", compute="_compute_credit_figures", compute_sudo=True, currency_field="credit_currency_id",
        groups="base.group_user", help="Overdue amount of the payer, net of open credits.",
    )
    credit_days_overdue = fields.Integer(
        string="Days Overdue", compute="_compute_credit_figures", compute_sudo=True, groups="base.group_user",
    )

    def _get_credit_line_totals(self):
        """:return: ``{order line: total with taxes}``, which add up to the total of the order to the cent"""
        self.ensure_one()
        amounts = {line: line.price_total for line in self.order_line if not line.display_type}
        if not amounts or not self.currency_id:
            return amounts
        return {
            line: self.currency_id.round(amount) for line, amount in share_rounding(self.amount_total, amounts).items()}

    @api.depends(
        "order_line.credit_open_amount", "order_line.credit_draft_amount", "order_line.credit_delivery_date", "state")
    def _compute_credit_open_amount(self):
        amounts = self._get_credit_open_amounts(SQL("line.order_id IN %s", tuple(self.ids) or (0,)))
        for order in self:
            order.credit_open_amount = amounts.get(order._origin.id, 0.0)

    def action_draft(self):
        """An order that begins anew is to come as a whole, whatever became of its transfers."""
        result = super().action_draft()
        lines = self.order_line
        self.env.add_to_compute(lines._fields["credit_open_amount"], lines)
        self.env.add_to_compute(lines._fields["credit_draft_amount"], lines)
        return result

    def _search_credit_open_amount(self, operator, value):
        self._check_field_access(self._fields["credit_open_amount"], "read")
        if operator not in (*COMPARISONS, "in"):
            return NotImplemented
        rows = self._get_credit_open_sql(SQL("TRUE"))
        found = Domain("id", "in", SQL(
            "(SELECT open_order.order_id FROM (%s) open_order WHERE %s)", rows,
            build_comparison(SQL("open_order.amount"), operator, value)))
        # Orders with nothing open have no row to compare.
        return found | Domain("id", "not in", SQL("(SELECT open_order.order_id FROM (%s) open_order)", rows)) if (
            is_zero_found(operator, value)) else found

    @api.model
    def _get_credit_open_sql(self, scope):
        self.env["credit.exposure"]._flush()
        days = self.env["res.company"].browse()._get_credit_days()
        if len(days) == 1:
            return self.env["credit.exposure"]._build_open_orders(next(iter(days)), scope)
        return SQL(" UNION ALL ").join(
            SQL("(%s)", self.env["credit.exposure"]._build_open_orders(
                day, SQL("(%s) AND branch.root_id = ANY(%s)", scope, companies.ids)))
            for day, companies in days.items())

    @api.model
    def _get_credit_open_amounts(self, scope):
        """:return: ``{order id: what it adds to the exposure, in company currency}``, one query"""
        rows = self.env.execute_query(SQL(
            "SELECT open_order.order_id, open_order.amount FROM (%s) open_order", self._get_credit_open_sql(scope)))
        return {order_id: float(amount) for order_id, amount in rows}

    @api.model
    def _is_told_credit_figures(self):
        """:return: whether the user may see figures of customers on orders"""
        return self.env.uid == SUPERUSER_ID or any(map(self.env.user.has_group, TOLD))

    @api.depends("state", "credit_state", "partner_invoice_id", "company_id")
    @api.depends_context("uid")
    def _compute_credit_figures(self):
        """Read on quotations and on orders that are held; for all of them in one query, and nothing is created.

        A customer without profile shows nothing. Computed with sudo: salespeople have no right on profiles, and get
        nothing but these values.
        """
        # Computed with sudo, so that the companies of the user are asked for here: a draft may name any company.
        companies_told = self.env.user.company_ids if self.env.uid != SUPERUSER_ID else self.company_id
        asking = self.filtered(lambda order: order.partner_invoice_id and order.company_id in companies_told and (
            order.state in ("draft", "sent") or order.credit_state == "held")) if self._is_told_credit_figures() else (
            self.browse())
        partners, companies = asking.partner_invoice_id.commercial_partner_id, asking.company_id.root_id
        standings = {}
        for today, roots in companies._get_credit_days().items() if partners._origin else ():
            standings.update(self._read_credit_standings(partners._origin.ids, roots.ids, today))
        for order in self:
            payer, root = order.partner_invoice_id.commercial_partner_id, order.company_id.root_id
            standing = standings.get((payer._origin.id, root.id)) if order in asking else None
            order.update(dict.fromkeys(FIGURES, False) if standing is None else self._prepare_credit_figures(standing))

    @api.model
    def _read_credit_standings(self, partner_ids, company_ids, today):
        """:return: ``{(partner id, company id): CreditStanding}`` of customers with a profile, as the check of orders sees
            them; to be overridden
        """
        return {}

    @api.model
    def _prepare_credit_figures(self, standing):
        """:return: values of ``FIGURES`` from a ``CreditStanding``"""
        mode, exposure = standing.policy.limit_mode, standing.position.exposure
        return {
            "credit_limit_mode": mode,
            "credit_effective_limit": standing.effective_limit,
            "credit_exposure": exposure,
            "credit_available": standing.effective_limit - exposure if mode != "unlimited" else 0.0,
            "credit_overdue_amount": standing.overdue_amount,
            "credit_days_overdue": standing.position.days_overdue,
        }
