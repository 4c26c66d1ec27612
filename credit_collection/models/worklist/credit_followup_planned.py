from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from ...tools.exposure.open_credits import sum_credits

BATCH = 500


class CreditFollowup(models.Model):
    """Contacts that are planned, and what a contact leaves on the customer's log."""

    _inherit = "credit.followup"

    @api.model
    def _get_contact_debts(self, profile, today):
        """:return: (collectible debts due by ``today``, open credits in company currency, all these items)"""
        items = profile._get_open_items(today, today)[profile]
        debts = [item for item in items if item.residual > 0 and item.amount > profile.currency_id.rounding / 2]
        credits = [item for item in items if item.residual < 0]
        return debts, sum_credits(debts + credits), debts + credits

    @api.model
    def _plan(self, profiles, day, summary, user, today, is_relationship):
        """See ``credit.profile._plan_contact``."""
        activity_type = self.env.ref(
            "credit_collection.mail_activity_relationship_call" if is_relationship
            else "credit_collection.mail_activity_type_followup_call")
        vals_list = [self._prepare_planned_vals(profile, user, day, today, is_relationship) for profile in profiles]
        # Core's own switch: no e-mail for each of hundreds of calls.
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True).create([
            {
                "res_model_id": self.env["ir.model"]._get_id("credit.profile"), "res_id": vals["profile_id"],
                "activity_type_id": activity_type.id, "user_id": vals["user_id"], "date_deadline": day,
                "summary": summary[:200],
            }
            for vals in vals_list if vals["user_id"]
        ]).grouped("res_id")
        return self.create([
            {**vals, "activity_id": activities[vals["profile_id"]].id if vals["profile_id"] in activities else False}
            for vals in vals_list
        ])

    @api.model
    def _prepare_planned_vals(self, profile, user, day, today, is_relationship):
        responsible = user or profile._get_collector() or profile.company_id.credit_manager_id
        return {
            "profile_id": profile.id, "channel": "call", "date": day, "state": "todo", "user_id": responsible.id,
            "cycle": profile.followup_cycle, "is_relationship": is_relationship, "contact_id": profile.partner_id.id,
        }

    @api.model
    def _get_due_contacts_domain(self, today):
        """:return: domain of the customers to be called to whom no regular call is planned yet"""
        return Domain("next_contact_date", "<=", today) & ~Domain(
            "followup_ids", "any", Domain("is_relationship", "=", True) & Domain("state", "=", "todo"))

    @api.model
    def _plan_regular(self, profiles, today):
        """:return: the ``credit.followup`` planned, each with an activity for the collector or else the credit manager"""
        return profiles._plan_contact(
            today, self.env._("Regular call: how is business?"), self.env["res.users"], today, is_relationship=True)

    @api.model
    def _cron_plan_regular(self):
        """Plan the regular calls that are due, one batch."""
        self.env["credit.profile"]._run_batch(
            "credit_collection.ir_cron_plan_contacts", self._get_due_contacts_domain, self._plan_regular, size=BATCH)

    def _log_in_chatter(self):
        # sudo: a user who may log a contact may have it on the profile's log.
        self.profile_id.sudo()._message_log(
            author_id=self.env.user.partner_id.id,
            body=Markup("<b>%s</b> %s<br/>%s") % (
                self.display_name, self.outcome_id.name or self._get_outcome_label(), self.note or ""))
