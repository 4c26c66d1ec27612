import re

from odoo import api, fields, models
from odoo.fields import Domain

OWN_REFERENCE = re.compile(r"^\s*[Cc]0*(\d{1,9})\s*$")


class CreditProfile(models.Model):
    _inherit = "credit.profile"
    # Customers quote it, and are chosen by it.
    _rec_names_search = ["partner_id", "customer_reference"]

    customer_reference = fields.Char(
        compute="_compute_customer_reference", search="_search_customer_reference",
        help="Reference the customer is asked to quote: that of the contact, or else the number of the credit profile.",
    )

    @api.depends("partner_id.ref")
    def _compute_customer_reference(self):
        for profile in self:
            profile.customer_reference = profile.partner_id.ref or (profile.id and f"C{profile._origin.id:05d}")

    @api.model
    def _search_customer_reference(self, operator, value):
        if operator not in ("in", "ilike", "=ilike", "like", "=like"):
            return NotImplemented
        texts = value if operator == "in" else [value]
        numbers = [int(match[1]) for text in texts if text and (match := OWN_REFERENCE.match(str(text).strip("%")))]
        return Domain("partner_id.ref", operator, value) | (
            Domain("id", "in", numbers) & Domain("partner_id.ref", "=", False))

    def message_update(self, msg_dict, update_vals=None):
        """The collector is notified of an answer of the customer; it stays on the profile, out of the contact's chatter."""
        for profile in self:
            # sudo: the setting of a company, no matter who fetches the mail.
            reader = profile._get_collector() or profile.company_id.sudo().credit_manager_id.filtered("active")
            profile.message_subscribe(reader.partner_id.ids)
        return super().message_update(msg_dict, update_vals=update_vals)

    def _get_followup_reference(self):
        """:return: the reference that the customer quotes: the customer number, or that of the credit profile"""
        self.ensure_one()
        return self.customer_reference
