from datetime import timedelta

from odoo import models

from ...tools.followup.forecast import forecast


class CreditProfile(models.Model):
    """Where customers would be in the follow-up after some nights without payments."""

    _inherit = "credit.profile"

    def _forecast_followups(self, today, days, plan=None):
        """Repeat the nightly decision for ``days`` nights, in a number of queries that grows with neither.

        :param plan: the plan that all of them follow; without one, each follows the plan in force today
        :return: list of ``(profile, plan, Forecast)``; nothing is written
        """
        schedules = self._get_schedules(today)
        if plan:
            schedules = self._replace_plan(schedules, plan, today)
        advance = max((-schedule.steps[0].days for schedule in schedules.values() if schedule.steps), default=0)
        until = today + timedelta(days + max(advance, 0))
        items = self._get_open_items(max((s.window.get_eve(until) for s in schedules.values()), default=until), today)
        done = self.env["credit.followup"]._get_results(self)
        return [
            (profile, schedules[profile].plan, profile._forecast_followup(
                schedules[profile], items[profile], done.get(profile.id, {}), today, days))
            for profile in self
        ]

    def _forecast_followup(self, schedule, items, done, today, days):
        items = schedule.withhold_unsent(items)
        return forecast(
            [item for item in items if item.residual > 0],
            -sum(item.amount for item in items if item.residual < 0),
            self._get_followup_state(done).delay(self.grace_days),
            [step.delay(self.grace_days) for step in schedule.steps],
            today, days, self.currency_id.rounding, schedule.window,
        )

    def _replace_plan(self, schedules, plan, today):
        """:return: ``schedules`` as they would be by ``plan``"""
        windows = plan._get_sending_windows(self.company_id, today)
        steps = {country: plan._get_steps(country) for country in self.partner_id.country_id}
        default = plan._get_steps()
        return {
            profile: schedule._replace(
                plan=plan, steps=steps.get(profile.partner_id.country_id, default), window=windows[plan, profile.company_id],
                unsent=plan.unsent_invoices)
            for profile, schedule in schedules.items()
        }
