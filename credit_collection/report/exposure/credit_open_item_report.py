from odoo import api, fields, models
from odoo.tools import SQL

from ...const import BUCKETS
from .open_items import DEPENDS, build_open_items

STATUSES = [
    ("collectible", "Collectible"),
    ("promised", "Promised"),
    ("disputed", "Disputed"),
    ("excluded", "Excluded"),
    ("credit", "Open Credit"),
]


class CreditOpenItemReport(models.Model):
    """Aged open items as of today, a row per instalment, credit note and receipt; past days by ``_get_items``."""

    _name = "credit.open.item.report"
    _description = "Open Items"
    _auto = False
    _order = "due_date, id"
    _rec_name = "move_id"
    _depends = DEPENDS

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
    bucket = fields.Selection(BUCKETS, string="Aging", readonly=True)
    status = fields.Selection(
        STATUSES, readonly=True,
        help="Collectible: may be followed up, once it is due.\nPromised, Disputed: the whole rest is covered by a "
             "running promise or an open dispute.\nExcluded: marked «no follow-up», as opening balances are, or the "
             "invoice is blocked.\nOpen credit: credit note or receipt that is not matched yet.",
    )
    promised_until = fields.Date(readonly=True)

    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount_currency = fields.Monetary(string="Original in Currency", readonly=True, aggregator=None)
    residual_currency = fields.Monetary(string="Open in Currency", readonly=True, aggregator=None)
    amount = fields.Monetary(string="Original Amount", currency_field="company_currency_id", readonly=True)
    residual = fields.Monetary(string="Open Amount", currency_field="company_currency_id", readonly=True)
    disputed = fields.Monetary(currency_field="company_currency_id", readonly=True)
    promised = fields.Monetary(currency_field="company_currency_id", readonly=True)
    collectible_amount = fields.Monetary(
        currency_field="company_currency_id", readonly=True,
        help="Open amount less what is disputed or promised.",
    )

    @property
    def _table_query(self):
        # The day of the server, not of the user: rows are cached across users, so they must not depend on the context.
        return build_open_items(fields.Date.today())

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
    def _build_items(self, date, condition=None):
        """The open items of any day, for reports; unlike records, rows of different days can be had side by side.

        :param date date: today or later gives what is open now; a past day is rebuilt from its reconciliations
        :param SQL condition: see :func:`~.open_items.build_open_items`
        :return: SQL of a SELECT; access is the caller's business
        """
        for model, names in DEPENDS.items():
            self.env[model].flush_model(names)
        return build_open_items(date, past=date < fields.Date.today(), condition=condition)

    @api.model
    def _get_items(self, date, condition=None):
        """:return: list of dicts, one per item that is open on ``date``; no access rights are applied"""
        items = self._build_items(date, condition)
        return self.env.execute_query_dict(SQL("SELECT * FROM (%s) item ORDER BY due_date, id", items))
