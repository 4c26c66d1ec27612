from odoo import api, models, tools

SWITCH = "credit_count_payments"


class ResCompany(models.Model):
    """Whether payments in process count anywhere: where they do not, the check of orders need not look for them."""

    _inherit = "res.company"

    @api.model
    @tools.ormcache()
    def _credit_counts_payments(self):
        """:return: whether any company counts payments in process as exposure; kept in memory, as every order asks"""
        # sudo: the setting, whichever companies the user works for.
        return bool(self.sudo().search_count([(SWITCH, "=", True)], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(SWITCH in vals for vals in vals_list):
            self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        if SWITCH not in vals:
            return super().write(vals)
        # What else is changed with it may check orders again inside of super, and has to ask anew.
        self.env.registry.clear_cache()
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result
