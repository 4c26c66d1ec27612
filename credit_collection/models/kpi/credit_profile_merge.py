from odoo import api, models

from .credit_snapshot_rebuild import JOB


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _absorb(self, kept, other):
        """The past of both is that of the customer who stays: the next night reads it from the ledger, receipts count for the
        collectors of the customer who stays."""
        # sudo: months are kept by the system.
        self.env["credit.snapshot"].sudo().search([("profile_id", "=", other.id)]).unlink()
        self.env["credit.assignment"].sudo().search([("profile_id", "=", other.id)]).unlink()  # sudo: as above.
        self.env["credit.assignment.share"].sudo().search([("profile_id", "=", other.id)]).unlink()  # sudo: as above.
        self.env["credit.batch.stamp"]._forget(JOB, kept)
        return super()._absorb(kept, other)
