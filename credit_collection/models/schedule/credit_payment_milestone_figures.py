from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.bulk import flush
from ..common.sql import build_items, get_root_sql, to_array
from ..exposure.ledger import LEDGER_DEPENDS, build_ledger

STATES = [("planned", "Planned"), ("due", "To Invoice"), ("invoiced", "Invoiced"), ("paid", "Paid")]
FIGURES = {"state": "state", "paid_amount": "paid", "open_amount": "open", "late_amount": "late", "days_late": "days_late"}
FIGURE_DEPENDS = {
    **LEDGER_DEPENDS,
    "account.move": [*LEDGER_DEPENDS["account.move"], "amount_total"],
    "credit.payment.milestone": None,
    "res.company": ["parent_path", "currency_id"],
    "res.currency.rate": ["name", "rate", "currency_id", "company_id"],
    "sale.order": ["state", "company_id", "currency_id", "partner_invoice_id", "user_id", "team_id", "date_order"],
}


class CreditPaymentMilestone(models.Model):
    """What was paid of milestones and what is late of them, from what customers owe today. One statement for any number."""

    _inherit = "credit.payment.milestone"

    state = fields.Selection(
        STATES, compute="_compute_figures", search="_search_state", compute_sudo=True,
        help="Planned: its trigger or day has not come.\n"
             "To Invoice: it has come; nothing is owed before it is invoiced.\n"
             "Invoiced: nothing is left to invoice, some of it is not paid or not posted.\n"
             "Paid: all of it is paid.")
    paid_amount = fields.Monetary(string="Paid", compute="_compute_figures", compute_sudo=True)
    open_amount = fields.Monetary(
        string="Open", compute="_compute_figures", compute_sudo=True, help="Invoiced and not paid.")
    late_amount = fields.Monetary(
        string="Late", compute="_compute_figures", compute_sudo=True,
        help="Invoiced and overdue. What is not invoiced yet is not late.")
    days_late = fields.Integer(
        compute="_compute_figures", compute_sudo=True, help="Days overdue of its oldest open item.")

    @api.depends(
        "to_invoice_amount", "invoiced_amount", "drafted_amount", "is_reached", "due_date", "order_id.state",
        "order_id.order_line.invoice_lines.move_id.amount_residual")
    def _compute_figures(self):
        rows = {}
        flush(self.env, FIGURE_DEPENDS)
        for today, milestones in self.env["res.company"]._get_credit_days_of(self._origin).items() if self._origin else ():
            figures = self._build_figures(today, SQL("milestone.id = ANY(%s)", to_array(milestones.ids)))
            rows.update((row["id"], row) for row in self.env.execute_query_dict(figures))
        for milestone in self:
            row = rows.get(milestone._origin.id, {"state": "planned"})
            milestone.update({name: row.get(column, 0) for name, column in FIGURES.items()})

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        flush(self.env, FIGURE_DEPENDS)
        states = [state for state in value if state]
        return Domain("id", "in", SQL(
            "(SELECT id FROM (%s) figures WHERE state = ANY(%s))", self._build_all_figures(), states))

    @api.model
    def _build_all_figures(self):
        """:return: SQL of the figures of all milestones, each as of today at its company"""
        days = self.env["res.company"].sudo().browse()._get_credit_days()
        return SQL(" UNION ALL ").join(
            SQL("(%s)", self._build_figures(day, self._get_day_condition(days, companies)))
            for day, companies in days.items())

    @api.model
    def _get_day_condition(self, days, companies):
        """:return: SQL: whether the order is one of these root companies, which have one of the ``days``"""
        return SQL("TRUE") if len(days) == 1 else SQL("%s = ANY(%s)", get_root_sql("branch"), companies.ids)

    @api.model
    def _build_figures(self, day, condition):
        """Build the statement with a row per milestone: what it is to bring and what became of it at the end of ``day``.

        :param SQL condition: on ``milestone``, the order ``so`` and its company ``branch``
        :return: SQL of a SELECT, without access rights; amounts in the currency of the order. What it reads must be flushed
        """
        return SQL(
            """
            SELECT figures.*, CASE
                   WHEN order_state = 'sale' AND is_reached AND due_date <= %(day)s AND to_invoice > 0 THEN 'due'
                   WHEN to_invoice > 0 OR invoiced = 0 AND drafted = 0 AND NOT has_parts THEN 'planned'
                   WHEN drafted = 0 AND open = 0 THEN 'paid' ELSE 'invoiced' END AS state
              FROM (%(figures)s) figures
            """, day=day, figures=self._build_amounts(day, condition))

    @api.model
    def _build_amounts(self, day, condition):
        scope = SQL(
            """
              FROM credit_payment_milestone milestone
              JOIN sale_order so ON so.id = milestone.order_id
              JOIN res_company branch ON branch.id = so.company_id
            """)
        return SQL(
            """
            SELECT milestone.id, milestone.order_id, so.state AS order_state, so.company_id, so.currency_id, so.user_id,
                   so.team_id, so.partner_invoice_id, milestone.trigger, milestone.is_reached, milestone.due_date,
                   milestone.planned_amount AS planned, milestone.to_invoice_amount AS to_invoice,
                   milestone.invoiced_amount AS invoiced, milestone.drafted_amount AS drafted,
                   milestone.parts IS NOT NULL AS has_parts,
                   ROUND(milestone.invoiced_amount - money.open, currency.decimal_places) AS paid,
                   ROUND(money.open, currency.decimal_places) AS open,
                   ROUND(GREATEST(LEAST(money.late, money.open), 0), currency.decimal_places) AS late,
                   CASE WHEN money.late > 0 THEN money.days_late ELSE 0 END AS days_late
                   %(scope)s
              JOIN res_currency currency ON currency.id = so.currency_id
        CROSS JOIN LATERAL (
                    SELECT COALESCE(SUM(split.open), 0) AS open, COALESCE(SUM(split.late), 0) AS late,
                           COALESCE(MAX(split.days_late), 0) AS days_late
                      FROM (%(split)s) split
                   ) money
             WHERE %(condition)s
            """, scope=scope, condition=condition, split=self._build_split(self._build_open_shares(day, SQL(
                "SELECT JSONB_OBJECT_KEYS(milestone.parts)::int %s WHERE milestone.parts IS NOT NULL AND %s",
                scope, condition))))

    @api.model
    def _build_split(self, shares):
        """Build the statement of what is open and late of each document of ``milestone``. Money that came for a document of
        several milestones has paid the first ones: what is open belongs to the last ones.

        :param SQL shares: see :meth:`_build_open_shares`
        """
        return SQL(
            """
            SELECT part.open, part.days_late, CASE
                   WHEN part.amount < 0 THEN part.amount * part.late_share
                   ELSE GREATEST(LEAST(part.whole * part.late_share
                        - GREATEST(part.whole * part.share - part.later - part.open, 0), part.open), 0) END AS late
              FROM (
                    SELECT own.amount::numeric AS amount, open.*, documents.*, CASE
                           WHEN own.amount::numeric < 0 THEN own.amount::numeric * open.share
                           ELSE GREATEST(LEAST(documents.whole * open.share - documents.later, own.amount::numeric), 0)
                           END AS open
                      FROM JSONB_EACH_TEXT(milestone.parts) AS own (move_id, amount)
                      JOIN (%s) open ON open.move_id = own.move_id::int
        CROSS JOIN LATERAL (
                    SELECT COALESCE(SUM(amount), 0) AS whole, COALESCE(SUM(amount) FILTER (WHERE is_later), 0) AS later
                      FROM (
                            SELECT (other.parts ->> own.move_id)::numeric AS amount,
                                   (other.sequence, other.id) > (milestone.sequence, milestone.id) AS is_later
                              FROM credit_payment_milestone other
                             WHERE other.order_id = milestone.order_id AND JSONB_EXISTS(other.parts, own.move_id)
                           ) document
                     WHERE amount > 0
                   ) documents
                   ) part
            """, shares)

    @api.model
    def _build_open_shares(self, day, documents):
        """:param SQL documents: SELECT of their ids
        :return: SQL of the share of each document that is open, and that is overdue, at the end of ``day``
        """
        return SQL(
            """
            SELECT item.move_id, SUM(ABS(item.residual_currency)) / move.amount_total AS share,
                   COALESCE(SUM(item.residual_currency) FILTER (WHERE item.is_late), 0) / move.amount_total AS late_share,
                   MAX(item.days_late) FILTER (WHERE item.is_late) AS days_late
              FROM (%s) item
              JOIN account_move move ON move.id = item.move_id
             WHERE move.amount_total <> 0
             GROUP BY item.move_id, move.amount_total
            """, build_ledger(
                day, SQL(
                    """
                    line.move_id, item.residual_currency, item.residual > 0 AND item.due_date < %(day)s AS is_late,
                    %(day)s::date - item.due_date AS days_late
                    """, day=day),
                condition=SQL("line.move_id IN (%s)", documents),
                partners=SQL("ARRAY(%s)", build_items(
                    SQL("payer.commercial_partner_id"), alias="item", accounts=None, state=None,
                    joins=SQL("JOIN res_partner payer ON payer.id = item.partner_id"),
                    condition=SQL("item.move_id IN (%s)", documents)))))
