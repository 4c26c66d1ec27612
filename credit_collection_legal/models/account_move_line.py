from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.account_partial_reconcile import SettleStep
from odoo.addons.credit_collection.models.common.bulk import add_columns
from odoo.addons.credit_collection.models.common.days import days_until
from odoo.addons.credit_collection.models.common.sql import build_items, is_trade_account

from .received import read_received

VIEWER = "credit_collection.credit_collection_group_viewer"
WATCHED = ["amount_residual", "credit_case_id", "credit_placement_id"]


class AccountMoveLine(models.Model):
    """The open case of an item, and until when it can be enforced."""

    _inherit = "account.move.line"

    credit_case_id = fields.Many2one(
        "credit.case", string="Legal Case", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
        groups=VIEWER, help="The open case that the item is in. It is not reminded meanwhile.")
    credit_placement_id = fields.Many2one(
        "credit.agency.placement", string="Placed with Agency", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null", groups=VIEWER, help="Who collects the item now. We do not remind it meanwhile.")
    credit_limitation_event_ids = fields.Many2many(
        "credit.limitation.event", "credit_limitation_event_line_rel", "line_id", "event_id", string="Limitation Events",
        copy=False, readonly=True, groups=VIEWER)
    credit_limitation_date = fields.Date(
        string="Time-barred After", compute="_compute_credit_limitation_date", store=True, copy=False, groups=VIEWER,
        help="Last day on which the claim can be enforced, by the limitation rule of its law. Empty without a rule, and while "
             "proceedings suspend it.")
    credit_limitation_days = days_until(
        "credit_limitation_date", name="credit_limitation_days", string="Time-barred in (days)", groups=VIEWER)

    def _auto_init(self):
        # Millions of items need not be computed one by one: the job of the night does it.
        add_columns(self.env.cr, self._table, {
            "credit_limitation_date": "date", "credit_case_id": "int4", "credit_placement_id": "int4"})
        return super()._auto_init()

    @api.depends(
        "parent_state", "date_maturity", "credit_limitation_event_ids.kind", "credit_limitation_event_ids.date",
        "credit_limitation_event_ids.date_end", "credit_limitation_event_ids.state", "credit_limitation_event_ids.receipt")
    def _compute_credit_limitation_date(self):
        debts = self.filtered(lambda line: (
            line.parent_state == "posted" and line.balance > 0 and is_trade_account(line.account_id)))
        (self - debts).credit_limitation_date = False
        for line, end in self.env["credit.limitation"]._find_ends(debts).items():
            line.credit_limitation_date = end

    @api.model
    def _credit_find_due_debts(self, profile, domain):
        """:return: what the customer owes and is due, of the items of ``domain``, the earliest first"""
        return self.search(
            self._get_open_debt_domain() & self._get_account_domain(profile.partner_id, profile.company_id)
            & self._get_due_domain(profile.company_id._get_credit_today()) & domain, order="date_maturity, id")

    def _get_credit_claim(self):
        """:return: what is open of these debts, in company currency; nothing of what was overpaid"""
        return sum(self._filter_credit_claimed().mapped("amount_residual"))

    def _filter_credit_claimed(self):
        return self.filtered(lambda line: line.amount_residual > 0)

    def _forget_limitation(self):
        """Work out the limitation date anew, of something that no field of an item tells."""
        if self:
            self.fetch(["credit_limitation_date"])
            self.env.add_to_compute(self._fields["credit_limitation_date"], self)

    @api.model
    def _credit_keep_received(self, line_ids):
        """Items in cases, or paid in part, were matched: attribute the money, and note that a payment interrupts."""
        # sudo: whoever books receipts need not see cases.
        lines = self.sudo().browse(line_ids).exists()
        lines._credit_note_received(read_received(lines))

    def _credit_note_received(self, received):
        """:param received: what was received for these items, list of :class:`~.received.Received`"""
        # Also of cases and placements that have ended: what came meanwhile may be matched later, and may go back.
        self.env["credit.case.receipt"]._keep(self, received)
        self.env["credit.agency.placement"].search([
            ("line_ids", "in", self.ids), ("date_placed", "!=", False)])._keep_receipts()
        self.env["credit.limitation.event"]._keep_payments(self, received)


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model
    def _get_settle_steps(self):
        def select(line_ids):
            fields_read = tuple(self.env["account.move.line"]._fields[name] for name in WATCHED)
            return build_items(
                SQL("line.id"), state=None, condition=SQL(
                    """
                    line.id = ANY(%s) AND line.balance > 0 AND (
                        line.credit_case_id IS NOT NULL OR line.credit_placement_id IS NOT NULL
                        OR line.amount_residual <> 0 AND line.amount_residual <> line.balance
                        OR EXISTS (SELECT FROM credit_case_item stay WHERE stay.line_id = line.id)
                        OR EXISTS (SELECT FROM credit_placement_line_rel rel WHERE rel.line_id = line.id)
                        OR EXISTS (SELECT FROM credit_limitation_event_line_rel rel WHERE rel.line_id = line.id))
                    """, line_ids, to_flush=fields_read))

        Line = self.env["account.move.line"]
        return [*super()._get_settle_steps(), SettleStep(50, "legal", select, Line._credit_keep_received)]
