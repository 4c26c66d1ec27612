from odoo import models
from odoo.fields import Domain


class CreditCommissionRun(models.Model):
    """What an agency collected, and what it gets its fee for, was caused by no collector of ours."""

    _inherit = "credit.commission.run"

    def _attribute(self, changes, plans):
        attributed = super()._attribute(changes, plans)
        paid = self.env["account.move.line"].browse({row["payment_id"] for row in changes if row["payment_id"]})
        recoveries = self.env["credit.agency.recovery"].search(
            Domain("company_id", "=", self.company_id.id)
            & (Domain("move_id", "in", paid.move_id.ids) | Domain("receipt_id", "in", paid.ids) & Domain("fee", ">", 0)))
        agency_money = recoveries.receipt_id | recoveries.move_id.line_ids
        for row in changes:
            if row["payment_id"] in agency_money._ids:
                attributed[row["pair"]] = [(None, 1.0, "nobody", None)]
        return attributed
