from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

from ...tools.common.write_steps import write_step
from .credit_limit_conversion import LIMITS

RATE_DIGITS = 6


class CreditProfile(models.Model):
    """Limits in the currency of the customer, in force at today's rate.

    The amount in that currency is what was decided. Core's credit limit, in company currency, stays the only limit that
    orders and figures are judged by: it is written anew when the amount changes, when a rate is entered, and every hour, in
    case a rate entered before has come into force. That is no decision on the customer: it is neither logged nor tracked;
    the profile shows both amounts, the rate and its day.
    """

    _inherit = "credit.profile"

    limit_currency_id = fields.Many2one(
        "res.currency", tracking=True, index="btree_not_null", copy=False,
        help="Currency in which the limits of this customer are decided. In company currency they follow the rate of the "
             "day. Empty: the currency of the company.",
        role="policy guarded logged merged",
    )
    limit_in_currency = fields.Monetary(
        string="Limit in Customer's Currency", currency_field="limit_currency_id", default=0.0, tracking=True, copy=False,
        role="policy guarded logged merged",
    )
    temporary_limit_in_currency = fields.Monetary(
        string="Temporary Limit in Customer's Currency", currency_field="limit_currency_id", default=0.0, tracking=True,
        copy=False,
        role="policy guarded logged merged",
    )
    limit_rate_text = fields.Char(
        string="Rate", compute="_compute_limit_rate_text",
        help="Value of one unit of the limit currency in company currency today, and the day of the latest rate.",
    )

    _check_limit_in_currency = models.Constraint(
        "CHECK (limit_in_currency >= 0 AND temporary_limit_in_currency >= 0)", "A credit limit cannot be negative.")

    @api.depends("limit_currency_id", "company_id")
    @api.depends_context("lang")
    def _compute_limit_rate_text(self):
        days = self.env["credit.limit.conversion"]._get_rate_days(self)
        self.limit_rate_text = False
        for profile in self.filtered("limit_currency_id"):
            currency, company = profile.limit_currency_id, profile.company_id
            rate = currency._get_conversion_rate(
                currency, profile.currency_id, company, company._get_credit_today())
            text = formatLang(self.env, rate, digits=RATE_DIGITS)
            day = max(
                (day for each in (currency, profile.currency_id)
                 if (day := days.get((each, company)) or days.get((each, company.browse())))), default=None)
            profile.limit_rate_text = self.env._(
                "at %(rate)s, rate of %(date)s", rate=text, date=format_date(self.env, day)) if day else self.env._(
                "at %(rate)s (no rate was entered)", rate=text)

    @api.constrains("limit_currency_id", "company_id")
    def _check_limit_currency(self):
        for profile in self:
            if profile.limit_currency_id == profile.currency_id:
                raise ValidationError(self.env._(
                    "%(customer)s: leave the currency of the limit empty, or choose another than the %(currency)s of the "
                    "company.", customer=profile.display_name, currency=profile.currency_id.name))

    @api.onchange("limit_currency_id")
    def _onchange_limit_currency_id(self):
        self.update(self.env["credit.limit.conversion"]._prepare_in_currency(self, LIMITS))

    @write_step(40)
    def _step_limit_currency(self, vals):
        """Bring the amounts of both currencies together."""
        conversion = self.env["credit.limit.conversion"]
        vals = conversion._complete(vals)
        newly_limited = self.browse()
        if vals.get("limit_mode") == "limited" and "credit_limit" not in vals:
            newly_limited = self.filtered(lambda profile: profile.limit_mode != "limited")
        profiles = yield vals
        conversion._follow(profiles, vals)
        if newly_limited:
            conversion._convert_now(newly_limited)

    def _credit_follow_core_limit(self, limit):
        """A limit decided in company currency is the amount in the customer's currency that it is worth today."""
        self.env["credit.limit.conversion"]._keep(self, ["limit_in_currency"])
        return super()._credit_follow_core_limit(limit)
