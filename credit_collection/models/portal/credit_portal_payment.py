from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ...const import PORTAL_PATH

# The page of a payment outlives the providers that tell late how it ended.
DAYS = 7


class CreditPortalPayment(models.Model):
    """The items that a customer chose to pay in the portal, with a payment page of their own. Written by code only."""

    _name = "credit.portal.payment"
    _description = "Items Chosen to Be Paid"
    _inherit = ["credit.portal.access.mixin", "credit.payment.link.mixin"]
    _order = "id desc"

    contact_id = fields.Many2one(string="Chosen By")
    link_id = fields.Many2one(
        "credit.portal.link", string="By Link", readonly=True, index="btree_not_null", ondelete="cascade",
        help="Link by which it was chosen: revoked, it opens this page no more either.")
    line_ids = fields.Many2many("account.move.line", "credit_portal_payment_line_rel", string="Items", readonly=True)

    _access_token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")

    @api.model
    def _choose(self, profile, contact, link, lines, today):
        """:return: the page on which ``lines`` are paid, for code; the one of before where the same were chosen"""
        # sudo: the customer chooses, code writes.
        Payment = self.sudo()
        same = Payment.search([
            ("profile_id", "=", profile.id), ("contact_id", "=", contact.id), ("link_id", "=", link.id),
            ("access_until", ">=", today), ("line_ids", "in", lines.ids)])
        chosen = same.filtered(lambda payment: set(payment.line_ids.ids) == set(lines.ids))[:1]
        return chosen or Payment.create({
            "profile_id": profile.id, "contact_id": contact.id, "link_id": link.id, "line_ids": [Command.set(lines.ids)],
            "access_token": self._make_token(), "access_until": today + timedelta(DAYS),
        })

    def _is_link_expired(self):
        has_left = self._has_left(self.contact_id)
        return super()._is_link_expired() or has_left or bool(self.link_id) and self.link_id._is_link_expired()

    def _get_back_path(self):
        return self.link_id._get_path() if self.link_id else PORTAL_PATH

    def _get_listed_items(self):
        return self.line_ids

    @api.autovacuum
    def _gc_expired(self):
        """Payments are kept by their transactions; what was chosen is of no use once nobody can pay it any more."""
        # sudo: the scheduled action of all companies, wherever it is which day.
        long_ago = self.env.company._get_credit_today() - timedelta(90)
        self.sudo().search([("access_until", "<", long_ago)], limit=10000).unlink()


class CreditPaymentLink(models.AbstractModel):
    _inherit = "credit.payment.link"

    @api.model
    def _get_models(self):
        return [*super()._get_models(), "credit.portal.payment"]
