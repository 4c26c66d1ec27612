import time

from odoo import api, fields, models

from ..common.bulk import insert_cache, to_cache, update_rows
from ..common.credit_batch_mixin import act_isolated

JOB = "credit_collection.ir_cron_run_followups"
# What the round changes on a profile.
RUN_STATE = (
    "followup_level_id", "followup_level_days", "followup_cycle", "followup_due_date", "followup_from_date",
    "last_followup_date", "followup_run_date",
)


class CreditFollowupRound(models.AbstractModel):
    """The follow-up of a batch of customers: gather, decide, move the levels, record and send."""

    _name = "credit.followup.round"
    _description = "Follow-up Round"

    @api.model
    def _run(self, profiles, today, marks=None, now=None):
        """Follow up ``profiles`` as of ``today``: advance levels by one, queue mails, schedule calls, keep evidence.

        A second run on the same day does nothing. If a customer fails, in gathering, deciding or acting, this customer
        gets a failed follow-up with the error, and the others are followed up. Neither commits nor sends.

        :param date today: day of the follow-up
        :param dict marks: values to write on each of these customers with the outcome
        :param datetime now: moment of the run in UTC; messages of plans with sending hours wait for these. Without, only
            the day decides
        :return: the ``credit.followup`` records created
        """
        made = []

        def run(batch):
            followups = self.sudo()._run_together(batch, today, marks or {}, now)
            # What cannot be written undoes these follow-ups: none of them is kept then.
            self.env.flush_all()
            made.append(followups)

        def keep_failure(profile, error):
            made.append(self.sudo()._keep_failure(profile, today, marks or {}, error))

        # sudo: evidence, mails and activities are written by the system, no matter who starts the run.
        act_isolated(profiles.sudo(), run, keep_failure)
        return self.env["credit.followup"].concat(*made).sudo(self.env.su)

    @api.model
    def _run_together(self, profiles, today, marks, now):
        started, clock = fields.Datetime.now(), time.monotonic()
        self._read_ahead(profiles)
        schedules = self._get_schedules(profiles, today)
        decisions = self._decide(profiles, today, now, schedules)
        self._keep_waiting(profiles, decisions, schedules, today, now)
        self._send_unsent_invoices(decisions, schedules)
        followups = self._apply(decisions, schedules, today, marks)
        self.env["credit.followup.draw"]._keep(
            {profile: schedules[profile] for profile, decision, _items in decisions if decision.step}, today)
        self.env["credit.followup.run.entry"]._record(decisions, followups, today, started, time.monotonic() - clock)
        return followups

    @api.model
    def _read_ahead(self, profiles):
        """Read customers, their companies and currencies at once, which letters would ask for group after group."""
        (profiles.partner_id | profiles.company_id.partner_id).fetch()
        self.env["res.currency"].search_fetch([])

    @api.model
    def _apply(self, decisions, schedules, today, marks):
        """:return: the follow-ups made; the levels of the customers are moved"""
        cases, handed_over, states, cleared = [], [], {}, self.env["credit.profile"]
        for profile, decision, items in decisions:
            case = self._prepare_case(profile, decision, items, today) if decision.step else None
            vals = {**marks, **self._prepare_level_vals(profile, decision, case, today)}
            if vals:
                states[profile] = vals
            if case:
                cases.append(case)
            if decision.hand_over:
                handed_over.append(self._prepare_case(profile, decision, items, today))
            if profile.followup_level_id and not decision.held and schedules[profile].plan:
                cleared |= profile
        Followup = self.env["credit.followup"]
        Followup._close_settled(cleared, today)
        self._after_cleared(cleared, decisions, today)
        self._write_states(states)
        return Followup._create_from_cases(cases, today) + Followup._create_handed_over(handed_over, today)

    @api.model
    def _after_cleared(self, profiles, decisions, today):
        """Hook: ``profiles`` have nothing overdue any more."""

    @api.model
    def _keep_failure(self, profile, today, marks, error):
        """Leave failed follow-ups that show the error. If the decision itself fails, one follow-up without a level shows it.

        :return: the follow-ups
        """
        kept = []

        def keep(profile):
            kept.append(self._create_failure(profile, today, marks, error))

        def keep_undecided(profile, _error):
            self.env["credit.batch.failure"]._record(JOB, profile, today, error)
            self._write_states({profile: marks})
            kept.append(self.env["credit.followup"]._keep_undecided(profile, today, error))

        act_isolated(profile, keep, keep_undecided)
        followups = self.env["credit.followup"].concat(*kept)
        self.env["credit.followup.run.entry"]._record(
            [(profile, None, [])], followups, today, fields.Datetime.now(), 0.0)
        return followups

    @api.model
    def _create_failure(self, profile, today, marks, error):
        """:return: failed follow-ups at the level that was due; the decision itself may fail, then it raises"""
        [(profile, decision, items)] = self._decide(profile, today)
        if not decision.step:
            raise ValueError(str(error))
        case = self._prepare_case(profile, decision, items, today)
        self._write_states({profile: {**marks, **self._prepare_level_vals(profile, decision, case, today)}})
        return self.env["credit.followup"]._create_failed(case, today, error)

    # By hand

    @api.model
    def _follow_up_manually(self, case, today):
        """Make the follow-up that a collector decided on. A level below the one held does not lower it.

        :param case: from ``_prepare_manual_case``, of a sudoed profile; the caller has checked the right
        """
        profile = case.profile
        held = profile.followup_level_id
        highest = case.level if not held or case.level.days_overdue > profile.followup_level_days else held
        profile.write({
            "followup_level_id": highest.id,
            "last_followup_date": today,
            "followup_due_date": self._get_oldest_due_date(case, profile.followup_from_date),
        })
        return profile.env["credit.followup"]._create_from_cases([case], today).sudo(self.env.su)

    @api.model
    def _find_obstacle(self, case):
        """:return: why there is nothing to be demanded with ``case``, or False"""
        if not any(item.residual > 0 for item in case.items):
            return self.env._(
                "There is nothing to collect at this level: all is paid, promised, disputed or not due yet.")
        if case.profile.currency_id.compare_amounts(case.amount_due, 0.0) <= 0:
            return self.env._("There is nothing to collect: the open credits of the customer cover the receivables.")
        return False

    @api.model
    def _get_following_level(self, profile):
        """:return: the level after the one held, the last one when there is none"""
        held = profile.followup_level_id
        levels = profile.effective_followup_plan_id.level_ids.sorted("days_overdue")
        following = levels.filtered(lambda level: not held or level.days_overdue > profile.followup_level_days)
        return following[:1] or levels[-1:]

    @api.model
    def _count_from(self, profiles, today):
        """Count gaps and the next level from ``today``, when a message made earlier has really left."""
        for profile in profiles:
            if profile.last_followup_date and profile.last_followup_date < today:
                profile.last_followup_date = today

    # Where customers stand

    @api.model
    def _prepare_level_vals(self, profile, decision, case, today):
        """:return: how the decision changes the profile; nothing when it does not"""
        vals = {}
        level = profile.followup_level_id.browse(decision.step or decision.held)
        if level != profile.followup_level_id:
            vals.update(followup_level_id=level.id, followup_level_days=level.days_overdue)
        if decision.new_cycle or self._loses_level(profile, level):
            vals["followup_cycle"] = profile.followup_cycle + 1
        if decision.from_date != (profile.followup_from_date or None):
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

    @api.model
    def _loses_level(self, profile, level):
        """Whether ``level`` is less than the one held: a level done before may then come again, in a new cycle.

        Decided on the levels themselves, because the plan they are compared in may have changed since.
        """
        held = profile.followup_level_id
        return bool(held) and (not level or level.days_overdue < profile.followup_level_days)

    @api.model
    def _restore_level(self, profile, lines):
        """Put a customer at the level that items had reached which are owed again, unless at a higher one; collection goes on
        from there instead of beginning with a first reminder.

        :param lines: journal items
        :return: the level, none where it stays as it is
        """
        followups = self.env["credit.followup"].search([
            ("profile_id", "=", profile.id), ("line_ids", "in", lines.ids), ("state", "in", ("sent", "done")),
            ("level_id.days_overdue", ">", 0)])
        level = followups.level_id.sorted("days_overdue")[-1:]
        held = profile.followup_level_days if profile.followup_level_id else 0
        if not level or level.plan_id != profile.effective_followup_plan_id or held >= level.days_overdue:
            return level.browse()
        reached = followups.filtered(lambda followup: followup.level_id == level)
        self._write_states({profile: {
            "followup_level_id": level.id, "followup_level_days": level.days_overdue,
            "last_followup_date": max([*reached.mapped("date"), *filter(None, [profile.last_followup_date])]),
            "followup_due_date": min(line.date_maturity or line.date for line in lines),
            # The run of today looks at the customer again.
            "followup_run_date": False,
        }})
        return level

    @api.model
    def _write_states(self, states):
        """Write where each of many customers stands in the follow-up, in one statement.

        :param dict states: ``{profile: vals}``, with vals of ``RUN_STATE``; a column without value is not changed
        """
        states = {profile: vals for profile, vals in states.items() if vals}
        if not states:
            return
        profiles = self.env["credit.profile"].browse(profile.id for profile in states)
        fields_ = profiles._fields
        profiles.flush_recordset(RUN_STATE)
        # Written here like the level it follows, not by one statement for every hundred customers.
        with self.env.protecting([fields_["followup_level_days"]], profiles):
            profiles.modified(RUN_STATE)
        names = [name for name in RUN_STATE if any(name in vals for vals in states.values())]
        values = {name: self._get_state_values(name, states) for name in names}
        update_rows(profiles, values)
        insert_cache(profiles, values)

    @api.model
    def _get_state_values(self, name, states):
        """:return: new values of field ``name``, in the order of ``states``, as both the cache and the database hold them"""
        profiles = self.env["credit.profile"].browse(profile.id for profile in states)
        return to_cache(profiles, name, [
            vals[name] if name in vals else profile[name] for profile, vals in states.items()])
