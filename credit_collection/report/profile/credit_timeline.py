from odoo import api, fields, models
from odoo.tools import SQL

from ...models.common.sql import BRANCHES, TRADE_ACCOUNT_COLUMNS, TRADE_ACCOUNTS

DEPENDS = {
    "account.account": TRADE_ACCOUNT_COLUMNS,
    "account.journal": ["type"],
    "account.move": ["date", "invoice_date", "journal_id", "move_type", "name", "ref"],
    "account.move.line": ["account_id", "balance", "company_id", "date", "move_id", "parent_state", "partner_id"],
    "credit.dispute": [
        "closed_by_id", "company_amount", "company_id", "date_closed", "date_opened", "move_id", "note", "profile_id",
        "resolution", "state", "user_id",
    ],
    "credit.followup": [
        "amount_due", "channel", "company_id", "date", "note", "outcome", "profile_id", "state", "subject", "user_id",
    ],
    "credit.hold": [
        "company_id", "date", "decided_by_id", "decision_reason", "order_amount", "order_name", "profile_id", "state",
    ],
    "credit.profile": ["company_id", "partner_id"],
    "credit.promise": ["amount", "company_id", "date", "note", "profile_id", "state", "user_id"],
    "credit.review": ["company_id", "date", "profile_id", "reason", "requested_by_id", "state"],
    "res.company": ["parent_path"],
    "res.partner": ["commercial_partner_id"],
}
KINDS = [
    ("invoice", "Invoice"), ("refund", "Credit note"), ("payment", "Payment"), ("entry", "Journal entry"),
    ("mail", "E-mail"), ("letter", "Letter"), ("call", "Call"), ("visit", "Visit"), ("manual", "Other contact"),
    ("promise", "Promise to pay"), ("dispute", "Dispute"), ("dispute_end", "Dispute closed"), ("hold", "Held order"),
    ("review", "Credit review"),
]
# Where the words for a state are.
STATE_FIELDS = {
    "credit.promise": ("state",), "credit.dispute": ("state",), "credit.hold": ("state",), "credit.review": ("state",),
    "credit.followup": ("outcome", "state"),
}


class CreditTimeline(models.Model):
    """What happened with a customer, whatever the kind, in one list by date."""

    _name = "credit.timeline"
    _description = "Timeline of a Customer"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = DEPENDS

    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    reference = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True, aggregator=None, help="In company currency.")
    text = fields.Char(string="Note", readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    state = fields.Char(readonly=True)
    state_label = fields.Char(string="Status", compute="_compute_state_label")
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True, export_string_translation=False)

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join((
            self._get_ledger_sql(), self._get_followups_sql(), self._get_promises_sql(), self._get_disputes_sql(),
            self._get_closed_disputes_sql(), self._get_holds_sql(), self._get_reviews_sql(),
        ))

    @api.model
    def _get_ledger_sql(self):
        # Written so that the customer asked for is looked up first, and his items by the index on the partner.
        return SQL(
            """
            SELECT move.id::bigint * 10 AS id, profile.id AS profile_id, profile.company_id,
                   COALESCE(move.invoice_date, move.date) AS date,
                   CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                        WHEN move.move_type = 'out_refund' THEN 'refund'
                        WHEN journal.type IN ('bank', 'cash', 'credit') THEN 'payment' ELSE 'entry' END AS kind,
                   move.name AS reference,
                   CASE WHEN journal.type IN ('bank', 'cash', 'credit') AND move.move_type = 'entry' THEN -1 ELSE 1 END
                       * SUM(line.balance) AS amount,
                   move.ref::varchar AS text, NULL::integer AS user_id, NULL::varchar AS state,
                   'account.move'::varchar AS res_model, move.id AS res_id
              FROM credit_profile profile
              JOIN res_partner partner ON partner.commercial_partner_id = profile.partner_id
              JOIN account_move_line line ON line.partner_id = partner.id AND line.parent_state = 'posted'
                                           AND line.account_id = ANY(%(accounts)s)
              JOIN %(branches)s branch ON branch.id = line.company_id AND branch.root_id = profile.company_id
              JOIN account_move move ON move.id = line.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
             GROUP BY profile.id, profile.company_id, move.id, journal.type
            """, accounts=TRADE_ACCOUNTS, branches=BRANCHES)

    @api.model
    def _get_followups_sql(self):
        return SQL(
            """
            SELECT id::bigint * 10 + 1, profile_id, company_id, date, channel, subject, amount_due, note, user_id,
                   COALESCE(outcome, state), 'credit.followup', id
              FROM credit_followup
             WHERE state IN ('sent', 'done', 'failed')
            """)

    @api.model
    def _get_promises_sql(self):
        return SQL(
            """
            SELECT id::bigint * 10 + 2, profile_id, company_id, date, 'promise', NULL, amount, note, user_id, state,
                   'credit.promise', id
              FROM credit_promise
             WHERE state != 'draft'
            """)

    @api.model
    def _get_disputes_sql(self):
        return SQL(
            """
            SELECT dispute.id::bigint * 10 + 3, dispute.profile_id, dispute.company_id, dispute.date_opened, 'dispute',
                   move.name, dispute.company_amount, dispute.note, dispute.user_id, 'open', 'credit.dispute', dispute.id
              FROM credit_dispute dispute
              JOIN account_move move ON move.id = dispute.move_id
             WHERE dispute.state != 'draft'
            """)

    @api.model
    def _get_closed_disputes_sql(self):
        return SQL(
            """
            SELECT dispute.id::bigint * 10 + 4, dispute.profile_id, dispute.company_id, dispute.date_closed, 'dispute_end',
                   move.name, dispute.company_amount, dispute.resolution, dispute.closed_by_id, dispute.state,
                   'credit.dispute', dispute.id
              FROM credit_dispute dispute
              JOIN account_move move ON move.id = dispute.move_id
             WHERE dispute.date_closed IS NOT NULL
            """)

    @api.model
    def _get_holds_sql(self):
        return SQL(
            """
            SELECT id::bigint * 10 + 5, profile_id, company_id, date, 'hold', order_name, order_amount, decision_reason,
                   decided_by_id, state, 'credit.hold', id
              FROM credit_hold
            """)

    @api.model
    def _get_reviews_sql(self):
        return SQL(
            """
            SELECT id::bigint * 10 + 6, profile_id, company_id, date, 'review', NULL, NULL, reason, requested_by_id, state,
                   'credit.review', id
              FROM credit_review
            """)

    @api.depends("res_model", "state")
    @api.depends_context("lang")
    def _compute_state_label(self):
        labels = {
            model: {code: label for name in names
                    for code, label in self.env[model]._fields[name]._description_selection(self.env)}
            for model, names in STATE_FIELDS.items()
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
