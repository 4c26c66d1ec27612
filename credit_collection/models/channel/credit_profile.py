from odoo import models


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def message_update(self, msg_dict, update_vals=None):
        """The collector is notified of an answer of the customer; it stays on the profile, out of the contact's chatter."""
        for profile in self:
            # sudo: the setting of a company, whoever fetches the mail.
            reader = profile._get_collector() or profile.company_id.sudo().credit_manager_id.filtered("active")
            profile.message_subscribe(reader.partner_id.ids)
        return super().message_update(msg_dict, update_vals=update_vals)

    def _get_followup_reference(self):
        """:return: the reference that the customer quotes: the customer number, or that of the credit profile"""
        self.ensure_one()
        return self.partner_id.ref or f"C{self.id:05d}"
