from odoo import api, fields, models


class CreditPolicyLog(models.Model):
    """A change of policy that a review decided names the review."""

    _inherit = "credit.policy.log"

    review_id = fields.Many2one("credit.review", readonly=True, index="btree_not_null", ondelete="set null")


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    @api.model
    def _pop_evidence(self, vals):
        return {**super()._pop_evidence(vals), "review_id": vals.pop("change_review_id", None)}
