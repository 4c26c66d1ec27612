from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

BATCH = 500
# Amount as it was decided, in the customer's currency, and what it is in that of the company at the rate of the day.
LIMITS = {"limit_in_currency": "credit_limit", "temporary_limit_in_currency": "temporary_limit"}
CONVERTED_BY = {*LIMITS, "limit_currency_id"}


class CreditProfile(models.Model):
    """Limits in the currency of the customer, in force at today's rate.

    The amount in that currency is what was decided. Core's credit limit, in company currency, stays the only limit that
    orders and figures are judged by: it is written anew when the amount changes, when a rate is entered, and every hour, in
    case a rate entered before has come into force. That is no decision on the customer: it is neither logged nor tracked;
    the profile shows both amounts, the rate and its day.
    """

    _inherit = "credit.profile"

    limit_currency_id = fields.Many2one(
        "res.currency", string="Limit Currency", tracking=True, index="btree_not_null", copy=False,
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
    limit_converted_on = fields.Date(readonly=True, copy=False, role="system")
    limit_rate = fields.Float(
        string="Rate", digits=0, compute="_compute_limit_rate",
        help="Value of one unit of the limit currency in company currency today.",
    )
    limit_rate_date = fields.Date(string="Rate Of", compute="_compute_limit_rate", help="Day of the latest rate.")

    # The conversion looks for these every hour.
    _limit_converted_idx = models.Index("(limit_converted_on) WHERE limit_currency_id IS NOT NULL")
    _check_limit_in_currency = models.Constraint(
        "CHECK (limit_in_currency >= 0 AND temporary_limit_in_currency >= 0)", "A credit limit cannot be negative.")

    @api.depends("limit_currency_id", "company_id")
    def _compute_limit_rate(self):
        days = self._get_rate_days()
        for profile in self:
            currency, company = profile.limit_currency_id, profile.company_id
            today = company._get_credit_today()
            profile.limit_rate = currency and currency._get_conversion_rate(
                currency, profile.currency_id, company, today)
            profile.limit_rate_date = currency and max(
                (day for each in (currency, profile.currency_id)
                 if (day := days.get((each, company)) or days.get((each, company.browse())))), default=False)

    def _get_rate_days(self):
        """:return: ``{(currency, company; none for the rates of all): day of the latest rate until today}``"""
        latest = max(self.env["res.company"]._get_credit_days_of(self), default=self.env.company._get_credit_today())
        # sudo: days of rates, for whoever may read the profile.
        return {
            (currency, company): day
            for currency, company, day in self.env["res.currency.rate"].sudo()._read_group(
                [("currency_id", "in", (self.limit_currency_id | self.currency_id).ids),
                 ("company_id", "in", [False, *self.company_id.ids]), ("name", "<=", latest)],
                ["currency_id", "company_id"], ["name:max"])
        } if self.limit_currency_id else {}

    @api.constrains("limit_currency_id", "company_id")
    def _check_limit_currency(self):
        for profile in self:
            if profile.limit_currency_id == profile.currency_id:
                raise ValidationError(self.env._(
                    "%(customer)s: leave the currency of the limit empty, or choose another than the %(currency)s of the "
                    "company.", customer=profile.display_name, currency=profile.currency_id.name))

    @api.onchange("limit_currency_id")
    def _onchange_limit_currency_id(self):
        self.update(self._prepare_limits_in_currency(LIMITS, self.company_id._get_credit_today()))

    @api.model
    def _get_write_steps(self):
        return [*super()._get_write_steps(), (40, "_step_limit_currency")]

    def _step_limit_currency(self, vals):
        """Bring the amounts of both currencies together."""
        vals = self._complete_limit(vals)
        newly_limited = self.browse()
        if vals.get("limit_mode") == "limited" and "credit_limit" not in vals:
            newly_limited = self.filtered(lambda profile: profile.limit_mode != "limited")
        profiles = yield vals
        profiles._follow_decision(vals)
        if newly_limited:
            newly_limited._convert_limits_now()

    @api.model
    def _complete_limit(self, vals):
        """:return: ``vals`` with an amount in the customer's currency as the limit, instead of one in company currency"""
        if not vals.get("limit_in_currency"):
            return vals
        kept = {name: value for name, value in vals.items() if name != "credit_limit"}
        return {"limit_mode": "limited", **kept}

    def _follow_decision(self, vals):
        """Bring the amounts of both currencies together after ``vals`` were written; the one that was given counts."""
        others = [name for name in LIMITS if name not in vals]
        if "limit_currency_id" not in vals:
            others = [name for name in others if LIMITS[name] in vals]
        elif not vals["limit_currency_id"]:
            others = [*LIMITS]
        if others:
            self._keep_in_currency(others)
        if not CONVERTED_BY.isdisjoint(vals):
            self._convert_limits_now()

    def _credit_follow_core_limit(self, limit):
        """A limit decided in company currency is the amount in the customer's currency that it is worth today."""
        self._keep_in_currency(["limit_in_currency"])
        return super()._credit_follow_core_limit(limit)

    def _keep_in_currency(self, names):
        for profile in self:
            vals = profile._prepare_limits_in_currency(names, profile.company_id._get_credit_today())
            if any(profile[name] != amount for name, amount in vals.items()):
                profile.write({**vals, "limit_mode": profile.limit_mode})

    def _prepare_limits_in_currency(self, names, today):
        """:return: ``{name of LIMITS: the amount in company currency in the currency of the limit, 0 without}``"""
        self.ensure_one()
        currency = self.limit_currency_id
        return {
            name: self.currency_id._convert(self[LIMITS[name]], currency, self.company_id, today) if currency else 0.0
            for name in names
        }

    def _convert_limits_now(self):
        """Convert the limits at the rates of the day it is at each company."""
        for today, profiles in self.env["res.company"]._get_credit_days_of(self).items():
            profiles._convert_limits(today)

    def _convert_limits(self, today):
        """Write the limits in company currency as they are at the rate of ``today``; profiles without own currency, or
        without limit, stay as they are. The number of queries does not grow with the profiles.

        :return: the profiles whose limit in company currency changed
        """
        # sudo: limits are kept on contacts; rates are entered by people without any right on credit.
        profiles_sudo = self.sudo().filtered(lambda profile: profile.limit_currency_id and profile.limit_mode == "limited")
        amounts, changed_ids = {}, []
        for profile in profiles_sudo:
            amounts[profile.id] = profile._get_limits_at_rate(today)
            partner = profile.partner_id.with_company(profile.company_id)
            if any(profile.currency_id.compare_amounts(*pair) for pair in zip(
                    amounts[profile.id], (partner.credit_limit, profile.temporary_limit), strict=True)):
                changed_ids.append(profile.id)
        changed_sudo = profiles_sudo.browse(changed_ids)
        # Orders being confirmed are judged by the old limit or by the new one, never by both.
        self.env["credit.guard"]._write_guard(changed_sudo.ids)
        for company, profiles in profiles_sudo.grouped("company_id").items():
            profiles._write_converted(company, [amounts[profile.id] for profile in profiles], today)
        changed_sudo._reevaluate_policy()
        return changed_sudo.with_env(self.env)

    def _get_limits_at_rate(self, today):
        """:return: limit and temporary limit in company currency at the rate of ``today``; an amount that is worth just that
            stays as it was decided, to the cent"""
        currency, company = self.limit_currency_id, self.company_id
        present = (self.partner_id.with_company(company).credit_limit, self.temporary_limit)
        return [
            amount if not currency.compare_amounts(
                self.currency_id._convert(amount, currency, company, today), self[name])
            else currency._convert(self[name], self.currency_id, company, today)
            for name, amount in zip(LIMITS, present, strict=True)
        ]

    def _write_converted(self, company, amounts, today):
        """Put the converted ``amounts`` on profiles and contacts, past the log of decisions, in two statements."""
        partners = self.partner_id
        self.flush_recordset()
        partners.flush_recordset(["credit_limit"])
        limits, temporary = zip(*amounts, strict=True)
        self.env.execute_query(SQL(
            """
            UPDATE res_partner partner
               SET credit_limit = COALESCE(partner.credit_limit, '{}'::jsonb) || JSONB_BUILD_OBJECT(%s::text, changed.amount)
              FROM UNNEST(%s::int[], %s::numeric[]) AS changed (partner_id, amount)
             WHERE partner.id = changed.partner_id
               AND (partner.credit_limit->>%s::text)::numeric IS DISTINCT FROM changed.amount
         RETURNING partner.id
            """,
            str(company.id), [profile.partner_id.id for profile in self], list(limits), str(company.id)))
        self.env.execute_query(SQL(
            """
            UPDATE credit_profile profile SET temporary_limit = changed.amount, limit_converted_on = %s
              FROM UNNEST(%s::int[], %s::numeric[]) AS changed (profile_id, amount)
             WHERE profile.id = changed.profile_id
               AND (profile.temporary_limit, profile.limit_converted_on) IS DISTINCT FROM (changed.amount, %s::date)
         RETURNING profile.id
            """,
            today, self.ids, list(temporary), today))
        partners.invalidate_recordset(["credit_limit"], flush=False)
        partners.modified(["credit_limit"])
        self.invalidate_recordset(["temporary_limit", "limit_converted_on"], flush=False)
        self.modified(["temporary_limit"])

    def _get_limits_in_currency(self):
        """:return: ``{name of LIMITS: amount and id of its currency as text, empty for none}``, for the policy log"""
        currency = self.limit_currency_id
        return {name: f"{self[name]} {currency.id}" if currency and self[name] else "" for name in LIMITS}

    @api.model
    def _get_conversion_domain(self, today):
        """:return: domain of the profiles whose limit has not been converted on ``today`` yet"""
        return (Domain("limit_currency_id", "!=", False) & Domain("limit_mode", "=", "limited")
                & (Domain("limit_converted_on", "=", False) | Domain("limit_converted_on", "<", today)))

    @api.model
    def _cron_convert_limits(self):
        """Convert the limits in other currencies at the rates of the day, one batch."""
        self._run_batch(
            "credit_collection.ir_cron_convert_limits", self._get_conversion_domain,
            lambda profiles, today: profiles._convert_limits(today), size=BATCH)
