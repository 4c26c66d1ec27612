from odoo import api, models


class CreditCachedMixin(models.AbstractModel):
    """Settings of which something is kept in memory: what is kept is forgotten once they have changed."""

    _name = "credit.cached.mixin"
    _inherit = "credit.bounds.mixin"
    _description = "Setting Kept in Memory"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
