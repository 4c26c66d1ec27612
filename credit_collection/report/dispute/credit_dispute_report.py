"""Disputes by product. Joins ``account_move_line`` itself: the product lines of invoices, not the items that customers owe."""

from odoo import fields, models
from odoo.tools import SQL


class CreditDisputeReport(models.Model):
    """Disputes by reason and product: the amount of each is spread over the contested lines, or over all of the invoice."""

    _name = "credit.dispute.report"
    _description = "Dispute Analysis"
    _auto = False
    _rec_name = "move_id"
    _order = "date_opened desc, id"
    _depends = {
        "credit.dispute": [
            "move_id", "profile_id", "company_id", "reason_id", "user_id", "state", "date_opened", "date_closed",
            "company_amount", "credited_amount", "line_ids", "escalated_on",
        ],
        "account.move.line": ["move_id", "display_type", "product_id", "price_total"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
    }

    dispute_id = fields.Many2one("credit.dispute", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason_id = fields.Many2one("credit.reason", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("accepted", "Accepted"), ("rejected", "Rejected")], readonly=True,
    )
    date_opened = fields.Date(readonly=True)
    date_closed = fields.Date(readonly=True)
    amount = fields.Monetary(string="Disputed", readonly=True, help="In company currency.")
    accepted_amount = fields.Monetary(string="Accepted", readonly=True, help="Disputed amounts that were accepted.")
    days_open = fields.Integer(string="Resolution Time (days)", readonly=True, aggregator="avg")
    is_escalated = fields.Boolean(string="Escalated", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY dispute.id, line.id)::int AS id,
                   dispute.id AS dispute_id, dispute.move_id, dispute.profile_id, dispute.company_id, dispute.reason_id,
                   dispute.user_id, dispute.state, dispute.date_opened, dispute.date_closed,
                   line.product_id, template.categ_id,
                   dispute.company_amount * %(share)s AS amount,
                   CASE dispute.state WHEN 'accepted' THEN dispute.company_amount * %(share)s ELSE 0 END AS accepted_amount,
                   dispute.date_closed - dispute.date_opened AS days_open,
                   dispute.escalated_on IS NOT NULL AS is_escalated
              FROM credit_dispute dispute
         LEFT JOIN account_move_line line
                ON line.move_id = dispute.move_id AND line.display_type = 'product'
               AND (EXISTS (SELECT FROM credit_dispute_line_rel rel
                             WHERE rel.dispute_id = dispute.id AND rel.line_id = line.id)
                    OR NOT EXISTS (SELECT FROM credit_dispute_line_rel rel WHERE rel.dispute_id = dispute.id))
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
            """,
            # Lines that come to nothing together share alike.
            share=SQL(
                """
                COALESCE(line.price_total / NULLIF(SUM(line.price_total) OVER (PARTITION BY dispute.id), 0),
                         1.0 / COUNT(*) OVER (PARTITION BY dispute.id))
                """),
        )
