from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CreditProfile(models.Model):
    """A collector's day: assigned customers, those to contact today and those done."""

    _inherit = "credit.profile"

    is_in_my_day = fields.Boolean(
        string="In My Day", compute="_compute_is_in_my_day", search="_search_is_in_my_day",
        help="The customer is assigned to you, you are the delegate of an absent collector, or an activity is "
             "assigned to you.",
    )
    day_state = fields.Selection(
        [("todo", "To do"), ("done", "Done today")], string="Today", compute="_compute_day_state", search="_search_day_state",
        help="To do: there is something at risk or something planned for today. Done today: somebody spoke with the customer "
             "today, the next step is planned for a later day, or follow-ups wait.",
    )

    @api.depends("collector_id", "followup_ids.user_id", "followup_ids.state")
    @api.depends_context("uid")
    def _compute_is_in_my_day(self):
        my_day = self.env["credit.my.day"]
        mine = my_day._filter(self, my_day._get_domain(my_day._get_my_day_domain))
        for profile in self:
            profile.is_in_my_day = profile._origin.id in mine

    def _search_is_in_my_day(self, operator, value):
        if operator != "in":
            return NotImplemented
        my_day = self.env["credit.my.day"]
        mine = my_day._get_domain(my_day._get_my_day_domain)
        return Domain.OR([mine if flag else ~mine for flag in set(map(bool, value))])

    @api.depends("value_at_risk", "snooze_until", "followup_ids.state", "followup_ids.date")
    def _compute_day_state(self):
        domains = self.env["credit.my.day"]._get_state_domains()
        found = {state: self.env["credit.my.day"]._filter(self, domain) for state, domain in domains.items()}
        for profile in self:
            profile.day_state = next((state for state, ids in found.items() if profile._origin.id in ids), False)

    def _search_day_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self.env["credit.my.day"]._get_state_domains()
        neither = ~Domain.OR(domains.values())
        return Domain.OR([domains.get(state, neither) for state in value])

    @api.model
    def action_my_day(self):
        """Rank the user's customers by the items open at this moment, then open the list.

        :return: the list of the user's customers of today
        """
        self.check_access("read")
        # sudo: ranks are written by the system; the figures follow from the ledger alone.
        waiting = self.env["credit.my.day"]._get_waiting().sudo()
        for today, profiles in self.env["res.company"]._get_credit_days_of(waiting).items():
            profiles._update_ranks(today)
        return self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_my_day_action")

    def action_next_customer(self):
        """Open the next customer of the user's day by rank, after the last one again the first.

        :return: the work form in place of the one that is open, or the list when all is done
        """
        self.ensure_one()
        self._check_collector()
        # sudo: as in action_my_day; what was promised or paid meanwhile lowers the rank.
        self.sudo()._update_ranks(self.company_id._get_credit_today())
        found = self.env["credit.my.day"]._get_next(self)
        if not found:
            action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_my_day_action")
            return {**action, "target": "main"}
        return {
            "type": "ir.actions.client", "tag": "credit_collection_show_customer",
            "params": {"resId": found.id, "resIds": self.env["credit.my.day"]._get_waiting()._ids},
        }

    def action_log_day_contact(self):
        """:return: the dialog that logs a contact; what was planned for today is done with it"""
        self.ensure_one()
        self._check_collector()
        task = self.env["credit.followup"].search(
            self.env["credit.my.day"]._get_due_task_domain(self.company_id._get_credit_today())
            & Domain("profile_id", "=", self.id)
            & Domain("channel", "in", ("call", "visit")), limit=1, order="date, id")
        return self._get_log_contact_action(default_followup_id=task.id) if task else self._get_log_contact_action()

    def action_promise_today(self):
        """:return: the dialog that records a promise for all that may be collected"""
        self._check_collector()
        return self.action_make_promise()

    def action_followup_here(self):
        """:return: the preview of the next follow-up, which leaves the page as it is when sent"""
        action = self.action_followup_now()
        view = self.env.ref("credit_collection.credit_followup_now_view_form_day")
        return {**action, "views": [(view.id, "form")]}

    def action_write_mail(self):
        """:return: a free message to the customer; the answer lands on the profile"""
        self.ensure_one()
        self._check_collector()
        contact = self.env["credit.addressee"]._find(self)[self]
        if not contact.email_normalized:
            raise UserError(self.env._(
                "%(customer)s has no e-mail address. Enter one on the contact.", customer=self.display_name))
        return {
            "type": "ir.actions.act_window", "name": self.env._("Write an E-mail"), "res_model": "mail.compose.message",
            "view_mode": "form", "target": "new",
            "context": {
                "default_model": self._name, "default_res_ids": self.ids, "default_partner_ids": contact.ids,
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
        self.ensure_one()
        self._check_collector()
        return {
            "type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form", "target": "new",
            "context": {"default_profile_id": self.id},
        }

    def action_open_day_form(self):
        """:return: the call sheet of the customer"""
        return self._get_form_action("credit_collection.credit_profile_view_form_day")
