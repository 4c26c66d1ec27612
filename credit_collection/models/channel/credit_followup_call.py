from markupsafe import Markup

from odoo import api, models
from odoo.tools import is_html_empty
from odoo.tools.misc import formatLang


class CreditFollowup(models.Model):
    """The calls and visits of a follow-up: activities with amount, age and script."""

    _inherit = "credit.followup"

    @api.model
    def _schedule_calls(self, cases, today, channel="call"):
        """:return: an activity on the profile for each case, without a mail to the responsible for each of them"""
        if not cases:
            return self.env["mail.activity"]
        kind = self.env.ref(f"credit_collection.mail_activity_type_followup_{channel}")
        tasks = []
        for case in cases:
            user = case.level._get_responsible(case.profile)
            level = case.level.with_context(lang=user.lang or self.env.lang)
            tasks.append((case, channel == "call" and level.activity_type_id or kind, user, level.name))
        return self._schedule(tasks, today, "credit.profile")

    @api.model
    def _notify_salespeople(self, cases, today):
        if not cases:
            return self.env["mail.activity"]
        todo = self.env.ref("mail.mail_activity_data_todo")
        tasks = []
        for case in cases:
            user = case.profile.salesperson_id
            if user.active:
                level = case.level.with_context(lang=user.lang or self.env.lang)
                summary = level.env._("Your customer reached the follow-up level “%(level)s”", level=level.name)
                tasks.append((case, todo, user, summary))
        # On the contact, which salespeople may open.
        return self._schedule(tasks, today, "res.partner")

    @api.model
    def _schedule(self, tasks, today, model):
        """:param tasks: list of ``(case, activity type, user, summary)``, the summary in the language of the user
        :param model: where the activities go: ``credit.profile`` or ``res.partner``
        """
        model_id = self.env["ir.model"]._get_id(model)
        # Core's own switch: no e-mail to the collector for each of hundreds of calls.
        return (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": case.profile.id if model == "credit.profile" else case.profile.partner_id.id,
                        "activity_type_id": activity_type.id,
                        "user_id": user.id,
                        "date_deadline": today,
                        "summary": summary,
                        "note": self.with_context(lang=user.lang or self.env.lang)._get_activity_note(case),
                    }
                    for case, activity_type, user, summary in tasks
                ]
            )
        )

    @api.model
    def _get_activity_note(self, case):
        script = case.level.with_env(self.env).call_script
        return Markup("<p>%s</p>%s") % (self.env._(
            "%(amount)s to collect, %(days)s days overdue.",
            days=case.days_overdue,
            amount=formatLang(self.env, case.amount_due, currency_obj=case.profile.currency_id),
        ), "" if is_html_empty(script) else script)
