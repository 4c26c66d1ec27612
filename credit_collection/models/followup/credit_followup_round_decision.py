from odoo import api, models
from odoo.tools import format_date

from ...tools.common.clock import add_days
from ...tools.exposure.open_credits import sum_credits
from ...tools.followup import decision as reasons
from ...tools.followup.decision import decide
from ...tools.followup.forecast import forecast
from ...tools.followup.items import get_due, select_due
from ...tools.followup.values import State
from .case import Case, LevelResult


class CreditFollowupRound(models.AbstractModel):
    """Gather and decide: what each customer gets, and which items it is about."""

    _inherit = "credit.followup.round"

    @api.model
    def _gather(self, profiles, due_by, today):
        """:return: ``{profile: [OpenItem]}``: debts due until ``due_by`` by due date, then credits, in one query"""
        return profiles._get_open_items(due_by, today)

    @api.model
    def _decide(self, profiles, today, now=None, schedules=None):
        """Decide what follow-up each customer gets on ``today``, and which comes next. Nothing is written.

        :param datetime now: moment of the run in UTC, compared with the sending hours of plans; without, the day decides
        :param dict schedules: ``{profile: Schedule}`` of these customers, if the caller has them already
        :return: list of ``(profile, Decision, [OpenItem])``
        """
        schedules = schedules or self._get_schedules(profiles, today)
        items = self._gather(profiles, self._get_horizon(schedules.values(), today), today)
        done = self.env["credit.followup"]._get_results(profiles)
        payables = self.env["credit.exposure"]._get_payables(self._filter_supplier_schedules(schedules), today)
        decisions = []
        for profile in profiles:
            schedule = schedules[profile]
            demanded = schedule.withhold_unsent(items[profile])
            state = self._get_state(profile, done.get(profile.id, {}))._replace(payable=payables.get(profile.id, 0.0))
            decision = self._decide_one(profile, demanded, schedule, state, today, now)
            decisions.append((profile, decision, demanded))
        return decisions

    @api.model
    def _get_horizon(self, schedules, day):
        """:return: due date until which the decision of ``day`` looks at items: levels may remind days before it, and
            the last day before messages leave again counts
        """
        schedules = list(schedules)
        advance = max((-schedule.steps[0].days for schedule in schedules if schedule.steps), default=0)
        return max([add_days(day, max(advance, 0)), *(schedule.window.get_eve(day) for schedule in schedules)])

    @api.model
    def _decide_one(self, profile, items, schedule, state, today, now=None):
        debts = [item for item in items if item.residual > 0]
        credit = sum_credits(items)
        is_open = now is None or schedule.window.is_open(now)
        grace = profile.grace_days
        steps = [step.delay(grace) for step in schedule.steps] if grace else schedule.steps
        return decide(
            debts, credit, state.delay(grace), steps, today, profile.company_id.currency_id.rounding, schedule.window, is_open)

    @api.model
    def _get_state(self, profile, done):
        """:param dict done: ``{level id: LevelResult}`` of the follow-ups in the current cycle
        :return: where the customer stands, as plain values
        """
        level = profile.followup_level_id
        result = done.get(level.id, LevelResult({}, 0))
        states = set(result.states.values())
        return State(
            key=level.id or None,
            days=profile.followup_level_days if level else None,
            last_date=profile.last_followup_date or None,
            due_date=profile.followup_due_date or None,
            snooze_until=profile.snooze_until or None,
            from_date=profile.followup_from_date or None,
            done=frozenset(done),
            undelivered="failed" in states and not states & {"sent", "done", "skipped"},
            attended="manual" in result.states or "todo" in states,
            repeats=result.repeats,
        )

    @api.model
    def _filter_supplier_schedules(self, schedules):
        """:return: the customers who are left out while we owe them as much"""
        Profile = self.env["credit.profile"]
        if not any(step.leaves_suppliers for schedule in schedules.values() for step in schedule.steps):
            return Profile
        return Profile.browse(
            profile.id for profile, schedule in schedules.items() if any(step.leaves_suppliers for step in schedule.steps))

    # Cases

    @api.model
    def _prepare_case(self, profile, decision, items, today):
        level = self.env["credit.followup.level"].browse(decision.step or decision.held)
        demanded, disputed = self._split_items(profile, items, level, today, decision.eve)
        return Case(
            profile,
            level,
            demanded,
            decision.amount_due,
            decision.days_overdue,
            level._get_channels(),
            decision.repeat,
            disputed=disputed,
        )

    @api.model
    def _prepare_manual_case(self, profile, level, channels, today, items=None, **texts):
        """:return: the case of a follow-up at ``level`` whatever the plan says, about what is open now: ``items``, if given"""
        if items is None:
            items = self._gather(profile, add_days(today, max(-level.days_overdue, 0)), today)[profile]
        items, disputed = self._split_items(profile, items, level, today)
        amount_due, days_overdue = get_due(
            [item for item in items if item.residual > 0],
            sum_credits(items),
            level.days_overdue,
            today,
        )
        return Case(profile, level, items, amount_due, days_overdue, channels, disputed=disputed, **texts)

    @api.model
    def _split_items(self, profile, items, level, today, eve=None):
        """
        :return: what a follow-up at ``level`` is about: its collectible debts, then all open credits; and, apart, the items due
            at ``level`` that are wholly in dispute
        """
        smallest, days = profile.company_id.currency_id.rounding / 2, level.days_overdue
        debts = [item for item in items if item.residual > 0]
        demanded = select_due([item for item in debts if item.amount > smallest], days, today, eve)
        disputed = [item for item in debts if item.disputed > smallest and item.amount <= smallest]
        return (
            demanded + [item for item in items if item.residual < 0 and item.amount],
            tuple(select_due(disputed, days, today, eve)) if disputed else ())

    # Forecast

    @api.model
    def _forecast(self, profiles, today, days, plan=None):
        """Repeat the nightly decision for ``days`` nights, in a number of queries that grows with neither.

        :param plan: the plan that all of them follow; without, each customer's own plan of today
        :return: list of ``(profile, plan, Forecast)``; nothing is written
        """
        schedules = self._get_schedules(profiles, today)
        if plan:
            schedules = self._replace_plan(schedules, plan, profiles, today)
        items = self._gather(profiles, self._get_horizon(schedules.values(), add_days(today, days)), today)
        done = self.env["credit.followup"]._get_results(profiles)
        return [
            (profile, schedules[profile].plan, self._forecast_one(
                profile, schedules[profile], items[profile], done.get(profile.id, {}), today, days))
            for profile in profiles
        ]

    @api.model
    def _forecast_one(self, profile, schedule, items, done, today, days):
        items = schedule.withhold_unsent(items)
        return forecast(
            [item for item in items if item.residual > 0],
            sum_credits(items),
            self._get_state(profile, done).delay(profile.grace_days),
            [step.delay(profile.grace_days) for step in schedule.steps],
            today, days, profile.currency_id.rounding, schedule.window,
        )

    @api.model
    def _replace_plan(self, schedules, plan, profiles, today):
        """:return: ``schedules`` as they would be by ``plan``"""
        windows = plan._get_sending_windows(profiles.company_id, today)
        currencies = profiles.company_id.currency_id
        steps = {
            (country, currency): plan._get_steps(country, currency)
            for country in [*profiles.partner_id.country_id, self.env["res.country"]] for currency in currencies
        }
        return {
            profile: schedule._replace(
                plan=plan, steps=steps[profile.partner_id.country_id, profile.company_id.currency_id],
                window=windows[plan, profile.company_id],
                unsent=plan.unsent_invoices)
            for profile, schedule in schedules.items()
        }

    # In words

    @api.model
    def _explain(self, profile, decision, plan):
        """:param Decision decision: what the run does with this customer on a day
        :param plan: the plan it follows, possibly none
        :return: in words why the customer is followed up, or why not
        """
        if decision.step:
            return self._explain_step(decision)
        if decision.hand_over:
            return self.env._("Not paid after the last level: a user takes over.")
        if not plan.level_ids:
            return self.env._("No plan: this customer is not followed up.")
        return self._explain_skip(profile, decision)

    @api.model
    def _explain_step(self, decision):
        if decision.repeat:
            return self.env._("Not paid: the last level comes again, repetition %(number)s.", number=decision.repeat)
        if decision.days_overdue <= 0:
            return self.env._("Falls due soon: a reminder before it is overdue.")
        return self.env._("%(days)s days overdue: the level is reached.", days=decision.days_overdue)

    @api.model
    def _explain_skip(self, profile, decision):
        """:return: in words why nothing is done"""
        day = format_date(self.env, decision.next_date) if decision.next_date else ""
        if decision.skip_reason == reasons.SNOOZED:
            return self.env._(
                "Follow-up block until %(date)s: %(reason)s", date=format_date(self.env, profile.snooze_until),
                reason=profile.snooze_reason or self.env._("no reason given"))
        if decision.skip_reason == reasons.WAITING:
            return self.env._("The next level is due on %(date)s.", date=day)
        if decision.skip_reason == reasons.CLOSED:
            return self.env._("Messages of the plan do not leave on this day: it waits until %(date)s.", date=day)
        return {
            reasons.NOTHING_DUE: self.env._("Nothing is due."),
            reasons.PAUSED: self.env._("All that is due is promised or disputed."),
            reasons.TOO_SMALL: self.env._("Net of open credits the amount is below the minimum of the level."),
            reasons.UNDELIVERED: self.env._("The last message was not delivered: see to it on the worklist first."),
            reasons.OFFSET: self.env._("Our payables to the customer cover the amount: excluded at this level."),
            reasons.LAST_LEVEL: self.env._("All levels completed: the collector decides on the next step."),
        }[decision.skip_reason]

    @api.model
    def _find_objection(self, profile, level, today):
        """:return: in words why the plan would not follow up ``profile`` at ``level`` today, or False"""
        [(_profile, decision, _items)] = self._decide(profile, today)
        if decision.step == level.id:
            return False
        done = self.env["credit.followup"].search([
            ("profile_id", "=", profile.id), ("level_id", "=", level.id), ("cycle", "=", profile.followup_cycle),
        ], limit=1)
        if done:
            return self.env._(
                "The customer was followed up at level “%(level)s” on %(date)s already.",
                level=level.name, date=format_date(self.env, done.date))
        if decision.skip_reason:
            return self._explain_skip(profile, decision)
        return self.env._("The next level of the plan is “%(level)s”.", level=level.browse(decision.step).name)
