from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.followup.decision import decide
from ...tools.followup.items import select_due
from ...tools.followup.values import State
from ..common.sql import get_account_holder_sql, get_root_sql
from ..exposure.due_date import get_due_date_sql
from .credit_followup import LevelResult


class OpenItem(NamedTuple):
    """An open debt or credit as it is in the database now; ``amount`` is its collectible part in company currency."""

    id: int
    partner_id: int
    root_id: int
    due_date: date | None
    amount: float
    residual: float
    residual_currency: float
    amount_currency: float
    currency_id: int
    number: str | None
    invoice_date: date | None
    reference: str | None
    move_id: int | None = None
    is_unsent: bool = False


class CreditProfile(models.Model):
    """Where the customer stands in the follow-up, and the decision what comes next; ``_run_followups`` acts on it."""

    _inherit = "credit.profile"

    followup_plan_id = fields.Many2one(
        "credit.followup.plan",
        string="Customer Follow-up Plan",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        help="Leave empty to follow the plan that the strategy, the rating or the company gives.",
        role="open",
    )
    followup_level_id = fields.Many2one(
        "credit.followup.level",
        string="Follow-up Level",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        role="system",
    )
    followup_level_days = fields.Integer(
        compute="_compute_followup_level_days",
        store=True,
        help="Days of the level when it was reached; the plan may have changed since.",
        role="open",
    )
    followup_cycle = fields.Integer(
        readonly=True, default=0, help="Counts how often the customer became overdue and cleared.",
        role="system",
    )
    followup_due_date = fields.Date(readonly=True, help="Oldest due date when the level was reached.", role="system")
    followup_from_date = fields.Date(
        readonly=True,
        help="Items due before this date have completed all levels: they stay in the demand but do not determine the "
             "level.",
        role="system",
    )
    last_followup_date = fields.Date(string="Last Follow-up", readonly=True, role="system")
    followup_run_date = fields.Date(string="Follow-up Checked On", readonly=True, role="system")
    next_followup_date = fields.Date(string="Next Follow-up", compute="_compute_next_followup")
    next_followup_level_id = fields.Many2one(
        "credit.followup.level", string="Next Level", compute="_compute_next_followup"
    )
    followup_amount_due = fields.Monetary(
        string="To Collect",
        compute="_compute_next_followup",
        help="What the next follow-up would demand today: collectible items less open credits.",
    )
    snooze_until = fields.Date(
        string="Follow-up Block Until",
        tracking=True,
        help="Until this day (included) the customer gets no follow-up.",
        role="open",
    )
    snooze_reason = fields.Char(tracking=True, role="open")
    followup_ids = fields.One2many("credit.followup", "profile_id", string="Follow-ups")
    followup_count = fields.Integer(compute="_compute_followup_count")

    # Not on the days of the level: a change of the plan moves nobody.
    @api.depends("followup_level_id")
    def _compute_followup_level_days(self):
        for profile in self:
            profile.followup_level_days = profile.followup_level_id.days_overdue

    @api.depends("effective_followup_plan_id", "followup_level_id", "last_followup_date", "snooze_until")
    def _compute_next_followup(self):
        today = fields.Date.context_today(self)
        decisions = {profile.id: decision for profile, decision, _items in self._origin._decide_followups(today)}
        for profile in self:
            decision = decisions.get(profile._origin.id)
            profile.next_followup_date = decision and decision.next_date
            profile.next_followup_level_id = decision and decision.next_date and decision.next_step
            profile.followup_amount_due = max(decision.amount_due, 0.0) if decision else 0.0

    def _compute_followup_count(self):
        counts = dict(
            self.env["credit.followup"]._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"])
        )
        for profile in self:
            profile.followup_count = counts.get(profile, 0)

    @api.constrains("snooze_until", "snooze_reason")
    def _check_snooze_reason(self):
        for profile in self:
            if profile.snooze_until and not profile.snooze_reason:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: enter a reason for the follow-up block until %(date)s.",
                        customer=profile.display_name,
                        date=format_date(self.env, profile.snooze_until),
                    )
                )

    def action_followup_now(self):
        """Open the preview of the next follow-up, to be sent at once."""
        self.ensure_one()
        self._check_collector()
        self._check_followup_plan()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_now_action")
        return {**action, "context": {"default_profile_id": self.id}}

    def action_view_followups(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_action")
        return {**action, "domain": [("profile_id", "in", self.ids)], "context": {}}

    def _check_collector(self):
        """:raise AccessError: for those who may not follow up customers"""
        if not self.env.su and not self.env.user.has_group("credit_collection.credit_collection_group_collector"):
            raise AccessError(self.env._("Only collectors follow up customers."))

    def _check_followup_plan(self):
        """:raise UserError: for customers without a plan, or with an empty one"""
        for profile in self:
            if not profile.effective_followup_plan_id.level_ids:
                raise UserError(
                    self.env._(
                        "%(customer)s has no follow-up plan with levels. Choose one on the customer, on the rating or in "
                        "the settings.",
                        customer=profile.display_name,
                    )
                )

    def _find_followup_obstacle(self, case):
        """:return: why there is nothing to be demanded with ``case``, or False"""
        self.ensure_one()
        if not any(item.residual > 0 for item in case.items):
            return self.env._(
                "There is nothing to collect at this level: all is paid, promised, disputed or not due yet."
            )
        if self.currency_id.compare_amounts(case.amount_due, 0.0) <= 0:
            return self.env._("There is nothing to collect: the open credits of the customer cover the receivables.")
        return False

    def _get_collector(self):
        """:return: the collector, unless the user is archived"""
        return self.collector_id.filtered("active")

    # Gather

    def _get_open_items(self, due_by, today):
        """Read the open items of these profiles, one query for any number of them.

        :param date due_by: debts due until this day
        :param date today: decides which promises still run
        :return: ``{profile: [OpenItem]}``, debts by due date, then credits
        """
        if not self.ids:
            return {}
        Line = self.env["account.move.line"]
        fall_due = Line._get_due_debt_domain(due_by)
        return self._read_open_items(Domain("amount_residual", "<", 0.0) | fall_due, today)

    def _read_open_items(self, domain, today):
        """:return: ``{profile: [OpenItem]}`` of the open items in ``domain``, in one query"""
        Line = self.env["account.move.line"]
        domain &= Line._get_open_receivable_domain() & Domain("company_id", "child_of", self.company_id.ids)
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        # Record rules are left aside: what a branch is owed counts for whoever follows up its root company.
        query = Line._search(domain, bypass_access=True)
        query.order = SQL(
            "%s < 0, %s, %s", SQL.identifier(Line._table, "amount_residual"), get_due_date_sql(Line._table),
            SQL.identifier(Line._table, "id"))
        query.add_where(get_account_holder_sql(SQL.identifier(Line._table, "partner_id"), self.partner_id.ids))
        rows = self.env.execute_query(query.select(*self._get_item_columns(query, today)))
        profiles = self._get_by_partner()
        items = {profile: [] for profile in self}
        for item in map(OpenItem._make, rows):
            profile = profiles.get((item.partner_id, item.root_id))
            if profile:
                items[profile].append(item)
        return items

    @api.model
    def _get_item_columns(self, query, today):
        """:return: the SQL columns of ``OpenItem``, in its order; PostgreSQL makes floats of decimals sooner than Python"""
        Line, Move = self.env["account.move.line"], self.env["account.move"]
        move = query.left_join(Line._table, "move_id", "account_move", "id", "move_id")
        company = query.left_join(Line._table, "company_id", "res_company", "id", "company_id")
        return (
            SQL("%s.id", SQL.identifier(Line._table)),
            SQL.identifier(query.left_join(
                Line._table, "partner_id", "res_partner", "id", "partner_id"), "commercial_partner_id"),
            get_root_sql(company),
            get_due_date_sql(Line._table, Line._fields),
            SQL(
                "(CASE WHEN %(residual)s < 0 THEN %(residual)s ELSE GREATEST(%(collectible)s, 0) END)::float8",
                residual=SQL.identifier(Line._table, "amount_residual"),
                collectible=Line._get_collectible_sql(Line._table, today),
            ),
            *(
                SQL("%s::float8", Line._field_to_sql(Line._table, name, query))
                for name in ("amount_residual", "amount_residual_currency", "amount_currency")
            ),
            Line._field_to_sql(Line._table, "currency_id", query),
            Line._field_to_sql(Line._table, "move_name", query),
            Move._field_to_sql(move, "invoice_date"),
            Move._field_to_sql(move, "payment_reference"),
            Line._field_to_sql(Line._table, "move_id", query),
            SQL("%s = 'out_invoice' AND %s IS NOT TRUE",
                Move._field_to_sql(move, "move_type"), Move._field_to_sql(move, "is_move_sent")),
        )

    def _get_following_level(self):
        """:return: the level after the one held, the last one when there is none"""
        self.ensure_one()
        held = self.followup_level_id
        levels = self.effective_followup_plan_id.level_ids.sorted("days_overdue")
        following = levels.filtered(lambda level: not held or level.days_overdue > self.followup_level_days)
        return following[:1] or levels[-1:]

    # Decide

    def _decide_followups(self, today, now=None, schedules=None):
        """Decide what follow-up each customer gets on ``today``, and which comes next. Nothing is written.

        :param datetime now: moment of the run in UTC, which the hours of plans are held against; none to go by the day
        :param dict schedules: ``{profile: Schedule}`` of these customers, for whoever has them already
        :return: list of ``(profile, Decision, [OpenItem])``
        """
        schedules = schedules or self._get_schedules(today)
        advance = max((-schedule.steps[0].days for schedule in schedules.values() if schedule.steps), default=0)
        eve = max((schedule.window.get_eve(today) for schedule in schedules.values()), default=today)
        items = self._get_open_items(max(today + timedelta(max(advance, 0)), eve), today)
        done = self.env["credit.followup"]._get_results(self)
        decisions = []
        for profile in self:
            schedule = schedules[profile]
            demanded = schedule.withhold_unsent(items[profile])
            decision = profile._decide_followup(demanded, schedule, done.get(profile.id, {}), today, now)
            decisions.append((profile, decision, demanded))
        return decisions

    def _decide_followup(self, items, schedule, done, today, now=None):
        """:param dict done: ``{level id: LevelResult}`` of the follow-ups in the current cycle"""
        self.ensure_one()
        debts = [item for item in items if item.residual > 0]
        credit = -sum(item.amount for item in items if item.residual < 0)
        state = self._get_followup_state(done)
        is_open = now is None or schedule.window.is_open(now)
        grace = self.grace_days
        steps = [step.delay(grace) for step in schedule.steps] if grace else schedule.steps
        return decide(
            debts, credit, state.delay(grace), steps, today, self.company_id.currency_id.rounding, schedule.window, is_open)

    def _get_followup_state(self, done):
        """:param dict done: ``{level id: LevelResult}`` of the follow-ups in the current cycle
        :return: where the customer stands, as plain values
        """
        self.ensure_one()
        level = self.followup_level_id
        result = done.get(level.id, LevelResult({}, 0))
        states = set(result.states.values())
        return State(
            key=level.id or None,
            days=self.followup_level_days if level else None,
            last_date=self.last_followup_date or None,
            due_date=self.followup_due_date or None,
            snooze_until=self.snooze_until or None,
            from_date=self.followup_from_date or None,
            done=frozenset(done),
            undelivered="failed" in states and not states & {"sent", "done", "skipped"},
            attended="manual" in result.states or "todo" in states,
            repeats=result.repeats,
        )

    def _select_items(self, items, level, today, eve=None):
        """:return: what a follow-up at ``level`` is about: its collectible debts, then all open credits"""
        rounding = self.company_id.currency_id.rounding
        debts = [item for item in items if item.residual > 0 and item.amount > rounding / 2]
        return select_due(debts, level.days_overdue, today, eve) + [item for item in items if item.residual < 0]
