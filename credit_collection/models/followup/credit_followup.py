from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from ..common.days import days_until
from ..common.kept_text import KeptText, keep
from ..exposure.settlements import build_settlements
from .case import LevelResult

_lt = LazyTranslate(__name__)


class CreditFollowup(models.Model):
    """Evidence of one follow-up performed or owed: when, how, for which items, and what came of it."""

    _name = "credit.followup"
    _description = "Follow-up"
    _inherit = ["credit.state.mixin"]
    _order = "date desc, id desc"
    _transitions = {
        "todo": {"done", "sent", "skipped"},
        "failed": {"sent", "todo", "skipped"},
        "sent": {"failed"},
    }

    # Without index of its own: the unique index of the level begins with it.
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_phone = fields.Char(related="profile_id.partner_phone", string="Phone")
    level_id = fields.Many2one("credit.followup.level", required=True, readonly=True, ondelete="restrict")
    plan_id = fields.Many2one(related="level_id.plan_id")
    cycle = fields.Integer(
        readonly=True, default=0, help="A level is done once in each overdue cycle of the customer.", aggregator=None)
    repeat_number = fields.Integer(
        string="Repetition", readonly=True, default=0,
        help="The last level of a plan may come again: for which time it did.", aggregator=None,
    )
    date = fields.Date(required=True, readonly=True)
    date_days = days_until("date", string="Followed up on, in (days)")
    channel = fields.Selection(selection="_get_channel_selection", required=True, readonly=True)
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("sent", "Sent"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("skipped", "Skipped"),
            ("test", "Test"),
        ],
        required=True,
        readonly=True,
        default="todo",
    )
    user_id = fields.Many2one("res.users", string="Responsible", index="btree_not_null")
    contact_id = fields.Many2one("res.partner", string="Addressed To", readonly=True, ondelete="set null")
    # An e-mail and a call about the same debts demand them once: their amounts added up are no amount.
    amount_due = fields.Monetary(
        readonly=True, default=0.0, aggregator=None, help="Amount demanded at that time, net of open credits.")
    days_overdue = fields.Integer(readonly=True, aggregator="max", help="Of the oldest item at that time.")
    line_ids = fields.Many2many(
        "account.move.line",
        "credit_followup_line_rel",
        "followup_id",
        "line_id",
        string="Items",
        readonly=True,
    )
    outcome = fields.Selection(
        [
            ("reached", "Reached"),
            ("promised", "Promised to pay"),
            ("paid", "Says it is paid"),
            ("disputed", "Disputes"),
            ("message", "Left a message"),
            ("unreachable", "Not reached"),
        ],
    )
    note = KeptText(string="What Was Said")
    done_date = fields.Date(readonly=True)
    amount_received_since = fields.Monetary(
        string="Received Since",
        compute="_compute_amount_received_since",
        help="Payments allocated to these items since the follow-up.",
    )
    error = KeptText(readonly=True)
    subject = fields.Char(readonly=True)
    # Made by us from escaped values and texts sanitized when entered; sanitizing each copy costs more than the mail.
    # Not read along with the other fields: the letters of ten thousand customers would fill the memory.
    body = fields.Html(string="Message", readonly=True, sanitize=False, prefetch=False)

    _level_cycle_uniq = models.UniqueIndex(
        "(profile_id, cycle, level_id, channel, COALESCE(repeat_number, 0), COALESCE(part_key, 0))",
        "The customer was followed up at this level already.",
    )
    # The worklist: what is still to be done or went wrong.
    _worklist_idx = models.Index("(company_id, user_id) WHERE state IN ('todo', 'failed')")

    @api.depends("profile_id", "level_id")
    def _compute_display_name(self):
        for followup in self:
            followup.display_name = f"{followup.profile_id.display_name} – {followup.level_id.name}"

    @api.depends("line_ids", "date")
    def _compute_amount_received_since(self):
        received = self._get_amounts_received()
        for followup in self:
            followup.amount_received_since = received.get(followup._origin.id, 0.0)

    def _get_amounts_received(self):
        """What was paid on the items since, in company currency.

        Credit notes, write-offs and exchange differences are no payment: receipts are in bank, cash and card journals.

        :return: ``{follow-up id: amount}``
        """
        if not self.ids:
            return {}
        for name in ("account.partial.reconcile", "credit.followup", "account.move.line"):
            self.env[name].flush_model()
        return dict(self.env.execute_query(SQL(
            """
            SELECT followup.id, SUM(settlement.amount)
              FROM credit_followup followup
              JOIN credit_followup_line_rel rel ON rel.followup_id = followup.id
        CROSS JOIN LATERAL (%s) settlement
             WHERE followup.id IN %s AND settlement.is_money
               AND settlement.date >= followup.date AND settlement.create_date >= followup.create_date
             GROUP BY followup.id
            """, build_settlements(SQL("rel.line_id")), tuple(self.ids))))

    @api.model
    def _get_results(self, profiles):
        """What was done in the current cycle of each customer, in one query.

        :return: ``{profile id: {level id: LevelResult}}``
        """
        if not profiles.ids:
            return {}
        self.flush_model(["profile_id", "cycle", "level_id", "channel", "state", "repeat_number"])
        profiles.flush_recordset(["followup_cycle"])
        results = defaultdict(dict)
        rows = self.env.execute_query(SQL(
            """
            SELECT followup.profile_id, followup.level_id, MAX(followup.repeat_number),
                   -- Of several values for a channel, the last one stays.
                   JSONB_OBJECT_AGG(followup.channel, followup.state
                                    ORDER BY followup.repeat_number NULLS FIRST, followup.state = 'failed' DESC)
              FROM credit_followup followup
              JOIN credit_profile profile
                ON profile.id = followup.profile_id AND COALESCE(profile.followup_cycle, 0) = followup.cycle
             WHERE profile.id = ANY(%s)
             GROUP BY followup.profile_id, followup.level_id
            """,
            profiles.ids,
        ))
        for profile_id, level_id, repeats, states in rows:
            results[profile_id][level_id] = LevelResult(states, repeats or 0)
        return results

    @api.model
    def _close_settled(self, profiles, today):
        """Take customers who have paid what they were followed up for off the worklist, and their activities with it."""
        followups = self.search(
            Domain("profile_id", "in", profiles.ids) & self._get_demand_domain()
            & (Domain("state", "in", ("todo", "failed")) | self._get_pending_domain())
        )
        followups._get_tasks().filtered("active").unlink()
        followups = followups.filtered(lambda followup: followup.state in ("todo", "failed"))
        blank = followups.filtered(lambda followup: not followup.note)
        blank._set_state("skipped", done_date=today, error=False, note=keep(_lt("Nothing left to collect.")))
        (followups - blank)._set_state("skipped", done_date=today, error=False)

    @api.model
    def _get_demand_domain(self):
        """:return: domain of the follow-ups that demand something, and are over when it is paid"""
        return Domain.TRUE

    @api.model
    def _get_pending_domain(self):
        """:return: domain of the follow-ups done that still have a task to come"""
        return Domain.FALSE

    def _get_tasks(self):
        """:return: the activities of these follow-ups, which end with them"""
        return self.activity_id

    @api.model
    def _get_system_message(self):
        return self.env._("A follow-up is evidence: only its outcome, note and responsible may be entered.")

    def action_done(self):
        """Close a call, with the outcome that was entered on it."""
        for followup in self:
            if not followup.outcome:
                raise UserError(self.env._("%(followup)s: enter the outcome first.", followup=followup.display_name))
        self._close("done", [followup.note or followup._get_outcome_label() for followup in self])

    def action_skip(self):
        """Take a follow-up off the worklist without doing it."""
        self._close("skipped", [self.env._("Skipped")] * len(self))

    def action_retry(self):
        """Send failed messages again, with the items as they are now."""
        self.profile_id._check_collector()
        self.company_id._check_credit_live()
        # sudo: outgoing messages belong to the system; the right has been checked.
        failed = self.filtered(lambda followup: followup.state == "failed").sudo()
        for today, group in failed._group_by_day().items():
            group._retry(today)

    def action_open_profile(self):
        self.ensure_one()
        return self.profile_id.get_formview_action()

    def _group_by_day(self):
        """:return: ``{day it is in the company: follow-ups}``"""
        return self.env["res.company"]._get_credit_days_of(self)

    def _close(self, state, feedbacks):
        """Move to ``state`` and close the activities with it."""
        self.profile_id._check_collector()
        self.check_access("write")
        # sudo: state and date are evidence that collectors do not write themselves; the right has been checked.
        followups_sudo = self.sudo()
        activities = {
            followup.activity_id: feedback for followup, feedback in zip(followups_sudo, feedbacks, strict=True)
        }
        for today, group in followups_sudo._group_by_day().items():
            group._set_state(state, done_date=today, error=False)
        for activity, feedback in activities.items():
            if activity.active:
                activity._action_done(feedback=feedback)

    def _get_outcome_label(self):
        return dict(self._fields["outcome"]._description_selection(self.env)).get(self.outcome, "")
