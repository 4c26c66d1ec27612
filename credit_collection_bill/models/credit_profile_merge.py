from itertools import count

from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (97, "credit.bill")]

    @api.model
    def _absorb(self, kept, other):
        """Both may have given bills with the same number: the merge would drop all bills of ``other``."""
        Bill = self.env["credit.bill"].sudo()  # sudo: who merges customers need not see their bills.
        taken = set(Bill.search([("profile_id", "in", (kept | other).ids)]).mapped("name"))
        known = Bill.search([("profile_id", "=", kept.id)]).mapped("name")
        for bill in Bill.search([("profile_id", "=", other.id), ("name", "in", known)]):
            names = (f"{bill.name} ({number})" for number in count(2))
            bill.name = next(name for name in names if name not in taken)
            taken.add(bill.name)
        return super()._absorb(kept, other)
