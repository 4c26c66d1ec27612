from odoo import api, fields, models


class CreditWorkbookSuccessor(models.Model):
    """Which credit profile has taken over another one that is gone: files that were written before still name it."""

    _name = "credit.workbook.successor"
    _description = "Credit Profile Taken Over"

    # The profile is gone: its id is all there is.
    gone_id = fields.Integer(required=True, readonly=True, index=True, aggregator=None)
    profile_id = fields.Many2one("credit.profile", required=True, readonly=True, index=True, ondelete="cascade")


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _absorb(self, kept, other):
        # What ``other`` has taken over before moves with its other records.
        # sudo: written by code only.
        self.env["credit.workbook.successor"].sudo().create({"gone_id": other.id, "profile_id": kept.id})
        return super()._absorb(kept, other)
