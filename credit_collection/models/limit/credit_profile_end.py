from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

ACTIVITY = "credit_collection.mail_activity_credit_limit_end"
VIEWER = "credit_collection.credit_collection_group_viewer"
BATCH = 200
# Last day of a limit and whether it was told; another day is told anew.
ENDS = {"limit_until": "is_limit_end_told", "temporary_limit_until": "is_temporary_end_told"}


class CreditProfile(models.Model):
    """Limits that end soon: the collector is told once, in time to renew them."""

    _inherit = "credit.profile"

    is_limit_end_told = fields.Boolean(readonly=True, copy=False, role="system")
    is_temporary_end_told = fields.Boolean(readonly=True, copy=False, role="system")

    @api.model
    def _get_write_steps(self):
        return [*super()._get_write_steps(), (90, "_step_limit_end")]

    def _step_limit_end(self, vals):
        """What was told of an end is not true any more; what still is will be told in the night."""
        profiles = yield vals
        if not ENDS.keys().isdisjoint(vals):
            told_sudo = profiles.sudo().filtered(  # sudo: stamps.
                lambda profile: any(profile[told] for told in ENDS.values()))
            told_sudo.write(dict.fromkeys(ENDS.values(), False))
            told_sudo.activity_unlink([ACTIVITY])

    @api.model
    def _get_limit_end_domain(self, today):
        """:return: domain of the profiles with a limit that ends soon, by the days of their company, and was not told yet"""
        domains = []
        # sudo: the nightly run looks after all companies.
        for company in self.env["res.company"].sudo().search([
            ("parent_id", "=", False), ("credit_limit_warning_days", ">", 0),
        ]):
            horizon = today + relativedelta(days=company.credit_limit_warning_days)
            ends = Domain.OR(
                Domain(day, ">=", today) & Domain(day, "<=", horizon) & Domain(told, "=", False)
                for day, told in ENDS.items())
            domains.append(Domain("company_id", "=", company.id) & ends)
        return Domain("limit_mode", "=", "limited") & Domain.OR(domains)

    def _warn_of_limit_ends(self, today):
        """Put the limits that end soon on the list of the collector, else of the credit manager, once.

        :param date today: limits that ended before are not told any more; on the last day itself they are
        """
        for profile in self:
            profile._tell_limit_ends(today)

    def _tell_limit_ends(self, today):
        self.ensure_one()
        horizon = today + relativedelta(days=self.company_id.credit_limit_warning_days)
        due = {day: self[day] for day, told in ENDS.items() if self[day] and today <= self[day] <= horizon and not self[told]}
        reader = self._get_limit_end_reader()
        texts = self.with_context(lang=reader.lang or self.env.lang)._get_limit_end_texts(due)
        for day, text in texts.items():
            if reader:
                self.activity_schedule(ACTIVITY, due[day], user_id=reader.id, summary=text)
        self.write({ENDS[day]: True for day in due})

    def _get_limit_end_texts(self, due):
        """:return: ``{field of the last day: what to tell}``"""
        dates = {day: format_date(self.env, date) for day, date in due.items()}
        texts = {}
        if "limit_until" in due:
            texts["limit_until"] = self.env._(
                "The credit limit of %(amount)s is valid until %(date)s: renew it in time.",
                amount=self.currency_id.format(self.credit_limit), date=dates["limit_until"])
        if "temporary_limit_until" in due:
            texts["temporary_limit_until"] = self.env._(
                "The temporary limit of %(amount)s ends on %(date)s; then %(limit)s applies.",
                amount=self.currency_id.format(self.temporary_limit), date=dates["temporary_limit_until"],
                limit=self.currency_id.format(self.credit_limit))
        return texts

    def _get_limit_end_reader(self):
        """:return: the collector, else the credit manager of the company, if they can open the profile"""
        for user in (*self.collector_id, *self.company_id.credit_manager_id):
            if user.active and user.has_group(VIEWER) and self.company_id in user.company_ids:
                return user
        return self.env["res.users"]

    @api.model
    def _cron_warn_of_limit_ends(self):
        """Tell of the limits that end soon, one batch."""
        self._run_batch(
            "credit_collection.ir_cron_warn_of_limit_ends", self._get_limit_end_domain,
            lambda profiles, today: profiles._warn_of_limit_ends(today), size=BATCH)
