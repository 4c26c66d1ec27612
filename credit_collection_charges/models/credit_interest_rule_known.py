from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..tools.rates import find_last_day, find_unchecked

ACTIVITY = "credit_collection_charges.mail_activity_rates"
# So far ahead somebody may say that a rate stays: a rate is published at least once a year.
AHEAD = timedelta(366)


class CreditInterestRule(models.Model):
    """Until when the rates of a table are known, and who is asked for later ones."""

    _inherit = "credit.interest.rule"

    checked_until = fields.Date(
        string="No Change Until", tracking=True,
        help="You checked that no other rate was published up to this day. Later days are worked out with the last rate, and "
             "are shown as not checked. Leave empty for a rate that does not change.",
    )
    known_until = fields.Date(
        string="Rates Known Until", compute="_compute_known_until",
        help="Last day whose rate was entered or checked. Empty for a rate that does not change.")
    unchecked_from = fields.Date(
        compute="_compute_known_until", help="First day until today whose rate nobody checked: the last rate is used.")

    @api.depends("rate_ids.date_from", "period", "checked_until")
    def _compute_known_until(self):
        today = self.env.company._get_credit_today()
        for rule in self:
            last = rule.known_until = find_last_day(rule._get_rate_dates(), rule.period, rule.checked_until) or False
            is_past = last and rule.period == "none" and last < today
            rule.unchecked_from = last + timedelta(1) if is_past else False

    @api.constrains("checked_until")
    def _check_checked_until(self):
        latest = self.env.company._get_credit_today() + AHEAD
        for rule in self.filtered("checked_until"):
            if rule.checked_until > latest:
                raise ValidationError(self.env._(
                    "“%(terms)s”: nobody knows yet that no other rate is published until %(date)s. Enter a day up to "
                    "%(latest)s.",
                    terms=rule.name, date=format_date(self.env, rule.checked_until), latest=format_date(self.env, latest)))

    def write(self, vals):
        result = super().write(vals)
        if "checked_until" in vals or "period" in vals:
            self._end_asking()
        return result

    def _check_rows_changed(self):
        result = super()._check_rows_changed()
        self.exists()._end_asking()
        return result

    def _get_open_from(self):
        """:return: the first day until today without a rate that was entered or checked, False without any"""
        self.ensure_one()
        return self.missing_from or self.unchecked_from

    def _ask_for_rates(self, company):
        """Give the credit manager of ``company`` a task for each of these tables, which are used and out of date, unless there
        is one."""
        asked = self.activity_search([ACTIVITY]).mapped("res_id") if self else ()
        for rule in self.filtered(lambda rule: rule.id not in asked and rule._get_open_from()):
            managers = self.env["credit.approval.tier"]._get_managers(company)
            user = company.credit_manager_id.filtered("active") or managers[:1]
            if user:
                rule.activity_schedule(ACTIVITY, user_id=user.id, summary=rule._explain_asking(user))

    def _explain_asking(self, user):
        self.ensure_one()
        rule = self.with_context(lang=user.lang or self.env.lang)
        env, day = rule.env, format_date(rule.env, rule._get_open_from())
        if rule.missing_from:
            return env._("%(terms)s: enter the rate from %(date)s on", terms=rule.name, date=day)
        return env._(
            "%(terms)s: enter the rates from %(date)s on, or until when there is no change", terms=rule.name, date=day)

    def _end_asking(self):
        """Take back the tasks for those of these tables that are in order."""
        # sudo: the task may be that of somebody else.
        self.sudo().filtered(lambda rule: not rule._get_open_from()).activity_unlink([ACTIVITY])


class CreditCharge(models.Model):
    _inherit = "credit.charge"

    unchecked_from = fields.Date(
        string="Rate Not Checked From", compute="_compute_unchecked_from",
        help="From this day on the interest is worked out with the last rate of the table. It changes if another one is "
             "entered.")

    @api.depends("state", "kind", "date_from", "date_to", "rule_id.known_until", "move_id.credit_interest_unchecked")
    def _compute_unchecked_from(self):
        self.unchecked_from = False
        # sudo: the invoice and its item, of which readers of charges are only shown a day.
        for charge in self.sudo().filtered(lambda charge: charge.state == "accrued" and charge.kind == "interest"):
            charge.unchecked_from = charge._find_unchecked()

    def _find_unchecked(self):
        self.ensure_one()
        rule, move, due = self.rule_id, self.move_id, self.line_id.date_maturity
        is_kept = move.credit_interest_rule_id == rule and rule.follows == "invoice" and not move.credit_interest_unchecked
        if is_kept or not (rule.unchecked_from and self.date_from and self.date_to):
            return False
        first = self.date_from if rule.follows == "period" or not due else due + timedelta(1)
        day = find_unchecked(rule.known_until, rule.follows, first, self.date_to, move.invoice_date)
        return day and max(day, self.date_from)

    def _explain_unchecked(self):
        """:return: list of sentences, one for each of the terms whose rates were not checked for these charges"""
        return [
            self.env._(
                "“%(terms)s”: interest from %(date)s on is worked out with the last rate entered. Nobody has checked whether "
                "another one was published.", terms=rule.name,
                date=format_date(self.env, min(charges.mapped("unchecked_from"))))
            for rule, charges in self.filtered("unchecked_from").grouped("rule_id").items()]
