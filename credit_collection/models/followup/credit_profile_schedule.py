from typing import NamedTuple

from odoo import fields, models

from ...tools.followup.decision import CLOSED
from ...tools.followup.sending_window import SendingWindow, get_moment


class Schedule(NamedTuple):
    """How a customer is followed up: the plan, its steps for the country, when messages may leave, and what happens to
    invoices that were never sent.
    """

    plan: models.Model
    steps: list
    window: SendingWindow
    unsent: str = "demand"

    @property
    def sends_invoices(self):
        return self.unsent == "send" and bool(self.steps)

    def withhold_unsent(self, items):
        """:return: ``items``; with nothing to collect of invoices that the plan leaves out until they are sent"""
        if self.unsent == "demand":
            return items
        return [item._replace(amount=0.0) if item.is_unsent and item.residual > 0 else item for item in items]


class CreditProfile(models.Model):
    """When the customer is followed up: by which steps, on which days, and what waits for the next working time."""

    _inherit = "credit.profile"

    followup_waits_until = fields.Datetime(
        string="Message Waits Until", readonly=True, copy=False,
        help="A follow-up is due outside the sending hours of the plan: it is sent at this time.",
        role="system",
    )

    def _get_schedules(self, today):
        """:return: ``{profile: Schedule}``, in a number of queries that does not grow with the customers"""
        choices = self._get_plan_choices(today)
        plan_ids = dict.fromkeys(choice.plan.id for choice in choices.values() if choice.plan)
        plans = self.env["credit.followup.plan"].browse(plan_ids)
        windows = plans._get_sending_windows(self.company_id, today)
        by_country = set(plans.filtered("country_gap_ids").ids)
        made, schedules = {}, {}
        for profile in self:
            plan, company = choices[profile].plan, profile.company_id
            country = profile.partner_id.country_id if plan.id in by_country else None
            key = plan.id, company.id, country and country.id
            if key not in made:
                made[key] = Schedule(
                    plan, plan._get_steps(country), windows[plan, company], plan.unsent_invoices,
                ) if plan else Schedule(plan, [], SendingWindow())
            schedules[profile] = made[key]
        return schedules

    def _keep_waiting(self, decisions, schedules, today, now):
        """Keep until when messages wait that may not leave now, and look at these customers again at that time.

        :param dict schedules: ``{profile: Schedule}``
        :param now: moment of the run in UTC, None when it goes by the day alone
        """
        waiting = {}
        closed = [profile for profile, decision, _items in decisions if decision.skip_reason == CLOSED]
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

    def _send_unsent_invoices(self, decisions, schedules):
        """Let core send the invoices that the plan sends before it demands them; it does so right after the run.

        What it cannot send is noted on the invoice by core, stays unsent, and is tried again the next night.
        """
        move_ids = {
            item.move_id
            for profile, _decision, items in decisions
            if schedules[profile].sends_invoices
            for item in items if item.is_unsent and item.residual > 0
        }
        moves = self.env["account.move"].browse(sorted(move_ids)).filtered(lambda move: not move.sending_data)
        if moves:
            moves.sending_data = {
                "author_user_id": self.env.uid, "author_partner_id": self.env.user.partner_id.id,
            }
            # sudo: whoever starts the run, the invoices are sent by core's own scheduled action.
            self.env.ref("account.ir_cron_account_move_send").sudo()._trigger()
