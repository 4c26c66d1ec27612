from odoo import api, fields, models
from odoo.tools import SQL

from ...const import BUCKETS
from ...models.common.sql import get_root_sql
from ...models.exposure.values import ITEM_DEPENDS


class CreditOpenItemReport(models.Model):
    """Aged open items as of today, a row per instalment, credit note and receipt; past days by ``_get_items``."""

    _name = "credit.open.item.report"
    _description = "Open Items"
    _auto = False
    _order = "due_date, id"
    _rec_name = "move_id"
    _depends = ITEM_DEPENDS

    line_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("credit.profile", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    rating_id = fields.Many2one("credit.rating", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    invoice_user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)

    invoice_date = fields.Date(string="Document Date", readonly=True)
    due_date = fields.Date(readonly=True, help="The agreed date while a deferral is open, else the original due date.")
    original_due_date = fields.Date(readonly=True, help="Due date of the document, whatever was deferred.")
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    bucket = fields.Selection(BUCKETS, string="Aging", readonly=True, help="By days overdue; a credit has no age.")
    status = fields.Selection(
        selection="_get_statuses", readonly=True,
        help="Collectible: may be followed up, once it is due.\n"
             "Promised, Disputed: the whole rest is covered by a running promise or an open dispute.\n"
             "Excluded from Follow-up: marked «no follow-up», as opening balances are, or the invoice is blocked.\n"
             "Uncleared Payment, Post-dated Receipt: paid, but the bank has not confirmed or the date has not come.\n"
             "Open Credit: credit note or receipt that is not matched yet.\n"
             "Currency Difference: nothing is open any more in one of the two currencies; to be written off.",
    )

    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount_currency = fields.Monetary(string="Original in Currency", readonly=True, aggregator=None)
    residual_currency = fields.Monetary(string="Open in Currency", readonly=True, aggregator=None)
    amount = fields.Monetary(string="Original Amount", currency_field="company_currency_id", readonly=True)
    residual = fields.Monetary(string="Open Amount", currency_field="company_currency_id", readonly=True)
    on_its_way = fields.Monetary(
        string="Uncleared Payment", currency_field="company_currency_id", readonly=True,
        help="Covered by a registered payment without an entry that the bank has not confirmed.",
    )
    post_dated = fields.Monetary(
        string="Post-dated Receipts", currency_field="company_currency_id", readonly=True,
        help="Covered by receipts and credit notes dated after today.",
    )
    collectible_amount = fields.Monetary(
        currency_field="company_currency_id", readonly=True,
        help="Open amount less what is disputed, promised, on its way or covered by post-dated receipts.",
    )

    @property
    def _table_query(self):
        # The day of each company, not of the user: rows are cached across users, so they must not depend on the context.
        OpenItems = self.env["credit.open.item"]
        days = self.env["res.company"].sudo().browse()._get_credit_days()
        if len(days) == 1:
            return OpenItems._build_items_unflushed(next(iter(days)))
        return SQL(" UNION ALL ").join(
            SQL("(%s)", OpenItems._build_items_unflushed(day, SQL("%s = ANY(%s)", get_root_sql("company"), companies.ids)))
            for day, companies in days.items())

    @api.model
    def _get_statuses(self):
        return self.env["credit.open.item"]._get_statuses()

    def action_open_move(self):
        """Open the invoice, credit note or entry of the item."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    @api.model
    def _build_items(self, day, condition=None):
        """:return: see ``credit.open.item._build_items``; unlike records, rows of different days can be had side by side"""
        return self.env["credit.open.item"]._build_items(day, condition)

    @api.model
    def _get_items(self, day, condition=None):
        """:return: see ``credit.open.item._get_items``"""
        return self.env["credit.open.item"]._get_items(day, condition)
