from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (87, "credit.agreement"), (88, "credit.application")]

    @api.model
    def _absorb_file(self, kept, other):
        """Documents go into the one file that a customer has."""
        files = {file.profile_id: file for file in self.env["credit.file"].search([("profile_id", "in", (kept.id, other.id))])}
        if len(files) == 2:
            files[other].document_ids.write({"file_id": files[kept].id})
            files[other].unlink()

    @api.model
    def _absorb(self, kept, other):
        """A customer has one agreement that is being prepared; the other one ends."""
        Agreement = self.env["credit.agreement"]
        open_domain = [("state", "in", ("draft", "sent"))]
        theirs = Agreement.search([("profile_id", "=", other.id), *open_domain])
        self._absorb_file(kept, other)
        if theirs and Agreement.search_count([("profile_id", "=", kept.id), *open_domain], limit=1):
            theirs._end(other.company_id._get_credit_today())
        return super()._absorb(kept, other)
