import secrets

from odoo import api, fields, models
from odoo.http import request

from ...const import ACCOUNT_LINK_PATH, AGREEMENT_PATH, APPLICATION_PATH, PAYMENT_PATH, STATEMENT_PATH

LINKS = (ACCOUNT_LINK_PATH, AGREEMENT_PATH, APPLICATION_PATH, PAYMENT_PATH, STATEMENT_PATH)


class CreditLinkMixin(models.AbstractModel):
    """What a customer opens by a token from an e-mail: the token expires with time and can be revoked.

    The one definition of such links, of follow-ups, statements, accounts, agreements and applications. A model says
    ``profile_id`` and ``company_id``, has a unique index on ``access_token``, and may close its links earlier by
    ``_is_link_expired``.
    """

    _name = "credit.link.mixin"
    _description = "Document with a Link for the Customer"

    access_token = fields.Char(readonly=True, groups="base.group_system", exportable=False, copy=False)
    access_until = fields.Date(string="Link Valid Until", readonly=True, copy=False)
    has_link = fields.Boolean(compute="_compute_has_link", compute_sudo=True)

    @api.depends("access_token", "access_until")
    def _compute_has_link(self):
        for document in self:
            document.has_link = document.access_token and not document._is_link_expired()

    @api.model
    def _make_token(self):
        return secrets.token_urlsafe(24)

    @api.model
    def _find_by_token(self, token):
        """:return: the document that ``token`` opens, or none; its link may have expired"""
        # sudo: a reader with the token may see what the e-mail contained.
        return self.sudo().search([("access_token", "=", token)], limit=1) if token else self.browse()

    def _is_link_expired(self):
        """:return: whether the pages of the link are closed"""
        self.ensure_one()
        return not self.access_until or self.access_until < self.company_id._get_credit_today()

    def _has_left(self, contact):
        """:return: whether the addressee ``contact`` of the link is no contact of the customer any more"""
        return bool(contact) and (
            not contact.active or self.env["credit.addressee"]._has_left(self.profile_id, contact))

    def action_revoke_link(self):
        """Close the pages of these documents: their links are not found any more."""
        self._check_link_right()
        # sudo: the token is evidence that collectors do not write themselves; the right has been checked.
        self.sudo().write({"access_token": False, "access_until": False})

    def _check_link_right(self):
        """:raise AccessError: for those who may not write to these customers"""
        self.profile_id._check_collector()
        self.check_access("read")
        self.profile_id.check_access("write")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_error_html(cls, env, code, values):
        """A customer whose link has ended reads what to do; a wrong link gets the same page as one that was good once."""
        if code == 404 and request.httprequest.path.startswith(LINKS):
            return code, env["ir.ui.view"]._render_template("credit_collection.portal_link_closed", values)
        return super()._get_error_html(env, code, values)
