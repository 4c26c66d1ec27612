from markupsafe import Markup

from odoo import api, fields, models

VIEWER = "credit_collection.credit_collection_group_viewer"
MANAGER = "credit_collection.credit_collection_group_manager"


class CreditAlert(models.Model):
    """Who hears of an alert: the credit team by activities on the profile, salespeople by a note on the contact."""

    _inherit = "credit.alert"

    activity_ids = fields.One2many("mail.activity", "credit_alert_id", string="Activities")

    def _notify(self, today):
        """Tell those whom the rule names, in a fixed number of queries for any number of alerts."""
        managers = self.env.ref(MANAGER).all_user_ids.filtered("active")
        team, sales = [], []
        for alert in self:
            rule = alert.rule_id
            users = self.env["res.users"]
            if rule.notify_collector or not rule:
                users |= alert.profile_id._get_collector()
            if rule.notify_managers or not rule:
                users |= managers.filtered(lambda user, alert=alert: alert.company_id in user.sudo().company_ids.root_id)
            users |= rule.user_ids
            users = users.filtered(lambda user: user.active and user.has_group(VIEWER))
            team += [(alert, user) for user in users or alert.company_id.credit_manager_id]
            salesperson = alert.profile_id.salesperson_id.filtered("active")
            if rule.notify_salesperson and salesperson and salesperson not in users:
                sales.append((alert, salesperson))
        self._schedule(team, self.env.ref("credit_collection.mail_activity_credit_alert"), today)
        self._schedule(sales, self.env.ref("mail.mail_activity_data_todo"), today, is_on_contact=True)

    @api.model
    def _schedule(self, tasks, activity_type, today, is_alert=True, is_on_contact=False):
        """:param tasks: list of ``(alert, user)``
        :param bool is_alert: the activities end with the alerts
        :param bool is_on_contact: for users who may not see the credit profile, without figures
        :return: the activities
        """
        model = "res.partner" if is_on_contact else "credit.profile"
        vals_list = []
        for alert, user in tasks:
            told = alert.with_context(lang=user.lang or self.env.lang)
            vals_list.append({
                "res_model_id": self.env["ir.model"]._get_id(model),
                "res_id": alert.partner_id.id if is_on_contact else alert.profile_id.id,
                "activity_type_id": activity_type.id,
                "user_id": user.id,
                "date_deadline": today,
                "summary": told._get_contact_summary() if is_on_contact else told.rule_id.name or told.summary,
                "note": False if is_on_contact else Markup("<p>%s</p>") % told.summary,
                "credit_alert_id": alert.id if is_alert else False,
            })
        # Core's own switch: no e-mail to the collector for each of hundreds of alerts.
        return self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)

    def _get_contact_summary(self):
        return self.env._("Credit alert about your customer: %(rule)s", rule=self.rule_id.name)

    def _drop_activities(self):
        """End the activities that asked to look at these alerts."""
        self.env["mail.activity"].search([("credit_alert_id", "in", self.ids)]).unlink()

    def _tell_reporters(self):
        """Tell those who reported a risk that somebody takes care of it, on the document they know."""
        for alert in self.filtered("reported_by_id"):
            told = alert.with_context(lang=alert.reported_by_id.lang or self.env.lang)
            alert._get_reported_document().message_notify(
                partner_ids=alert.reported_by_id.partner_id.ids,
                subject=told.env._("Reported risk"),
                body=told.env._("The credit team takes care of the risk you reported."))

    def _get_reported_document(self):
        """:return: the order, invoice or customer that the risk was reported on"""
        self.ensure_one()
        return self.order_id or self.move_id or self.partner_id


class MailActivity(models.Model):
    _inherit = "mail.activity"

    credit_alert_id = fields.Many2one("credit.alert", index="btree_not_null", ondelete="set null")

    def _action_done(self, feedback=False, attachment_ids=None):
        """Whoever has done the activity of an alert has taken note of it."""
        # sudo: the state of an alert is evidence; a user who may close the activity has seen it.
        alerts_sudo = self.sudo().credit_alert_id
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        for today, alerts in self.env["res.company"]._get_credit_days_of(alerts_sudo).items():
            alerts._acknowledge(today)
        return result
