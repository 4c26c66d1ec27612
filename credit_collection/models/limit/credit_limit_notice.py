from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.common.write_steps import write_step

ACTIVITY = "credit_collection.mail_activity_credit_limit_end"
VIEWER = "credit_collection.credit_collection_group_viewer"
CRON = "credit_collection.ir_cron_warn_of_limit_ends"
BATCH = 200
# Last days of limits, each told once; another day is told anew.
ENDS = ("limit_until", "temporary_limit_until")


class CreditLimitNotice(models.AbstractModel):
    """What is told of limits that end soon, and to whom."""

    _name = "credit.limit.notice"
    _description = "Notice of Ending Limits"

    @api.model
    def _get_domain(self, today):
        """:return: domain of the profiles with a limit that ends soon, by the days of their company, and was not told yet"""
        Stamp, domains = self.env["credit.batch.stamp"], []
        untold = {day: Stamp._get_undone_domain(f"{CRON}:{day}") for day in ENDS}
        # sudo: the nightly run looks after all companies.
        for company in self.env["res.company"].sudo().search([
            ("parent_id", "=", False), ("credit_limit_warning_days", ">", 0),
        ]):
            horizon = today + relativedelta(days=company.credit_limit_warning_days)
            ends = Domain.OR(
                Domain(day, ">=", today) & Domain(day, "<=", horizon) & condition for day, condition in untold.items())
            domains.append(Domain("company_id", "=", company.id) & ends)
        return Domain("limit_mode", "=", "limited") & Domain.OR(domains)

    @api.model
    def _cron_warn(self):
        """Tell of the limits that end soon, one batch."""
        self.env["credit.profile"]._run_batch(CRON, self._get_domain, self._warn, size=BATCH)

    @api.model
    def _warn(self, profiles, today):
        """Put the limits that end soon on the list of the collector, else of the credit manager, once.

        :param date today: limits that ended before are not told any more; on the last day itself they are
        """
        Stamp = self.env["credit.batch.stamp"]
        for day in ENDS:
            ending = (profiles - Stamp._find(f"{CRON}:{day}", profiles)).filtered(lambda profile, day=day: (
                profile[day] and today <= profile[day] <= today + relativedelta(
                    days=profile.company_id.credit_limit_warning_days)))
            for profile in ending:
                if reader := self._get_reader(profile):
                    profile.activity_schedule(ACTIVITY, profile[day], user_id=reader.id, summary=self.with_context(
                        lang=reader.lang or self.env.lang)._get_text(profile, day))
            Stamp._stamp(f"{CRON}:{day}", ending, today)

    @api.model
    def _take_back(self, profiles):
        """What was told of an end is not true any more; what still is will be told in the night."""
        Stamp = self.env["credit.batch.stamp"]
        told = profiles.browse()
        for day in ENDS:
            told |= Stamp._find(f"{CRON}:{day}", profiles)
            Stamp._forget(f"{CRON}:{day}", profiles)
        told.sudo().activity_unlink([ACTIVITY])  # sudo: of whoever was told.

    @api.model
    def _get_text(self, profile, day):
        """:return: what to tell of the last day of a limit"""
        date = format_date(self.env, profile[day])
        limit = profile.currency_id.format(profile.credit_limit)
        if day == "limit_until":
            return self.env._(
                "The credit limit of %(amount)s is valid until %(date)s: renew it in time.", amount=limit, date=date)
        return self.env._(
            "The temporary limit of %(amount)s ends on %(date)s; then %(limit)s applies.",
            amount=profile.currency_id.format(profile.temporary_limit), date=date, limit=limit)

    @api.model
    def _get_reader(self, profile):
        """:return: the collector, else the credit manager of the company, if they can open the profile"""
        for user in (*profile.collector_id, *profile.company_id.credit_manager_id):
            if user.has_group(VIEWER) and user._credit_filter_of_company(profile.company_id):
                return user
        return self.env["res.users"]


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    @write_step(90)
    def _step_limit_end(self, vals):
        """Another last day is told anew."""
        profiles = yield vals
        if self and not vals.keys().isdisjoint(ENDS):
            self.env["credit.limit.notice"]._take_back(profiles)
