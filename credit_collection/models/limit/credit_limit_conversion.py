from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.bulk import update_from

BATCH = 500
# Amount as it was decided, in the customer's currency, and what it is in that of the company at the rate of the day.
LIMITS = {"limit_in_currency": "credit_limit", "temporary_limit_in_currency": "temporary_limit"}
CONVERTED_BY = {*LIMITS, "limit_currency_id"}


class CreditLimitConversion(models.AbstractModel):
    """Limits decided in the currency of a customer: the amounts of both currencies are kept together."""

    _name = "credit.limit.conversion"
    _description = "Conversion of Limits"

    @api.model
    def _get_domain(self):
        """:return: domain of the profiles whose limit follows a rate"""
        return Domain("limit_currency_id", "!=", False) & Domain("limit_mode", "=", "limited")

    @api.model
    def _cron_convert(self):
        """Convert the limits in other currencies at the rates of the day, one batch."""
        self.env["credit.profile"]._run_batch(
            "credit_collection.ir_cron_convert_limits", lambda _today: self._get_domain(), self._convert, size=BATCH,
            stamped=True)

    @api.model
    def _get_rate_days(self, profiles):
        """:return: ``{(currency, company; none for the rates of all): day of the latest rate until today}``"""
        latest = max(self.env["res.company"]._get_credit_days_of(profiles), default=self.env.company._get_credit_today())
        # sudo: days of rates, for a user who may read the profile.
        return {
            (currency, company): day
            for currency, company, day in self.env["res.currency.rate"].sudo()._read_group(
                [("currency_id", "in", (profiles.limit_currency_id | profiles.currency_id).ids),
                 ("company_id", "in", [False, *profiles.company_id.ids]), ("name", "<=", latest)],
                ["currency_id", "company_id"], ["name:max"])
        } if profiles.limit_currency_id else {}

    @api.model
    def _complete(self, vals):
        """:return: ``vals`` with an amount in the customer's currency as the limit, instead of one in company currency"""
        if not vals.get("limit_in_currency"):
            return vals
        kept = {name: value for name, value in vals.items() if name != "credit_limit"}
        return {"limit_mode": "limited", **kept}

    @api.model
    def _follow(self, profiles, vals):
        """Bring the amounts of both currencies together after ``vals`` were written; the one that was given counts."""
        others = [name for name in LIMITS if name not in vals]
        if "limit_currency_id" not in vals:
            others = [name for name in others if LIMITS[name] in vals]
        elif not vals["limit_currency_id"]:
            others = [*LIMITS]
        if others:
            self._keep(profiles, others)
        if not CONVERTED_BY.isdisjoint(vals):
            self._convert_now(profiles)

    @api.model
    def _keep(self, profiles, names):
        for profile in profiles:
            vals = self._prepare_in_currency(profile, names)
            if any(profile[name] != amount for name, amount in vals.items()):
                profile.write({**vals, "limit_mode": profile.limit_mode})

    @api.model
    def _prepare_in_currency(self, profile, names):
        """:return: ``{name of LIMITS: the amount in company currency in the currency of the limit, 0 without}``"""
        currency, company = profile.limit_currency_id, profile.company_id
        today = company._get_credit_today()
        return {
            name: profile.currency_id._convert(profile[LIMITS[name]], currency, company, today) if currency else 0.0
            for name in names
        }

    @api.model
    def _convert_now(self, profiles):
        """Convert the limits at the rates of the day it is at each company."""
        for today, of_day in self.env["res.company"]._get_credit_days_of(profiles).items():
            self._convert(of_day, today)

    @api.model
    def _convert(self, profiles, today):
        """Write the limits in company currency as they are at the rate of ``today``; profiles without own currency, or without
        limit, stay as they are. The number of queries does not grow with the profiles.

        :return: the profiles whose limit in company currency changed
        """
        # sudo: limits are kept on contacts; rates are entered by people without any right on credit.
        return self.sudo()._convert_sudo(profiles.sudo(), today).with_env(self.env)

    @api.model
    def _convert_sudo(self, profiles, today):
        profiles = profiles.filtered(lambda profile: profile.limit_currency_id and profile.limit_mode == "limited")
        amounts, changed_ids = {}, []
        for profile in profiles:
            amounts[profile.id] = self._get_at_rate(profile, today)
            partner = profile.partner_id.with_company(profile.company_id)
            if any(profile.currency_id.compare_amounts(*pair) for pair in zip(
                    amounts[profile.id], (partner.credit_limit, profile.temporary_limit), strict=True)):
                changed_ids.append(profile.id)
        changed = profiles.browse(changed_ids)
        # Orders being confirmed are judged by the old limit or by the new one, never by both.
        self.env["credit.guard"]._write_guard(changed.ids)
        for company, group in profiles.grouped("company_id").items():
            self._write_converted(group, company, [amounts[profile.id] for profile in group])
        changed._reevaluate_policy()
        return changed

    @api.model
    def _get_at_rate(self, profile, today):
        """:return: limit and temporary limit in company currency at the rate of ``today``; an amount that is worth just that
            stays as it was decided, to the cent"""
        currency, company = profile.limit_currency_id, profile.company_id
        present = (profile.partner_id.with_company(company).credit_limit, profile.temporary_limit)
        return [
            amount if not currency.compare_amounts(
                profile.currency_id._convert(amount, currency, company, today), profile[name])
            else currency._convert(profile[name], profile.currency_id, company, today)
            for name, amount in zip(LIMITS, present, strict=True)
        ]

    @api.model
    def _write_converted(self, profiles, company, amounts):
        """Put the converted ``amounts`` on profiles and contacts, past the log of decisions, in two statements."""
        partners = profiles.partner_id
        profiles.flush_recordset()
        partners.flush_recordset(["credit_limit"])
        limits, temporary = zip(*amounts, strict=True)
        update_from(
            partners.browse(), {"credit_limit": SQL(
                "COALESCE(res_partner.credit_limit, '{}'::jsonb) || JSONB_BUILD_OBJECT(%s::text, changed.amount)",
                str(company.id))},
            SQL("UNNEST(%s::int[], %s::numeric[]) AS changed (partner_id, amount)",
                [profile.partner_id.id for profile in profiles], list(limits)),
            SQL("res_partner.id = changed.partner_id "
                "AND (res_partner.credit_limit->>%s::text)::numeric IS DISTINCT FROM changed.amount", str(company.id)),
            stamp=False)
        update_from(
            profiles.browse(), {"temporary_limit": SQL("changed.amount")},
            SQL("UNNEST(%s::int[], %s::numeric[]) AS changed (profile_id, amount)", profiles.ids, list(temporary)),
            SQL("credit_profile.id = changed.profile_id AND credit_profile.temporary_limit IS DISTINCT FROM changed.amount"),
            stamp=False)
        partners.invalidate_recordset(["credit_limit"], flush=False)
        partners.modified(["credit_limit"])
        profiles.invalidate_recordset(["temporary_limit"], flush=False)
        profiles.modified(["temporary_limit"])

    @api.model
    def _get_texts(self, profile):
        """:return: ``{name of LIMITS: amount and id of its currency as text, empty for none}``, for the policy log"""
        currency = profile.limit_currency_id
        return {name: f"{profile[name]} {currency.id}" if currency and profile[name] else "" for name in LIMITS}
