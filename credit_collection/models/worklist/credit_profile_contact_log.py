from odoo import models


class CreditProfile(models.Model):
    """Logging contacts with the customer, and planning the next one."""

    _inherit = "credit.profile"

    def action_log_contact(self):
        """:return: the dialog that logs a call, visit, mail or letter"""
        self.ensure_one()
        self._check_collector()
        return self._get_log_contact_action()

    def _get_log_contact_action(self, **defaults):
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_contact_log_action")
        return {**action, "context": {"default_profile_id": self.id, **defaults}}

    def _plan_contact(self, day, summary, user, today, is_relationship=False):
        """Put a call for ``day`` on the worklist and into the calendar of ``user``.

        :return: the ``credit.followup`` to be done
        """
        # sudo: evidence and activity are written by the system; the caller has checked the right.
        return self.env["credit.followup"].sudo()._plan(self.sudo(), day, summary, user, today, is_relationship)
