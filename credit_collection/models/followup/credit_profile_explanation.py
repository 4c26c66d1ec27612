from odoo import models
from odoo.tools import format_date

from ...tools.followup import decision as followup


class CreditProfile(models.Model):
    """What the follow-up run decides, in words, and who is left out of it."""

    _inherit = "credit.profile"

    def _explain_decision(self, decision, plan):
        """:param Decision decision: what the run does with this customer on a day
        :param plan: the plan it follows, possibly none
        :return: in words why the customer is followed up, or why not
        """
        self.ensure_one()
        if decision.step:
            return self._explain_step(decision)
        if decision.hand_over:
            return self.env._("Not paid after the last level: a person takes over.")
        if not plan.level_ids:
            return self.env._("No plan: this customer is not followed up.")
        return self._explain_skip(decision)

    def _explain_step(self, decision):
        if decision.repeat:
            return self.env._("Not paid: the last level comes again, repetition %(number)s.", number=decision.repeat)
        if decision.days_overdue <= 0:
            return self.env._("Falls due soon: a reminder before it is overdue.")
        return self.env._("%(days)s days overdue: the level is reached.", days=decision.days_overdue)

    def _explain_skip(self, decision):
        """:return: in words why nothing is done"""
        day = format_date(self.env, decision.next_date) if decision.next_date else ""
        if decision.skip_reason == followup.SNOOZED:
            return self.env._(
                "Follow-up block until %(date)s: %(reason)s", date=format_date(self.env, self.snooze_until),
                reason=self.snooze_reason or self.env._("no reason given"))
        if decision.skip_reason == followup.WAITING:
            return self.env._("The next level is due on %(date)s.", date=day)
        if decision.skip_reason == followup.CLOSED:
            return self.env._("Messages of the plan do not leave on this day: it waits until %(date)s.", date=day)
        return {
            followup.NOTHING_DUE: self.env._("Nothing is due."),
            followup.PAUSED: self.env._("All that is due is promised or disputed."),
            followup.TOO_SMALL: self.env._("Net of open credits the amount is below the minimum of the level."),
            followup.UNDELIVERED: self.env._("The last message was not delivered: see to it on the worklist first."),
            followup.LAST_LEVEL: self.env._("All levels completed: the collector decides on the next step."),
        }[decision.skip_reason]

    def _leave_out(self, until, reason):
        """Follow up none of these customers until the day ``until``, included.

        :raise AccessError: for those who may not follow up customers
        """
        self._check_collector()
        self.write({"snooze_until": until, "snooze_reason": reason})

    def _take_in(self):
        """Follow up these customers again, also in a run of today that has passed them over."""
        self._check_collector()
        self.write({"snooze_until": False, "snooze_reason": False})
        # sudo: the stamp of the run is the system's; the right has been checked, and the write above.
        self.sudo().followup_run_date = False
