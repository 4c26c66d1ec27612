from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CreditMyDay(models.Model):
    """The buttons of the call sheet, and the way from one customer of the day to the next."""

    _inherit = "credit.my.day"

    @api.model
    def action_my_day(self):
        """Rank the user's customers by the items open at this moment, then open the list.

        :return: the list of the user's customers of today
        """
        self.check_access("read")
        # sudo: ranks are written by the system; the figures follow from the ledger alone.
        waiting = self._get_waiting().profile_id.sudo()
        for today, profiles in self.env["res.company"]._get_credit_days_of(waiting).items():
            profiles._update_ranks(today)
        return self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_my_day_action")

    def action_next_customer(self):
        """Open the next customer of the user's day by rank, after the last one again the first.

        :return: the work form in place of the one that is open, or the list when all is done
        """
        profile = self._get_profile_to_work_on()
        # sudo: as in action_my_day; what was promised or paid meanwhile lowers the rank.
        profile.sudo()._update_ranks(profile.company_id._get_credit_today())
        found = self._get_next()
        if not found:
            action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_my_day_action")
            return {**action, "target": "main"}
        return {
            "type": "ir.actions.client", "tag": "credit_collection_show_customer",
            "params": {"resId": found.id, "resIds": self._get_waiting()._ids},
        }

    def action_log_day_contact(self):
        """:return: the dialog that logs a contact; what was planned for today is done with it"""
        profile = self._get_profile_to_work_on()
        task = self.env["credit.followup"].search(
            self._get_due_task_domain(profile.company_id._get_credit_today())
            & Domain("profile_id", "=", profile.id)
            & Domain("channel", "in", ("call", "visit")), limit=1, order="date, id")
        return profile._get_log_contact_action(**({"default_followup_id": task.id} if task else {}))

    def action_promise_today(self):
        """:return: the dialog that records a promise for all that may be collected"""
        return self._get_profile_to_work_on().action_make_promise()

    def action_followup_here(self):
        """:return: the preview of the next follow-up, which leaves the page as it is when sent"""
        action = self._get_profile_to_work_on().action_followup_now()
        view = self.env.ref("credit_collection.credit_followup_now_view_form_day")
        return {**action, "views": [(view.id, "form")]}

    def action_write_mail(self):
        """:return: a free message to the customer; the answer lands on the profile"""
        profile = self._get_profile_to_work_on()
        contact = self.env["credit.addressee"]._find(profile)[profile]
        if not contact.email_normalized:
            raise UserError(self.env._(
                "%(customer)s has no e-mail address. Enter one on the contact.", customer=profile.display_name))
        return {
            "type": "ir.actions.act_window", "name": self.env._("Write an E-mail"), "res_model": "mail.compose.message",
            "view_mode": "form", "target": "new",
            "context": {
                "default_model": profile._name, "default_res_ids": profile.ids, "default_partner_ids": contact.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref("credit_collection.mail_template_customer").id,
            },
        }

    def action_dispute(self):
        """:return: the dialog that records what the customer contests"""
        return self._get_dialog_action("credit.dispute.make", self.env._("Dispute"))

    def action_snooze(self):
        """:return: the dialog that makes follow-ups wait"""
        return self._get_dialog_action("credit.profile.snooze", self.env._("Snooze"))

    def _get_dialog_action(self, model, name):
        profile = self._get_profile_to_work_on()
        return {
            "type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form", "target": "new",
            "context": {"default_profile_id": profile.id},
        }

    def _get_profile_to_work_on(self):
        """:return: the profile of this row
        :raise AccessError: for those who may not follow up customers
        """
        self.ensure_one()
        self.profile_id._check_collector()
        return self.profile_id

    # Doors to the profile

    def action_open_profile(self):
        """:return: the credit profile with policy, score and log"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.display_name, "res_model": "credit.profile",
            "res_id": self.profile_id.id,
            "views": [(self.env.ref("credit_collection.credit_profile_view_form").id, "form")],
        }

    def action_view_alerts(self):
        """:return: the open alerts of the customer"""
        return self.profile_id.action_view_alerts()

    def action_view_holds(self):
        """:return: the held orders of the customer"""
        return self.profile_id.action_view_holds()

    def action_view_open_items(self):
        """:return: all open items of the customer"""
        return self.profile_id.action_view_open_items()

    def action_view_timeline(self):
        """:return: all that happened with the customer"""
        return self.profile_id.action_view_timeline()


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def action_open_day_form(self):
        """:return: the call sheet of the customer"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.display_name, "res_model": "credit.my.day", "res_id": self.id,
            "views": [(self.env.ref("credit_collection.credit_profile_view_form_day").id, "form")],
        }
