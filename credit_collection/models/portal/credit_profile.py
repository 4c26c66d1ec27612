from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.common.notices import show_notice


class CreditProfile(models.Model):
    """Links by which the contacts of a customer open the credit account."""

    _inherit = "credit.profile"

    portal_link_ids = fields.One2many("credit.portal.link", "profile_id", string="Links to the Account")

    def action_send_portal_link(self):
        """Send the addressee of each of these customers a link to the credit account.

        :raise UserError: when none of them can be reached, or the company shows no accounts
        """
        self._check_collector()
        self.check_access("write")
        addressees = self._get_portal_addressees()
        if not addressees:
            raise UserError(self.env._(
                "No link was sent: these customers have no valid e-mail address, or the settings do not show accounts in the "
                "portal."))
        notices = []
        for today, profiles in self.env["res.company"]._get_credit_days_of(self).items():
            given = [(profile, addressees[profile]) for profile in profiles if profile in addressees]
            for link in self.env["credit.portal.link"]._give(given, today):
                notices.append((link.profile_id, lambda env, link=link: link._compose(env)))
        # sudo: outgoing mails belong to the system; the right has been checked.
        self.env["credit.notice"].sudo()._queue(notices, with_account=False)
        return show_notice(self.env._("%(count)s links sent.", count=len(notices)))

    def _get_portal_addressees(self):
        """:return: ``{profile: contact}`` of those who can be sent a link"""
        # sudo: a setting, also for users of a branch alone.
        shown = self.filtered(lambda profile: profile.company_id.sudo().credit_portal)
        contacts = self.env["credit.addressee"]._find(shown)
        return {profile: contact for profile, contact in contacts.items() if contact.email_normalized}
