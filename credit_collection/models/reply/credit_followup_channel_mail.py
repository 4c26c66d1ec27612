from odoo import api, models
from odoo.tools import formataddr


class CreditFollowupChannelMail(models.AbstractModel):
    _inherit = "credit.followup.channel.mail"

    @api.model
    def _get_reply_address(self, company):
        """The address for receivables: what customers write there is read, also when it answers nothing."""
        alias = company.root_id.sudo().credit_alias_id  # sudo: addresses belong to the system.
        if alias.alias_domain and alias.alias_name:
            return formataddr((company.name, alias.alias_full_name))
        return super()._get_reply_address(company)
