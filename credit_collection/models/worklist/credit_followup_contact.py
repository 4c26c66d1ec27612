from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

NOT_REACHED = ("unreachable", "message")
MOODS = [("good", "Friendly"), ("neutral", "Businesslike"), ("bad", "Evasive or annoyed")]
CASH_STATES = [("good", "Comfortable"), ("tight", "Tight"), ("short", "Short of cash")]


class CreditFollowup(models.Model):
    """The contact log: beside what the plan made, each call, visit, mail and letter with the customer, who was reached and
    what came of it."""

    _inherit = "credit.followup"

    # Without a level: a contact that no plan asked for.
    level_id = fields.Many2one(required=False)
    is_relationship = fields.Boolean(
        string="Regular Contact", readonly=True, help="To stay in touch, whether anything is overdue or not.",
    )
    reached_id = fields.Many2one("res.partner", string="Person Reached", index="btree_not_null", ondelete="set null")
    is_right_party = fields.Boolean(string="Right Person", help="The person reached can decide on the payment.")
    right_party_percent = fields.Float(
        string="Right Person (%)", compute="_compute_right_party_percent", store=True, aggregator="avg",
        help="Share of the contacts in which the person who can decide was reached.",
    )
    outcome = fields.Selection(compute="_compute_outcome", store=True, readonly=False)
    outcome_id = fields.Many2one(
        "credit.reason", string="Outcome Code", domain=[("kind", "=", "contact")], index="btree_not_null",
        ondelete="restrict",
    )
    late_reason_id = fields.Many2one(
        "credit.reason", string="Reason for Late Payment", domain=[("kind", "=", "late")], index="btree_not_null",
        ondelete="restrict",
    )
    next_step = fields.Char()
    next_date = fields.Date(string="Next Step On")
    promise_ids = fields.One2many("credit.promise", "followup_id", string="Promises Made")
    mood = fields.Selection(MOODS)
    cash_state = fields.Selection(CASH_STATES, string="Cash Situation")
    risk_sign_ids = fields.Many2many(
        "credit.reason", "credit_followup_risk_sign_rel", "followup_id", "reason_id", string="Risk Signs",
        domain=[("kind", "=", "risk")],
    )
    collector_id = fields.Many2one(related="profile_id.collector_id", string="Collector")

    @api.model
    def _get_demand_domain(self):
        return super()._get_demand_domain() & Domain("is_relationship", "!=", True)

    @api.depends("profile_id", "level_id", "channel", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        with_level = self.filtered("level_id")
        result = super(CreditFollowup, with_level)._compute_display_name()
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for followup in self - with_level:
            followup.display_name = self.env._(
                "%(customer)s – %(channel)s of %(date)s", customer=followup.profile_id.display_name,
                channel=channels.get(followup.channel, ""), date=format_date(self.env, followup.date))
        return result

    @api.depends("is_right_party")
    def _compute_right_party_percent(self):
        for followup in self:
            followup.right_party_percent = 100.0 if followup.is_right_party else 0.0

    @api.depends("outcome_id")
    def _compute_outcome(self):
        """A code counts as what it is made for; an outcome entered without a code stays."""
        for followup in self:
            followup.outcome = followup.outcome_id.outcome or followup.outcome

    def action_make_promise(self):
        """What is promised now is linked to this contact."""
        action = super().action_make_promise()
        return {**action, "context": {**action["context"], "default_followup_id": self.id}}

    def action_log_contact(self):
        """:return: the dialog that asks for the outcome of this call or visit"""
        self.ensure_one()
        return self.profile_id._get_log_contact_action(default_followup_id=self.id)

    @api.model
    def _prepare_contact_vals(self, profile, channel, date, today):
        """:return: values of a contact beyond the plan, with what was due on that day as evidence"""
        debts, credit, items = self._get_contact_debts(profile, today)
        days = max(((today - item.due_date).days for item in debts), default=0)
        return {
            "profile_id": profile.id, "channel": channel, "date": date, "user_id": self.env.uid,
            "cycle": profile.followup_cycle,
            "amount_due": max(profile.currency_id.round(sum(item.amount for item in debts) - credit), 0.0),
            "days_overdue": max(days, 0), "line_ids": [fields.Command.set([item.id for item in items])],
        }

    @api.model
    def _log_contact(self, profile, channel, date, today, **outcome):
        """Record a contact that took place.

        :param outcome: values of the fields that a collector enters
        :return: the ``credit.followup``, done
        :raise ValidationError: for a contact in the future
        """
        profile._check_collector()
        if date > today:
            raise ValidationError(self.env._(
                "%(customer)s: a contact cannot be logged with a future date. Enter it as the next step.",
                customer=profile.display_name))
        # sudo: the evidence is written by the system; the right has been checked.
        followup = self.sudo().create({
            **self._prepare_contact_vals(profile.sudo(), channel, date, today), "state": "done", "done_date": today,
            "contact_id": outcome.get("reached_id") or profile.partner_id.id, **outcome,
        }).with_env(self.env)
        followup._finish_contact(today)
        return followup

    def _log_outcome(self, today, **outcome):
        """Enter the outcome of these follow-ups; those still to do are done with it."""
        self.profile_id._check_collector()
        self.write(outcome)
        todo = self.filtered(lambda followup: followup.state == "todo")
        todo._close("done", [followup.note or followup._get_outcome_label() for followup in todo])
        self._finish_contact(today)

    def _finish_contact(self, today):
        """What follows from a contact: the next step, the regular contact that is done, the signs of risk."""
        for followup in self:
            if followup.next_date:
                followup.profile_id._plan_contact(
                    followup.next_date, followup.next_step or followup.note or "", self.env.user, today)
            if followup.is_relationship and followup.outcome not in NOT_REACHED:
                # sudo: the date follows from the log; the right to log has been checked.
                followup.profile_id.sudo().last_contact_date = followup.date
            if followup.risk_sign_ids:
                self.env["credit.alert"]._report(
                    followup.profile_id, today, followup.risk_sign_ids[:1], followup._get_risk_text(),
                    reported_by_id=self.env.uid)
            followup._log_in_chatter()
        self.profile_id.sudo()._update_ranks(today)

    def _get_risk_text(self):
        # The alert names the first sign itself.
        return "\n".join(filter(None, (", ".join(self.risk_sign_ids[1:].mapped("name")), self.note)))

    def action_skip(self):
        """A regular contact that is skipped comes again after the usual time."""
        result = super().action_skip()
        # sudo: as in _finish_contact.
        skipped = self.filtered("is_relationship").profile_id.sudo()
        for today, profiles in self.env["res.company"]._get_credit_days_of(skipped).items():
            profiles.last_contact_date = today
        return result
