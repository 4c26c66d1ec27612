from odoo import api, fields, models


class CreditRatingLog(models.Model):
    """A change of policy that was drafted and previewed names its draft."""

    _inherit = "credit.rating.log"

    change_id = fields.Many2one("credit.policy.change", readonly=True, index="btree_not_null", ondelete="set null")

    @api.model
    def _pop_evidence(self, vals, prefix=""):
        return {**super()._pop_evidence(vals, prefix), "change_id": vals.pop(f"{prefix}change_id", None)}
