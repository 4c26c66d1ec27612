from odoo import api, models
from odoo.tools import SQL

from ...models.common.bulk import flush
from ...models.common.sql import get_root_sql, to_array
from ...models.schedule.credit_payment_milestone_figures import FIGURE_DEPENDS
from ..workbook.overdue_workbook import WorkbookSheet
from ..workbook.workbook_sheet import Column, in_tens

AMOUNTS = ("planned", "to_invoice", "drafted", "invoiced", "paid", "open", "late")


class CreditOverdueWorkbook(models.AbstractModel):
    """The sheet of the payment schedules, where orders have any: a row per milestone that is not paid; and the milestone of an
    open item."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_sheets(self, scope):
        sheets = super()._get_sheets(scope)
        if not self._has_milestones():
            return sheets
        return [*sheets, WorkbookSheet(
            50, "milestones", self.env._("Payment Schedules"), self._build_milestones(scope), {"currency": list(AMOUNTS)},
            self._get_milestone_rows)]

    @api.model
    def _has_milestones(self):
        # sudo: whether there is any, of the ticked companies.
        return bool(self.env["credit.payment.milestone"].sudo().search_count(
            [("company_id", "in", self.env.companies.ids)], limit=1))

    @api.model
    def _get_columns(self, sheet):
        columns = super()._get_columns(sheet)
        if sheet == "milestones":
            columns.extend(in_tens([
                Column("customer", self.env._("Customer"), width=30),
                Column("order_name", self.env._("Order"), width=16),
                Column("salesperson", self.env._("Salesperson"), width=18),
                Column("milestone", self.env._("Milestone"), width=28),
                Column("due_date", self.env._("Invoice On"), "date", 12, is_of_now=True),
                Column("currency", self.env._("Currency"), width=9),
                Column("planned", self.env._("Planned"), "money", 15, "currency", is_of_now=True),
                Column("to_invoice", self.env._("To Invoice"), "money", 15, "currency", is_of_now=True),
                Column("drafted", self.env._("In Draft Invoices"), "money", 15, "currency", is_of_now=True),
                Column("invoiced", self.env._("Invoiced"), "money", 15, "currency", is_of_now=True),
                Column("paid", self.env._("Paid"), "money", 15, "currency"),
                Column("open", self.env._("Open"), "money", 15, "currency"),
                Column("late", self.env._("Late"), "money", 15, "currency"),
                Column("days_late", self.env._("Days Late"), "integer", 9),
                Column("state", self.env._("Status"), width=12),
            ]))
        elif sheet == "items" and self._has_milestones():
            # After the customer's reference.
            columns.append(Column(
                "milestone", self.env._("Milestone"), width=24, sequence=55, values=self._get_item_milestones, is_of_now=True))
        return columns

    @api.model
    def _build_milestones(self, scope):
        """:return: SQL of the milestones of confirmed orders, and of cancelled ones as far as they are invoiced, that are not
            paid"""
        Milestone = self.env["credit.payment.milestone"]
        flush(self.env, FIGURE_DEPENDS)
        return SQL(
            """
            SELECT figures.*, partner.name AS customer, so.name AS order_name
              FROM (%(figures)s) figures
              JOIN sale_order so ON so.id = figures.order_id
              JOIN res_company company ON company.id = figures.company_id
              JOIN res_partner payer ON payer.id = figures.partner_invoice_id
              JOIN res_partner partner ON partner.id = payer.commercial_partner_id
              JOIN credit_profile profile
                ON profile.partner_id = partner.id AND profile.company_id = %(root)s
             WHERE (figures.order_state = 'sale' OR figures.order_state = 'cancel' AND figures.has_parts)
               AND figures.state != 'paid' AND figures.company_id = ANY(%(companies)s) AND %(condition)s
             ORDER BY partner.name, partner.id, so.name, figures.due_date, figures.id
            """,
            figures=Milestone._build_figures(scope.today, SQL("TRUE")), companies=self.env.companies.ids,
            condition=scope.condition, root=get_root_sql("company"))

    @api.model
    def _get_milestone_rows(self, query, _scope):
        """Yield the rows of the sheet in batches."""
        names = self._get_all_names()
        states = self._get_labels("credit.payment.milestone", "state")
        for rows in self._fetch_batches(query):
            milestones = self.env["credit.payment.milestone"].browse(row["id"] for row in rows)
            for row, milestone in zip(rows, milestones, strict=True):
                row.update(
                    milestone=milestone.display_name, currency=names["currency"][row["currency_id"]],
                    salesperson=names["user"].get(row["user_id"]), state=states[row["state"]])
            yield rows

    @api.model
    def _get_item_milestones(self, rows):
        """:return: the milestones that the document of each row was made for"""
        found = {}
        for move_id, milestone_ids in self.env.execute_query(SQL(
            """
            SELECT part.move_id::int, ARRAY_AGG(milestone.id ORDER BY milestone.sequence, milestone.id)
              FROM credit_payment_milestone milestone
        CROSS JOIN LATERAL JSONB_OBJECT_KEYS(milestone.parts) AS part (move_id)
             WHERE part.move_id::int = ANY(%s)
             GROUP BY part.move_id
            """, to_array({row["move_id"] for row in rows}))):
            # sudo: names of what the items of this sheet are for.
            milestones = self.env["credit.payment.milestone"].sudo().browse(milestone_ids)
            found[move_id] = ", ".join(milestones.mapped("display_name"))
        return [found.get(row["move_id"]) for row in rows]
