from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...const import ACCOUNT_LINK_PATH
from ...tools.common.clock import add_days
from ..common.bulk import insert_cache, insert_rows

# Closed links are kept so long, in days: until then the list of links tells who had one.
KEPT = 90


class CreditPortalLink(models.Model):
    """A link by which a contact opens the credit account of the customer without a login. Written by code only."""

    _name = "credit.portal.link"
    _description = "Link to a Credit Account"
    _inherit = ["credit.portal.access.mixin", "credit.link.mixin"]
    _order = "id desc"

    contact_id = fields.Many2one(string="Given To")

    _access_token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")

    @api.depends("contact_id", "access_until")
    def _compute_display_name(self):
        for link in self:
            link.display_name = f"{link.contact_id.display_name} – {link.access_until or '✗'}"

    @api.depends("contact_id.active", "contact_id.commercial_partner_id", "company_id")
    def _compute_has_link(self):
        return super()._compute_has_link()

    @api.model
    def _give(self, addressees, today):
        """:param addressees: list of ``(profile, contact)``
        :return: a link for each of them, for code, in their order
        """
        addressees = list(addressees)
        if not addressees:
            return self.sudo().browse()
        tokens = [self._make_token() for _addressee in addressees]
        # By one statement: a night of reminders gives thousands. Written by code only; who gives links has been checked.
        ids = insert_rows(self, {
            "profile_id": [profile.id for profile, _contact in addressees],
            "company_id": [profile.company_id.id for profile, _contact in addressees],
            "contact_id": [contact.id for _profile, contact in addressees],
            "access_token": tokens,
            # sudo: a setting, also for users of a branch alone.
            "access_until": [add_days(today, profile.company_id.sudo().credit_portal_link_days)
                             for profile, _contact in addressees],
        })
        self.env["credit.profile"].invalidate_model(["portal_link_ids"], flush=False)
        # sudo: the tokens, for the messages that they go into.
        links = self.sudo().browse(ids)
        insert_cache(links, {"access_token": tokens})
        return links

    def _revoke(self):
        """Close these links for good."""
        # sudo: written by code only.
        self.sudo().write({"access_token": False, "access_until": False})

    @api.autovacuum
    def _gc_closed(self):
        """Forget links that were closed long ago."""
        # sudo: the scheduled action of all companies.
        long_ago = self.env.company._get_credit_today() - timedelta(KEPT)
        closed = Domain("access_until", "<", long_ago) | (
            Domain("access_token", "=", False) & Domain("write_date", "<", long_ago))
        self.sudo().search(closed, limit=10000).unlink()

    def _is_link_expired(self):
        """:return: whether the link is closed: with time, with the portal, or because its contact has left the customer"""
        is_closed = not self.access_token or not self.company_id.credit_portal
        return super()._is_link_expired() or is_closed or self._has_left(self.contact_id)

    def _get_path(self):
        self.ensure_one()
        return f"{ACCOUNT_LINK_PATH}{self.access_token}"

    def _get_url(self):
        return f"{self.company_id.get_base_url()}{self._get_path()}"

    def _compose(self, env):
        """:return: subject and values of the e-mail with this link, in the language of ``env``"""
        link = self.with_env(env)
        company, until = link.company_id.name, format_date(env, link.access_until)
        return env._("%(company)s: your account with us", company=company), {
            "lines": [
                env._("on the page below you see what is open on your account with us. You can pay, promise a date, or tell us "
                      "what is not right."),
                env._("No password is needed: please keep the link to yourself. It is valid until %(date)s.", date=until),
            ],
            "url": link._get_url(),
            "button": env._("Open your account"),
        }
