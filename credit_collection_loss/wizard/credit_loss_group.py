from odoo import fields, models


class CreditLossGroup(models.TransientModel):
    """Ratings, countries or tags that get rates of their own in a matrix."""

    _name = "credit.loss.group"
    _inherit = "credit.bounds.mixin"
    _description = "Add Groups to a Loss Matrix"

    matrix_id = fields.Many2one("credit.loss.matrix", required=True)
    group_by = fields.Selection(related="matrix_id.group_by")
    rating_ids = fields.Many2many("credit.rating", string="Ratings")
    country_ids = fields.Many2many("res.country", string="Countries")
    tag_ids = fields.Many2many("res.partner.category", string="Tags")

    def action_add(self):
        """Add these groups, with the rates of the default group."""
        self.ensure_one()
        self.matrix_id._add_groups(
            {"rating": self.rating_ids, "country": self.country_ids, "tag": self.tag_ids}[self.group_by])
        return {"type": "ir.actions.act_window_close"}
