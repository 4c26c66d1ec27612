from markupsafe import Markup

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

    def _get_contact_debts(self, today):
        """:return: (collectible debts due by ``today``, open credits in company currency, all these items)"""
        items = self._get_open_items(today, today)[self]
        debts = [item for item in items if item.residual > 0 and item.amount > self.currency_id.rounding / 2]
        credits = [item for item in items if item.residual < 0]
        return debts, -sum(item.amount for item in credits), debts + credits

    def _plan_contact(self, day, summary, user, today, is_relationship=False):
        """Put a call for ``day`` on the worklist and into the calendar of ``user``.

        :return: the ``credit.followup`` to be done
        """
        # sudo: evidence and activity are written by the system; the caller has checked the right.
        profiles_sudo = self.sudo()
        activity_type = self.env.ref(
            "credit_collection.mail_activity_relationship_call" if is_relationship
            else "credit_collection.mail_activity_type_followup_call")
        vals_list = [profile._prepare_planned_vals(user, day, today, is_relationship) for profile in profiles_sudo]
        # Core's own switch: no e-mail for each of hundreds of calls.
        activities = profiles_sudo.env["mail.activity"].with_context(mail_activity_quick_update=True).create([
            {
                "res_model_id": self.env["ir.model"]._get_id("credit.profile"), "res_id": vals["profile_id"],
                "activity_type_id": activity_type.id, "user_id": vals["user_id"], "date_deadline": day,
                "summary": summary[:200],
            }
            for vals in vals_list if vals["user_id"]
        ]).grouped("res_id")
        return profiles_sudo.env["credit.followup"].create([
            {**vals, "activity_id": activities[vals["profile_id"]].id if vals["profile_id"] in activities else False}
            for vals in vals_list
        ])

    def _prepare_planned_vals(self, user, day, today, is_relationship):
        responsible = user or self._get_collector() or self.company_id.credit_manager_id
        return {
            "profile_id": self.id, "channel": "call", "date": day, "state": "todo", "user_id": responsible.id,
            "cycle": self.followup_cycle, "is_relationship": is_relationship, "contact_id": self.partner_id.id,
        }

    def _log_in_chatter(self, followup):
        # sudo: whoever may log a contact may have it on the profile's log.
        self.sudo()._message_log(
            author_id=self.env.user.partner_id.id,
            body=Markup("<b>%s</b> %s<br/>%s") % (
                followup.display_name, followup.outcome_id.name or followup._get_outcome_label(), followup.note or ""))
