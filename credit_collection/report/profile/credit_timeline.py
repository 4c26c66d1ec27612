from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...models.common.kept_text import KeptText
from ...models.common.sql import BRANCHES, MONEY_COLUMNS, TRADE_ACCOUNT_COLUMNS, build_items, is_money

# Numbers of entries; the id of an event is that of its record, times this, plus the number.
MOST_ENTRIES = 100


class TimelineEntry(NamedTuple):
    """A kind of record that appears in the timeline.

    :param int number: from 0 to 99, its own; ids of events are made from it
    :param dict kinds: ``{code: label}`` of the kinds of events that ``select`` names
    :param str model: of the records behind the events
    :param SQL select: SELECT of record id, profile id, company id, date, kind, reference, amount in company currency, text,
        user id, state
    :param tuple states: the selection fields of ``model`` that have the words for the state
    :param SQL record_id: id of the record behind ``event``, where several events are of one record
    """

    number: int
    kinds: dict
    model: str
    select: SQL
    states: tuple = ("state",)
    record_id: SQL = SQL("event.record_id")


class CreditTimeline(models.Model):
    """What happened with a customer, whatever the kind, in one list by date.

    Rooms and other add-ons contribute their records by ``_get_entries`` and name the columns they read in ``_depends``.
    """

    _name = "credit.timeline"
    _description = "Timeline of a Customer"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = {
        "account.account": TRADE_ACCOUNT_COLUMNS,
        "account.journal": ["type"],
        "account.move": ["date", "invoice_date", "journal_id", "move_type", "name", "ref"],
        "account.move.line": [
            *MONEY_COLUMNS, "account_id", "balance", "company_id", "date", "move_id", "parent_state", "partner_id"],
        "credit.profile": ["company_id", "partner_id"],
        "res.company": ["parent_path"],
        "res.partner": ["commercial_partner_id"],
    }

    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True)
    kind = fields.Selection("_get_kinds", readonly=True)
    reference = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True, aggregator=None, help="In company currency.")
    text = KeptText(string="Note", readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    state = fields.Char(readonly=True)
    state_label = fields.Char(string="Status", compute="_compute_state_label")
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True, export_string_translation=False)

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT event.record_id::bigint * %s + %s AS id, event.profile_id, event.company_id, event.date,
                       event.kind::varchar AS kind, event.reference::varchar AS reference, event.amount::numeric AS amount,
                       event.text::varchar AS text, event.user_id::integer AS user_id, event.state::varchar AS state,
                       %s::varchar AS res_model, %s AS res_id
                  FROM (%s) event (record_id, profile_id, company_id, date, kind, reference, amount, text, user_id, state)
                """, MOST_ENTRIES, entry.number, entry.model, entry.record_id, entry.select)
            for entry in self._get_entries())

    @api.model
    def _get_entries(self):
        """:return: list of :class:`TimelineEntry`"""
        return [TimelineEntry(
            0,
            {
                "invoice": self.env._("Invoice"), "refund": self.env._("Credit note"), "payment": self.env._("Payment"),
                "entry": self.env._("Journal entry"),
            },
            # An entry may be that of several customers: each has an event of its own.
            "account.move", self._get_ledger_sql(), states=(),
            record_id=SQL("(%s)", build_items(
                SQL("item.move_id"), alias="item", accounts=None, state=None, condition=SQL("item.id = event.record_id"))),
        )]

    @api.model
    def _get_kinds(self):
        return [kind for entry in self._get_entries() for kind in entry.kinds.items()]

    @api.model
    def _get_ledger_sql(self):
        return SQL("%s GROUP BY profile.id, profile.company_id, move.id", build_items(
            SQL(
                """
                MIN(line.id), profile.id, profile.company_id, COALESCE(move.invoice_date, move.date),
                CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                     WHEN move.move_type = 'out_refund' THEN 'refund'
                     WHEN BOOL_AND(%(is_money)s) THEN 'payment' ELSE 'entry' END,
                move.name,
                CASE WHEN BOOL_AND(%(is_money)s) AND move.move_type = 'entry' THEN -1 ELSE 1 END * SUM(line.balance),
                move.ref, NULL, NULL
                """, is_money=is_money("line")),
            joins=SQL(
                """
              JOIN res_partner partner ON partner.id = line.partner_id
              JOIN %s branch ON branch.id = line.company_id
              JOIN credit_profile profile
                ON profile.partner_id = partner.commercial_partner_id AND profile.company_id = branch.root_id
              JOIN account_move move ON move.id = line.move_id
                """, BRANCHES)))

    @api.depends("res_model", "state")
    @api.depends_context("lang")
    def _compute_state_label(self):
        labels = {
            entry.model: {
                code: label for name in entry.states
                for code, label in self.env[entry.model]._fields[name]._description_selection(self.env)}
            for entry in self._get_entries()
        }
        for event in self:
            event.state_label = labels.get(event.res_model, {}).get(event.state, False)

    def action_open(self):
        """:return: the document or record behind the event, with the rights of the user"""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        return {
            "type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id, "view_mode": "form",
        }


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def action_view_timeline(self):
        """:return: all that happened with the customer, by date"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_timeline_action")
        return {**action, "domain": [("profile_id", "in", self.ids)]}
