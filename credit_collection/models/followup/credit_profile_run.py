import time
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.followup.items import get_due
from ..common.credit_batch_mixin import act_isolated
from ..common.sql import to_array

JOB = "credit_collection.ir_cron_run_followups"
FOLLOWUP_BATCH = 1000
# What is read of a company serves many of its customers.
FOLLOWUP_ORDER = "company_id, id"
# What the run changes on a profile.
RUN_STATE = (
    "followup_level_id", "followup_level_days", "followup_cycle", "followup_due_date", "followup_from_date",
    "last_followup_date", "followup_run_date",
)


class Case(NamedTuple):
    """A follow-up to be made: the level, the open items it is about, what they come to, and the channels to use.

    ``subject`` and ``text`` replace those of the level when a collector has edited them.
    """

    profile: models.Model
    level: models.Model
    items: list
    amount_due: float
    days_overdue: int
    channels: tuple
    repeat: int = 0
    subject: str | None = None
    text: str | None = None


class CreditProfile(models.Model):
    """The nightly follow-up of a batch of customers: decide, move the levels, record and send."""

    _inherit = "credit.profile"

    # Customers at a level, whom the nightly run looks at even when they owe nothing any more.
    _followup_level_run_idx = models.Index("(followup_run_date) WHERE followup_level_id IS NOT NULL")

    def _run_followups(self, today, marks=None, now=None):
        """Follow up these customers as of ``today``: advance levels by one, queue mails, schedule calls, keep evidence.

        A second run on the same day does nothing. A customer whose follow-up fails gets a failed record
        instead, with the error on it, and stops nobody else. Neither commits nor sends.

        :param date today: day of the follow-up
        :param dict marks: values to write on each of these customers with the outcome
        :param datetime now: moment of the run in UTC; messages of plans that send during certain hours wait for these.
            None goes by the day alone
        :return: the ``credit.followup`` records created
        """
        # sudo: evidence, mails and activities are written by the system, whoever starts the run.
        profiles_sudo = self.sudo()
        started, clock = fields.Datetime.now(), time.monotonic()
        schedules = profiles_sudo._get_schedules(today)
        decisions = profiles_sudo._decide_followups(today, now, schedules)
        profiles_sudo._keep_waiting(decisions, schedules, today, now)
        profiles_sudo._send_unsent_invoices(decisions, schedules)
        made = []
        by_profile = {profile: (decision, items) for profile, decision, items in decisions}

        def apply(profiles):
            cases = [(profile, *by_profile[profile]) for profile in profiles]
            made.append(profiles._apply_followups(cases, schedules, today, marks or {}))

        def keep_failure(profile, error):
            made.append(profile._keep_failure(*by_profile[profile], today, marks or {}, error))

        act_isolated(profiles_sudo.browse(profile.id for profile in by_profile), apply, keep_failure)
        followups = self.env["credit.followup"].concat(*made)
        profiles_sudo.env["credit.followup.run.entry"]._record(
            decisions, followups, today, started, time.monotonic() - clock)
        return followups.sudo(self.env.su)

    def _apply_followups(self, decisions, schedules, today, marks):
        """:return: the follow-ups made; the levels of the customers are moved"""
        cases, handed_over, states, cleared = [], [], {}, self.browse()
        for profile, decision, items in decisions:
            case = profile._prepare_case(decision, items, today) if decision.step else None
            vals = {**marks, **profile._prepare_level_vals(decision, case, today)}
            if vals:
                states[profile] = vals
            if case:
                cases.append(case)
            if decision.hand_over:
                handed_over.append(profile._prepare_case(decision, items, today))
            if profile.followup_level_id and not decision.held and schedules[profile].plan:
                cleared |= profile
        Followup = self.env["credit.followup"]
        Followup._close_settled(cleared, today)
        cleared._thank_payers(decisions, today)
        self._write_run_states(states)
        return Followup._create_from_cases(cases, today) + Followup._create_handed_over(handed_over, today)

    def _prepare_case(self, decision, items, today):
        level = self.env["credit.followup.level"].browse(decision.step or decision.held)
        return Case(
            self,
            level,
            self._select_items(items, level, today, decision.eve),
            decision.amount_due,
            decision.days_overdue,
            level._get_channels(),
            decision.repeat,
        )

    def _prepare_manual_case(self, level, channels, today, items=None, **texts):
        """:return: the case of a follow-up at ``level`` whatever the plan says, about what is open now: ``items``, if given"""
        self.ensure_one()
        due_by = today + timedelta(max(-level.days_overdue, 0))
        items = self._select_items(self._get_open_items(due_by, today)[self] if items is None else items, level, today)
        amount_due, days_overdue = get_due(
            [item for item in items if item.residual > 0],
            -sum(item.amount for item in items if item.residual < 0),
            level.days_overdue,
            today,
        )
        return Case(self, level, items, amount_due, days_overdue, channels, **texts)

    def _prepare_level_vals(self, decision, case, today):
        """:return: how the decision changes the profile; nothing when it does not"""
        vals = {}
        level = self.followup_level_id.browse(decision.step or decision.held)
        if level != self.followup_level_id:
            vals.update(followup_level_id=level.id, followup_level_days=level.days_overdue)
        if decision.new_cycle or self._loses_level(level):
            vals["followup_cycle"] = self.followup_cycle + 1
        if decision.from_date != (self.followup_from_date or None):
            vals["followup_from_date"] = decision.from_date or False
        if case:
            vals["last_followup_date"] = today
            vals["followup_due_date"] = self._get_oldest_due_date(case, decision.from_date)
        return vals

    @api.model
    def _get_oldest_due_date(self, case, from_date):
        """:return: oldest due date of the debts that decide on the level; of all when none does"""
        dates = [item.due_date for item in case.items if item.residual > 0]
        return min([day for day in dates if not from_date or day >= from_date] or dates)

    def _loses_level(self, level):
        """Whether ``level`` is less than the one held: a level done before may then come again, in a new cycle.

        Decided on the levels themselves, because the plan they are compared in may have changed since.
        """
        held = self.followup_level_id
        return bool(held) and (not level or level.days_overdue < self.followup_level_days)

    @api.model
    def _write_run_states(self, states):
        """Write where each of many customers stands in the follow-up, in one statement.

        :param dict states: ``{profile: vals}``, with vals of ``RUN_STATE``; what vals lack stays as it is
        """
        states = {profile: vals for profile, vals in states.items() if vals}
        if not states:
            return
        profiles = self.browse(profile.id for profile in states)
        profiles.flush_recordset(RUN_STATE)
        # Written here like the level it follows, not by one statement for every hundred customers.
        with self.env.protecting([self._fields["followup_level_days"]], profiles):
            profiles.modified(RUN_STATE)
        names = [name for name in RUN_STATE if any(name in vals for vals in states.values())]
        values = {name: profiles._get_run_state_values(name, states) for name in names}
        columns = [to_array(values[name], self._fields[name].column_type[0]) for name in names]
        self.env.cr.execute(SQL(
            """
            UPDATE credit_profile profile
               SET %(assignments)s, write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC'
              FROM UNNEST(%(ids)s, %(columns)s) AS state (id, %(names)s)
             WHERE profile.id = state.id
            """,
            assignments=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), SQL.identifier("state", name)) for name in names),
            uid=self.env.uid,
            ids=to_array(profiles.ids),
            columns=SQL(", ").join(columns),
            names=SQL(", ").join(map(SQL.identifier, names)),
        ))
        profiles.invalidate_recordset(names, flush=False)
        for name in names:
            self._fields[name]._insert_cache(profiles, values[name])

    def _get_run_state_values(self, name, states):
        """:return: new values of field ``name``, in the order of ``self``, as both the cache and the database hold them"""
        field = self._fields[name]
        return [
            field.convert_to_cache(vals[name] if name in vals else profile[name], profile, validate=False)
            for profile, vals in states.items()
        ]

    def _keep_failure(self, decision, items, today, marks, error):
        """Leave failed follow-ups that say why; when even that fails, the list of overnight
        errors does, and the customer waits for tomorrow."""
        kept = self.env["credit.followup"]

        def keep(profile):
            nonlocal kept
            case = profile._prepare_case(decision, items, today) if decision.step else None
            profile._write_run_states({profile: {**marks, **profile._prepare_level_vals(decision, case, today)}})
            if case:
                kept = self.env["credit.followup"]._create_failed(case, today, error)

        def give_up(profile, failure):
            profile._write_run_states({profile: marks} if marks else {})
            self.env["credit.batch.failure"]._record(JOB, profile, today, failure)

        act_isolated(self, keep, give_up)
        return kept

    def _follow_up_manually(self, case, today):
        """Make the follow-up that a collector decided on. A level below the one held does not lower it.

        :param case: from ``_prepare_manual_case``, of a sudoed profile; the caller has checked the right
        """
        profile = case.profile
        held = profile.followup_level_id
        highest = case.level if not held or case.level.days_overdue > profile.followup_level_days else held
        profile.write(
            {
                "followup_level_id": highest.id,
                "last_followup_date": today,
                "followup_due_date": self._get_oldest_due_date(case, profile.followup_from_date),
            }
        )
        return profile.env["credit.followup"]._create_from_cases([case], today).sudo(self.env.su)

    def _follow_up_unlocked(self, now, *, unchecked=False):
        """Follow up the customers of these that no other transaction has locked, each on the day of their company.

        :param datetime now: moment of the run in UTC
        :param bool unchecked: leave out whom somebody else has followed up since they were chosen
        :return: these customers but for those somebody else works on, and the follow-ups made
        """
        # Others may still insert rows that refer to these customers, such as the hold of an order.
        profiles = self.try_lock_for_update(allow_referencing=True)
        followups = self.env["credit.followup"]
        for today, companies in profiles.company_id._get_credit_days(now).items():
            there = Domain("company_id", "in", companies.ids)
            of_day = profiles.filtered_domain(there & self._get_unchecked_domain(today, now) if unchecked else there)
            followups += of_day._run_followups(today, marks={"followup_run_date": today}, now=now)
        return profiles, followups

    # Scheduled action

    @api.model
    def _cron_run_followups(self):
        """Follow up the customers not looked at today, batch after batch, each committed. They are looked for once: the search
        takes longer than many a batch. Called again by the scheduler when its time is over before all are done, and for
        customers whom somebody else was working on; pressed by hand, the job does them all.
        """
        now = fields.Datetime.now()
        self._create_profiles_of_debtors()
        remaining, done, locked = self.search(self._get_run_domain(now), order=FOLLOWUP_ORDER), 0, 0
        while True:
            batch, remaining = remaining[:FOLLOWUP_BATCH], remaining[FOLLOWUP_BATCH:]
            profiles, _followups = batch._follow_up_unlocked(now, unchecked=True)
            done += len(profiles)
            locked += len(batch) - len(profiles)
            # Where all are locked, calling again at once would not help.
            left = len(remaining) + (locked if done else 0)
            time_left = self.env["ir.cron"]._commit_progress(len(profiles), remaining=left)
            if not remaining or not time_left:
                return
