from odoo import api, models

from ...const import PORTAL_PATH


class CreditAccountLink(models.AbstractModel):
    """Messages of the rooms below open the account by links that this room keeps."""

    _inherit = "credit.account.link"

    @api.model
    def _give(self, addressees, today):
        # sudo: settings, also for users of a branch alone.
        given = [(profile, contact) for profile, contact in addressees
                 if profile.company_id.sudo().credit_portal and profile.company_id.sudo().credit_portal_message_links]
        links, wanted = iter(self.env["credit.portal.link"]._give(given, today)), set(given)
        return [next(links).access_token if addressee in wanted else None for addressee in addressees]

    @api.model
    def _find_open(self, tokens):
        # sudo: whether a link is open; who prints it has read the letter.
        links = self.env["credit.portal.link"].sudo().search([("access_token", "in", list(tokens))])
        return {link.access_token for link in links if not link._is_link_expired()}

    @api.model
    def _get_page_path(self, company):
        # sudo: a setting, also for users of a branch alone.
        return PORTAL_PATH if company.sudo().root_id.credit_portal else super()._get_page_path(company)
