from typing import NamedTuple

from odoo import fields, models

from ..tools.calendar import SendingWindow, get_moment
from ..tools.followup import CLOSED


class Schedule(NamedTuple):
    """What a customer is followed up by: the plan, its steps for his country, and when messages may leave."""

    plan: models.Model
    steps: list
    window: SendingWindow

    def withhold_unsent(self, items):
        """:return: ``items``; with nothing to collect of invoices that the plan leaves out until they are sent"""
        if not self.plan or self.plan.unsent_invoices == "demand":
            return items
        return [item._replace(amount=0.0) if item.is_unsent and item.residual > 0 else item for item in items]


class CreditProfile(models.Model):
    """When the customer is followed up: by which steps, on which days, and what waits for the next working time."""

    _inherit = "credit.profile"

    followup_waits_until = fields.Datetime(
        string="Message Waits Until", readonly=True, copy=False,
        help="A follow-up is due, but messages of the plan do not leave now: it is made at this time.",
    )

    def _get_schedules(self, today):
        """:return: ``{profile: Schedule}``, in a number of queries that does not grow with the customers"""
        choices = self._get_plan_choices(today)
        plans = self.env["credit.followup.plan"].concat(*(choice.plan for choice in choices.values()))
        plans = plans.browse(dict.fromkeys(plans.ids))
        windows = plans._get_sending_windows(self.company_id, today)
        by_country = plans.filtered("country_gap_ids")
        steps, schedules = {}, {}
        for profile in self:
            plan = choices[profile].plan
            if not plan:
                schedules[profile] = Schedule(plan, [], SendingWindow())
                continue
            country = profile.partner_id.country_id if plan in by_country else None
            if (plan, country) not in steps:
                steps[plan, country] = plan._get_steps(country)
            schedules[profile] = Schedule(plan, steps[plan, country], windows[plan, profile.company_id])
        return schedules

    def _keep_waiting(self, decisions, today, now):
        """Keep until when messages wait that may not leave now, and look at these customers again at that time.

        :param now: moment of the run in UTC, None when it goes by the day alone
        """
        waiting = {}
        closed = [profile for profile, decision, _items in decisions if decision.skip_reason == CLOSED]
        schedules = self.browse().concat(*closed)._get_schedules(today)
        for profile in closed:
            window = schedules[profile].window
            opening = window.find_opening(now or get_moment(today, 0, window.zone))
            waiting.setdefault(opening.replace(microsecond=0), []).append(profile)
        for opening, profiles in waiting.items():
            self.browse().concat(*profiles).followup_waits_until = opening
        (self - self.browse().concat(*closed)).filtered("followup_waits_until").followup_waits_until = False
        if waiting and now:
            self.env.ref("credit_collection.ir_cron_run_followups")._trigger_list(sorted(waiting))

    def _count_followups_from(self, today):
        """Count gaps and the next level from ``today``, when a message made earlier has really left."""
        for profile in self:
            if profile.last_followup_date and profile.last_followup_date < today:
                profile.last_followup_date = today

    def _send_unsent_invoices(self, decisions, today):
        """Let core send the invoices that the plan sends before it demands them; it does so right after the run.

        What it cannot send is noted on the invoice by core, stays unsent, and is tried again the next night.
        """
        schedules = self._get_schedules(today) if any(
            item.is_unsent for _profile, _decision, items in decisions for item in items) else {}
        move_ids = {
            item.move_id
            for profile, _decision, items in decisions
            if schedules and schedules[profile].plan.unsent_invoices == "send" and schedules[profile].steps
            for item in items if item.is_unsent and item.residual > 0
        }
        moves = self.env["account.move"].browse(sorted(move_ids)).filtered(lambda move: not move.sending_data)
        if moves:
            moves.sending_data = {
                "author_user_id": self.env.uid, "author_partner_id": self.env.user.partner_id.id,
            }
            # sudo: whoever starts the run, the invoices are sent by core's own scheduled action.
            self.env.ref("account.ir_cron_account_move_send").sudo()._trigger()
