from odoo import fields, models


class CreditProfile(models.Model):
    """Whom to call first: order by ``value_at_risk desc``, show ``rank_reason``; ``_update_ranks(today)`` brings both up to
    date for any number of customers in a fixed number of queries."""

    _inherit = "credit.profile"

    rank_id = fields.Many2one(
        "credit.rank", readonly=True, copy=False, index="btree_not_null", ondelete="set null", role="system")
    value_at_risk = fields.Monetary(
        related="rank_id.value_at_risk", string="Expected Loss",
        help="Amount collectible now times the probability that it is not paid.",
    )
    rank_reason = fields.Char(related="rank_id.reason", string="Ranking Reason")

    def _update_ranks(self, today):
        """Rank these customers. To be called with the rights of the system."""
        self.env["credit.rank"]._update(self, today)
