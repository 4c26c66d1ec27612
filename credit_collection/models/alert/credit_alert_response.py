from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate

from ..common.credit_batch_mixin import act_isolated
from ..common.kept_text import keep

_lt = LazyTranslate(__name__)

# These change the policy of a customer.
POLICY_RESPONSES = {"limit_cut", "hold"}


class CreditAlert(models.Model):
    """What is done about an alert: applied with one click, or by the system where the rule says so."""

    _inherit = "credit.alert"

    def action_apply_response(self):
        """Do what the alerts propose.

        :return: the review, when the alert opens one
        :raise AccessError: for those who may not decide on a hold or limit, or may not follow up customers
        :raise UserError: when nothing is proposed, or it is not possible
        """
        self.profile_id._check_collector()
        self.check_access("write")
        if not POLICY_RESPONSES.isdisjoint(self.mapped("response")) and not self.env.user.has_group(
            "credit_collection.credit_collection_group_manager",
        ):
            raise AccessError(self.env._("Only credit managers hold orders or lower limits. Apply a task or a review instead."))
        for alert in self:
            if not alert.response or alert.response_state == "applied" or alert.state == "closed":
                raise UserError(self.env._("%(alert)s proposes nothing that could be applied now.", alert=alert.display_name))
        # sudo: what happened is evidence that users do not write themselves; the right has been checked.
        for today, alerts_sudo in self.env["res.company"]._get_credit_days_of(self.sudo()).items():
            alerts_sudo._respond(today)
            alerts_sudo._acknowledge(today)
        if len(self) == 1 and self.response == "review":
            return self.action_open_review()
        return None

    def _apply_by_itself(self, today):
        """Apply the responses of rules that apply themselves; one that is not possible is noted and stops no other."""
        def respond(alerts):
            alerts._respond(today)
            # Nobody is there to complete the reviews: they go on to who decides.
            alerts.review_id.filtered(lambda review: review.state == "draft" and review.kind == "alert").action_submit()

        possible = self.filtered(lambda alert: alert._is_response_possible())
        for alert in self - possible:
            alert._mark_failed_response(alert._get_obstacle())
        if possible:
            act_isolated(possible, respond, lambda alert, error: alert._mark_failed_response(error))

    def _mark_failed_response(self, error):
        self.write({"response_state": "failed", "response_error": keep(error)})

    def _respond(self, today):
        """Apply the responses and record who did it when; rights are the caller's business."""
        for response, alerts in self.grouped("response").items():
            if response:
                alerts._get_responders()[response](today)
                alerts.write({
                    "response_state": "applied", "response_error": False, "applied_by_id": self.env.uid, "applied_on": today})

    def _get_responders(self):
        """:return: ``{response: method that applies it to all alerts of self}``, to be extended"""
        return {
            "task": self._respond_task, "review": self._respond_review,
            "limit_cut": self._respond_limit_cut, "hold": self._respond_hold,
        }

    def _respond_task(self, today):
        self._schedule(
            [(alert, (alert.profile_id.collector_id | alert.company_id.credit_manager_id)._credit_choose()) for alert in self],
            self.env.ref("mail.mail_activity_data_todo"), today, is_alert=False)

    def _respond_review(self, _today):
        """Open a review for each customer; one that is open already serves too."""
        by_profile = self.grouped("profile_id")
        for review in self.profile_id._open_reviews("alert"):
            review.reason = "\n".join(by_profile[review.profile_id].mapped("display_name"))
        for profile, profile_alerts in by_profile.items():
            profile_alerts.review_id = profile.open_review_id

    def _respond_limit_cut(self, _today):
        """Lower the limits; a temporary limit ends, or the cut would not show."""
        for alert in self:
            profile = alert.profile_id
            if not alert._is_response_possible():
                raise UserError(str(alert._get_obstacle()))
            profile.write({
                "credit_limit": profile.currency_id.round(profile.credit_limit * (1 - alert.limit_cut_percent / 100.0)),
                "temporary_limit": 0.0, "temporary_limit_until": False, "change_reason": alert._get_response_reason(),
            })

    def _respond_hold(self, _today):
        free = self.filtered(lambda alert: not alert.profile_id.on_hold)
        for reason, group in free.grouped(lambda alert: alert._get_response_reason()).items():
            group.profile_id.write({"on_hold": True, "hold_reason": reason, "change_reason": reason})

    def _is_response_possible(self):
        return self.response != "limit_cut" or self.profile_id.limit_mode == "limited"

    def _get_obstacle(self):
        return _lt(
            "%(customer)s has no limit that could be lowered. Hold new orders or open a review instead.",
            customer=self.profile_id.display_name)

    def _get_response_reason(self):
        """:return: why the policy changes, for the log"""
        return self.env._("Alert: %(subject)s", subject=self.rule_id.name or self.summary)
