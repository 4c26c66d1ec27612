from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...models.followup.credit_followup_round_candidates import FOLLOWUP_BATCH

MANAGER = "credit_collection.credit_collection_group_manager"


class CreditFollowupTonightLine(models.TransientModel):
    """One customer in the preview of the run: the planned follow-up and the reason."""

    _name = "credit.followup.tonight.line"
    _description = "Customer in the Preview of the Follow-up Run"
    _order = "outcome, amount_due desc, id"
    _rec_name = "profile_id"

    tonight_id = fields.Many2one("credit.followup.tonight", string="Next Run", required=True, index=True, ondelete="cascade")
    date = fields.Date(related="tonight_id.date")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, ondelete="cascade")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    outcome = fields.Selection(
        [("message", "Followed up"), ("person", "Handed over"), ("waits", "Waits"), ("left_out", "Excluded"),
         ("nothing", "Nothing to do")],
        required=True,
    )
    level_id = fields.Many2one("credit.followup.level", ondelete="cascade")
    channels = fields.Char()
    contact_id = fields.Many2one("res.partner", string="Addressed To", ondelete="set null")
    amount_due = fields.Monetary(string="Amount")
    payable_amount = fields.Monetary(string="Payables", help="What we owe this customer as a supplier.")
    days_overdue = fields.Integer(aggregator="max")
    next_date = fields.Date()
    reason = fields.Char()
    plan_id = fields.Many2one("credit.followup.plan", ondelete="cascade")
    plan_reason = fields.Char(string="Reason for the Plan")
    subject = fields.Char(compute="_compute_message")
    preview = fields.Html(compute="_compute_message", sanitize=False)

    # Gather

    @api.model
    def _prepare_rows(self, tonight, profiles):
        """Decide on ``profiles`` as the run does, in a number of queries that does not grow with them.

        :return: list of values of the lines
        """
        # sudo: as the run, which counts the items of all branches; the rules decided on the customers.
        profiles_sudo = profiles.sudo()
        Round = self.env["credit.followup.round"].sudo()
        decisions = Round._decide(profiles_sudo, tonight.date)
        choices = self.env["credit.followup.strategy"]._choose_plans(profiles_sudo, tonight.date)
        Level = self.env["credit.followup.level"].sudo()
        levels = {profile: Level.browse(decision.next_step) for profile, decision, _items in decisions}
        levels = {profile: level.with_prefetch([level.id for level in levels.values()]) for profile, level in levels.items()}
        told = [profile for profile in levels if levels[profile]]
        items = {
            profile: Round._split_items(profile, items, levels[profile], tonight.date, decision.eve)[0]
            for profile, decision, items in decisions if levels[profile]
        }
        contacts = Round.env["credit.addressee"]._find(told, levels, items)
        labels = dict(self.env["credit.followup"]._get_channel_selection())
        payables = self.env["credit.exposure"].sudo()._get_payables(profiles_sudo, tonight.date)
        rows = [
            self._prepare_row(tonight, profile, decision, choices[profile], levels[profile], contacts.get(profile), labels)
            for profile, decision, _items in decisions
        ]
        return [{**row, "payable_amount": payables.get(row["profile_id"], 0.0)} for row in rows]

    @api.model
    def _prepare_row(self, tonight, profile, decision, choice, level, contact, labels):
        channels = level._get_channels() if level else ()
        reason = self.env["credit.followup.round"]._explain(profile, decision, choice.plan)
        if decision.step and "mail" in channels and not contact.email_normalized:
            reason = self.env._("%(reason)s There is no valid e-mail address: it goes to the worklist.", reason=reason)
        return {
            "tonight_id": tonight.id,
            "company_id": profile.company_id.id,
            "profile_id": profile.id,
            "outcome": self._get_outcome(decision, profile, tonight.date),
            "level_id": level.id,
            "channels": ", ".join(labels[channel] for channel in channels) or False,
            "contact_id": contact and contact.id,
            "amount_due": max(decision.amount_due, 0.0),
            "days_overdue": max(decision.days_overdue, 0),
            "next_date": decision.next_date,
            "reason": reason,
            "plan_id": choice.plan.id,
            "plan_reason": self.env["credit.followup.strategy"]._explain_plan(profile, choice),
        }

    @api.model
    def _get_outcome(self, decision, profile, day):
        if decision.step:
            return "message"
        if decision.hand_over:
            return "person"
        if profile.snooze_until and profile.snooze_until >= day:
            return "left_out"
        return "waits" if decision.next_date else "nothing"

    def _update_rows(self):
        """Decide again on these customers."""
        for tonight, lines in self.grouped("tonight_id").items():
            rows = {row["profile_id"]: row for row in self._prepare_rows(tonight, lines.profile_id)}
            for line in lines:
                # sudo: as when the rows were made.
                line.sudo().write(rows[line.profile_id.id])

    # Message

    def _compute_message(self):
        for line in self:
            line.subject, line.preview = line._write_message()

    def _write_message(self):
        """:return: subject and body as they would be sent; the reason when they cannot be written"""
        self.ensure_one()
        # Before the rows of other companies are read as the system reads them.
        self.profile_id.check_access("read")
        # sudo: as the run.
        profile_sudo = self.profile_id.sudo()
        Round, Followup = self.env["credit.followup.round"].sudo(), self.env["credit.followup"].sudo()
        [(_profile, decision, items)] = Round._decide(profile_sudo, self.date)
        step = decision.step or decision.next_step
        if not step:
            return False, False
        case = Round._prepare_case(profile_sudo, decision._replace(step=step), items, self.date)
        case = Round.env["credit.addressee"]._address_again(case, 0)
        try:
            composed = (Followup._get_channel_service(channel)._compose(case, self.date) for channel in case.channels)
            return next(filter(None, composed), (False, False))
        except Exception as error:  # noqa: BLE001 - what would fail in the night is shown now
            return False, str(Followup._explain_error(error))

    def action_preview(self):
        """:return: the dialog with the message of this customer"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("What the Customer Gets"), "res_model": self._name,
            "res_id": self.id, "view_mode": "form", "target": "new",
        }

    # Control

    def action_leave_out(self):
        """:return: the dialog that asks until when and why these customers are left out"""
        self.env["credit.profile"]._check_collector()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_leave_out_action")
        return {**action, "context": {
            "default_line_ids": self.ids, "default_date": max(self.mapped("date"), default=False)}}

    def action_include(self):
        """Take customers who were left out into the run again."""
        self.profile_id.filtered("snooze_until")._take_in()
        self._update_rows()

    def action_follow_up_now(self):
        self.ensure_one()
        return self.profile_id.action_followup_now()

    def action_run(self):
        """Run the follow-ups of these customers now, as the nightly run does. Those who are left out get nothing.

        :return: the action that shows the follow-ups made
        :raise AccessError: for those who are no credit managers
        :raise UserError: for more customers than one batch of the run, while bank entries are missing, and when nobody
            gets anything
        """
        self._check_manager()
        if len(self) > FOLLOWUP_BATCH:
            raise UserError(self.env._(
                "%(count)s customers are too many to run at once. Use Run All, which works in the background.",
                count=len(self)))
        today = self.company_id[:1]._get_credit_today()
        self._check_bank(today)
        profiles = self.profile_id
        profiles.check_access("write")
        followups = self.env["credit.followup.round"]._run_unlocked(profiles, fields.Datetime.now())
        if not followups:
            raise UserError(self.env._("None of these customers is due for a follow-up on %(date)s.",
                                       date=format_date(self.env, today)))
        return {**followups._get_records_action(), "name": self.env._("Follow-ups Made")}

    @api.model
    def action_run_all(self):
        """Have the scheduled action run now, in the background and over all companies."""
        self._check_manager()
        # sudo: a manager may have the run come earlier.
        self.env.ref("credit_collection.ir_cron_run_followups").sudo()._trigger()
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "type": "info", "message": self.env._("The run starts within a minute. See the run history for what it did.")}}

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only credit managers start the follow-up run."))

    def _check_bank(self, today):
        """:raise UserError: while the run of a company waits for its bank entries"""
        companies = self.profile_id.company_id
        stale = companies._get_credit_bank_stale(today)
        for company, last_date in stale.items():
            raise UserError(company._explain_bank_stale(last_date))
