from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.days import days_until
from odoo.addons.credit_collection.models.common.sql import get_root_sql

from ..models.credit_insurance import DEPENDS
from ..models.credit_insurance_claim_line import STATUSES


class CreditInsuranceItem(models.Model):
    """Open debts that were delivered under a cover, with the deadlines that keep them insured. As of today."""

    _name = "credit.insurance.item"
    _description = "Insured Item"
    _auto = False
    _order = "report_by, due, id"
    _rec_name = "move_id"
    _depends = DEPENDS

    line_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    policy_id = fields.Many2one("credit.insurance.policy", readonly=True)
    cover_id = fields.Many2one("credit.insurance.cover", readonly=True)
    claim_id = fields.Many2one("credit.insurance.claim", string="Reported By", readonly=True)
    delivered = fields.Date(string="Delivered On", readonly=True)
    first_due_date = fields.Date(readonly=True, help="Of the document. What was agreed with the customer does not move it.")
    due = fields.Date(
        string="Due Date That Counts", readonly=True, help="The first one, or a later one to which the insurer agreed.")
    stop_on = fields.Date(string="Stop Deliveries After", readonly=True)
    report_by = fields.Date(readonly=True)
    report_by_days = days_until("report_by", string="Report Within (days)")
    file_by = fields.Date(string="File Claim By", readonly=True)
    reported_on = fields.Date(readonly=True)
    residual = fields.Monetary(string="Open Amount", readonly=True)
    insured_amount = fields.Monetary(string="Insured", compute="_compute_share")
    status = fields.Selection(STATUSES, compute="_compute_share")

    @property
    def _table_query(self):
        Insurance = self.env["credit.insurance"]
        days = self.env["res.company"].sudo().browse()._get_credit_days()
        items = SQL(" UNION ALL ").join(
            SQL("(%s)", Insurance._build_items(day, condition=SQL(
                "line.balance > 0 AND cover.id IS NOT NULL AND %s = ANY(%s)", get_root_sql("company"), companies.ids)))
            for day, companies in days.items())
        return SQL(
            """
            SELECT item.line_id AS id, item.line_id, item.move_id, item.profile_id, item.collector_id, item.company_id,
                   item.policy_id, item.cover_id, item.claim_id, item.delivered, item.first_due_date, item.due,
                   %(stop)s AS stop_on, %(report)s AS report_by, %(claim)s AS file_by, item.reported_on,
                   item.residual::numeric AS residual
              FROM (%(items)s) item
            """, items=items, **{name: SQL(
                # As in get_deadline: an invoice may be due on the last day there is.
                "CASE WHEN %(days)s > 0 THEN LEAST(item.due + %(days)s, DATE '9999-12-31') END",
                days=SQL.identifier("item", f"{name}_days")) for name in ("stop", "report", "claim")})

    @api.depends("line_id")
    def _compute_share(self):
        positions = self.env["credit.insurance"]._get_positions(self.profile_id)
        shares = {share.key: share for position in positions.values() for share in position.shares}
        for item in self:
            share = shares.get(item.line_id.id)
            item.insured_amount = share.insured if share else 0.0
            item.status = share.status if share else False

    def action_open_move(self):
        """:return: the form of the document"""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "account.move", "res_id": self.move_id.id, "view_mode": "form"}

    def action_report(self):
        """Make a claim for each customer with its overdue items that are not reported.

        :return: the claims
        """
        Claim = self.env["credit.insurance.claim"]
        claims = Claim
        for (profile, policy), _items in self.filtered(lambda item: not item.claim_id).grouped(
                lambda item: (item.profile_id, item.policy_id)).items():
            claim = Claim.search([
                ("profile_id", "=", profile.id), ("policy_id", "=", policy.id), ("state", "=", "draft")], limit=1)
            claim = claim or Claim.create({"profile_id": profile.id, "policy_id": policy.id})
            claim.action_fill()
            claims |= claim
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection_insurance.credit_insurance_claim_action")
        return {**action, "domain": [("id", "in", claims.ids)]}
