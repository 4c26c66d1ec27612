from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...models.common.days import day_of_entry
from ...models.worklist.credit_followup_contact import CASH_STATES, MOODS
from ...tools.common.notices import show_notice

ENTERED = (
    "reached_id", "is_right_party", "outcome_id", "late_reason_id", "note", "next_step", "next_date", "mood", "cash_state",
)


class CreditContactLog(models.TransientModel):
    """Logs a call, visit, mail or letter: who was reached, what came of it, what comes next."""

    _name = "credit.contact.log"
    _inherit = "credit.bounds.mixin"
    _description = "Log a Contact"

    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True)
    followup_id = fields.Many2one("credit.followup", readonly=True)
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer Contact")
    currency_id = fields.Many2one(related="profile_id.currency_id")
    overdue_amount = fields.Monetary(related="profile_id.overdue_amount")
    channel = fields.Selection(
        [("call", "Call"), ("visit", "Visit"), ("mail", "E-mail"), ("letter", "Letter"), ("manual", "Other")],
        required=True, compute="_compute_from_followup", store=True, readonly=False, precompute=True,
    )
    is_relationship = fields.Boolean(
        string="Regular Contact", compute="_compute_from_followup", store=True, readonly=False, precompute=True,
    )
    date = day_of_entry("date", "profile_id.company_id", required=True)
    reached_id = fields.Many2one("res.partner", string="Person Reached")
    is_right_party = fields.Boolean(string="Right Person", help="The person reached can decide on the payment.")
    outcome_id = fields.Many2one("credit.reason", required=True, domain=[("kind", "=", "contact")])
    late_reason_id = fields.Many2one("credit.reason", string="Reason for Late Payment", domain=[("kind", "=", "late")])
    note = fields.Text(string="What Was Said")
    next_step = fields.Char()
    next_date = fields.Date(string="Next Step On")
    mood = fields.Selection(MOODS)
    cash_state = fields.Selection(CASH_STATES, string="Cash Situation")
    risk_sign_ids = fields.Many2many("credit.reason", string="Risk Signs", domain=[("kind", "=", "risk")])

    @api.depends("followup_id")
    def _compute_from_followup(self):
        for log in self:
            log.channel = log.followup_id.channel or log.channel or "call"
            log.is_relationship = log.followup_id.is_relationship or log.is_relationship

    @api.constrains("next_step", "next_date")
    def _check_next_step(self):
        for log in self:
            if log.next_step and not log.next_date:
                raise ValidationError(self.env._("Enter the day of the next step “%(step)s”.", step=log.next_step))

    def action_log(self):
        """Log the contact."""
        self._log()
        return show_notice(self.env._("Contact with %(customer)s logged.", customer=self.profile_id.display_name))

    def action_log_and_promise(self):
        """Log the contact, then record what the customer promised in it."""
        return self._log().action_make_promise()

    def _log(self):
        """:return: the ``credit.followup`` of the contact"""
        self.ensure_one()
        today = self.profile_id.company_id._get_credit_today()
        outcome = {name: self._fields[name].convert_to_write(self[name], self) for name in ENTERED}
        outcome["risk_sign_ids"] = [fields.Command.set(self.risk_sign_ids.ids)]
        if self.followup_id:
            self.followup_id._log_outcome(today, **outcome)
            return self.followup_id
        return self.env["credit.followup"]._log_contact(
            self.profile_id, self.channel, self.date, today, is_relationship=self.is_relationship, **outcome)
