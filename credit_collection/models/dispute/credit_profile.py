from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CreditProfile(models.Model):
    """Disputes of the customer and settlement offers."""

    _inherit = "credit.profile"

    dispute_ids = fields.One2many("credit.dispute", "profile_id", string="Disputes")
    disputed_amount = fields.Monetary(
        string="Disputed", compute="_compute_disputed_amount",
        help="Parts of invoices excluded from collection: under open dispute, or accepted and not credited yet.",
    )
    dispute_ratio = fields.Float(
        string="Disputed of Invoiced (%)", compute="_compute_dispute_ratio",
        help="Of the last 12 months: what was disputed, however it ended, in percent of what was invoiced.",
    )
    settlement_ids = fields.One2many("credit.settlement", "profile_id", string="Settlement Offers")

    # Both from the disputes themselves, which the page of the customer lists anyway.
    @api.depends("dispute_ids.state", "dispute_ids.company_amount", "dispute_ids.date_opened")
    def _compute_dispute_ratio(self):
        since = self.env.company._get_credit_today() - relativedelta(years=1)
        # sudo: collectors need not read invoices; a ratio tells nothing about them.
        rows = self.env["account.move"].sudo()._read_group(
            [
                ("move_type", "in", ("out_invoice", "out_receipt")), ("state", "=", "posted"), ("invoice_date", ">", since),
                # By the contacts: core has an index of the partner of invoices, none of the customer.
                ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ("company_id", "child_of", self.company_id.ids),
            ],
            ["commercial_partner_id", "company_id"], ["amount_total_signed:sum"])
        invoiced = {}
        for partner, company, amount in rows:
            key = partner.id, company.root_id.id
            invoiced[key] = invoiced.get(key, 0.0) + amount
        for profile in self:
            total = invoiced.get((profile.partner_id.id, profile.company_id.id))
            disputed = sum(profile.dispute_ids.filtered(
                lambda dispute: dispute.state != "draft" and dispute.date_opened and dispute.date_opened > since,
            ).mapped("company_amount"))
            profile.dispute_ratio = 100 * disputed / total if total else 0.0

    @api.depends("dispute_ids.state", "dispute_ids.excluded_amount")
    def _compute_disputed_amount(self):
        for profile in self:
            profile.disputed_amount = sum(profile.dispute_ids.mapped("excluded_amount"))

    def action_make_settlement(self):
        """:return: the form of a new settlement offer on the overdue items of the customer, in their first currency"""
        self.ensure_one()
        lines = self._get_promisable_items(self.company_id._get_credit_today()).filtered(
            lambda line: line.move_id.move_type in ("out_invoice", "out_receipt"))
        lines = lines.filtered(lambda line: line.currency_id == lines[0].currency_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlement Offer"),
            "res_model": "credit.settlement",
            "view_mode": "form",
            "context": {"default_profile_id": self.id, "default_line_ids": lines.ids},
        }
