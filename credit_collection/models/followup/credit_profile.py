from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, format_date

from ..common.bulk import update_from
from ..common.credit_bounds_mixin import ANY_LATER_DATE


class CreditProfile(models.Model):
    """Where the customer stands in the follow-up, and the doors to the round, ``credit.followup.round``."""

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
        role="open", aggregator=None,
    )
    followup_cycle = fields.Integer(
        readonly=True, default=0, help="Counts how often the customer became overdue and cleared.",
        role="system", aggregator=None,
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
        help="Amount the next follow-up would demand today: collectible items less open credits.",
    )
    snooze_until = fields.Date(
        string="Follow-up Block Until",
        tracking=True,
        help="Until this day (included) the customer gets no follow-up.",
        role="open", bounds=ANY_LATER_DATE,
    )
    snooze_reason = fields.Char(tracking=True, role="open")
    followup_ids = fields.One2many("credit.followup", "profile_id", string="Follow-ups")
    followup_waits_until = fields.Datetime(
        string="Message Waits Until", readonly=True, copy=False,
        help="A follow-up is due outside the sending hours of the plan: it is sent at this time.",
        role="system",
    )
    message_addressing = fields.Selection(
        [("company", "One message, to the company itself"), ("each", "Each address gets its own items")],
        string="Message Recipients", role="open",
        help="Empty: one message, to the collection contact or else to an address on the invoices.",
    )
    effective_followup_plan_id = fields.Many2one(
        "credit.followup.plan", string="Follow-up Plan", compute="_compute_effective_followup_plan",
    )
    followup_plan_reason = fields.Char(string="Reason for the Plan", compute="_compute_effective_followup_plan")

    # Customers at a level, whom the nightly run looks at even when they owe nothing any more.
    _followup_level_run_idx = models.Index("(followup_run_date) WHERE followup_level_id IS NOT NULL")

    # Not on the days of the level: a change of the plan moves nobody.
    @api.depends("followup_level_id")
    def _compute_followup_level_days(self):
        for profile in self:
            profile.followup_level_days = profile.followup_level_id.days_overdue

    @api.depends(
        "effective_followup_plan_id", "followup_level_id", "followup_level_days", "last_followup_date", "followup_due_date",
        "followup_from_date", "snooze_until", "grace_days",
    )
    def _compute_next_followup(self):
        decisions = {}
        for today, profiles in self._origin._group_by_day().items():
            decisions |= {profile.id: decision for profile, decision, _items in profiles._decide_followups(today)}
        for profile in self:
            decision = decisions.get(profile._origin.id)
            profile.next_followup_date = decision and decision.next_date
            profile.next_followup_level_id = decision and decision.next_date and decision.next_step
            profile.followup_amount_due = max(decision.amount_due, 0.0) if decision else 0.0

    @api.depends_context("lang")
    @api.depends(
        "followup_plan_id.active", "rating_id.followup_plan_id.active", "company_id.credit_followup_plan_id.active",
        "partner_id.category_id", "partner_id.country_id",
    )
    def _compute_effective_followup_plan(self):
        Strategy = self.env["credit.followup.strategy"]
        choices = {}
        for today, profiles in self._group_by_day().items():
            choices |= Strategy._choose_plans(profiles, today)
        for profile in self:
            choice = choices.get(profile) or Strategy._get_standing_choice(profile)
            profile.effective_followup_plan_id = choice.plan
            profile.followup_plan_reason = Strategy._explain_plan(profile, choice)

    def _group_by_day(self):
        """:return: ``{day it is in the company: profiles}``"""
        return self.env["res.company"]._get_credit_days_of(self)

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

    def _get_collector(self):
        """:return: the collector, unless the user is archived"""
        collector = self.collector_id
        return collector if collector.active else collector.browse()

    # Doors

    def _run_followups(self, today, marks=None, now=None):
        """:return: the ``credit.followup`` made for these customers on ``today``; see ``credit.followup.round._run``"""
        return self.env["credit.followup.round"]._run(self, today, marks, now)

    @api.model
    def _cron_run_followups(self):
        self.env["credit.followup.round"]._run_all()

    def _decide_followups(self, today, now=None):
        """:return: list of ``(profile, Decision, [OpenItem])``; see ``credit.followup.round._decide``"""
        return self.env["credit.followup.round"]._decide(self, today, now)

    # By hand

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


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (10, "credit.followup")]

    @api.model
    def _get_groups(self):
        return [*super()._get_groups(), ("snooze_until", "snooze_reason"), ("followup_plan_id",)]

    @api.model
    def _prepare_vals(self, kept, others):
        """A customer who stays without a level gets that of another one, if it is in the plan that counts."""
        vals = super()._prepare_vals(kept, others)
        profiles = kept | others
        plan = kept.effective_followup_plan_id
        followed = profiles.filtered(lambda profile: profile.followup_level_id.plan_id == plan and profile.followup_level_id)
        if not kept.followup_level_id:
            vals |= self._get_vals(followed[:1], ("followup_level_id", "followup_due_date"))
        vals["last_followup_date"] = max(filter(None, profiles.mapped("last_followup_date")), default=False)
        return vals

    @api.model
    def _absorb(self, kept, other):
        # Put the overdue cycles of ``other`` before those of ``kept``: a level is done once in a cycle. Their new numbers are
        # below all numbers in use, for rows are renumbered one after the other.
        cycles = {profile: set() for profile in (kept, other)}
        for model in self._get_cycle_models():
            for profile, numbers in self.env[model]._read_group(
                    [("profile_id", "in", (kept | other).ids)], ["profile_id"], ["cycle:array_agg_distinct"]):
                cycles[profile].update(number for number in numbers if number is not None)
        if cycles[other]:
            distance = 1 + max(cycles[other]) - min(0, *cycles[other], *cycles[kept])
            for model in self._get_cycle_models():
                self._renumber_cycles(self.env[model], other, distance)
        return super()._absorb(kept, other)

    @api.model
    def _get_cycle_models(self):
        """:return: list of the models that count the overdue cycles of their ``profile_id``"""
        return ["credit.followup"]

    @api.model
    def _renumber_cycles(self, records, profile, distance):
        table = SQL.identifier(records._table)
        update_from(
            records, {"cycle": SQL("%s.cycle - moved.distance", table)}, SQL("(SELECT %s AS distance) moved", distance),
            SQL("%s.profile_id = %s", table, profile.id), stamp=False)
