"""The whole step: a field of the level that asks for it, a declaration, and a method."""

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.credit_collection.models.followup.credit_followup_channel import LevelStep


class CreditFollowupLevel(models.Model):
    _inherit = "credit.followup.level"

    tag_id = fields.Many2one("res.partner.category", string="Tag the Customer", ondelete="restrict")


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    @api.model
    def _get_level_steps(self):
        return [*super()._get_level_steps(), LevelStep(20, "tag_id", "_tag_customers")]

    @api.model
    def _tag_customers(self, cases, today):
        """Give each customer the tag of the level reached."""
        for case in cases:
            # The round works for all companies; the tag is that of the level.
            case.profile.partner_id.category_id = [Command.link(case.level.tag_id.id)]
