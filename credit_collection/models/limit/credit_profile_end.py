from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.common.write_steps import write_step
from .credit_limit_notice import ACTIVITY, ENDS

BATCH = 200


class CreditProfile(models.Model):
    """Limits that end soon: the collector is told once, in time to renew them."""

    _inherit = "credit.profile"

    is_limit_end_told = fields.Boolean(readonly=True, copy=False, role="system")
    is_temporary_end_told = fields.Boolean(readonly=True, copy=False, role="system")

    @write_step(90)
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
        notice = self.env["credit.limit.notice"]
        for profile in self:
            notice._tell(profile, today)

    @api.model
    def _cron_warn_of_limit_ends(self):
        """Tell of the limits that end soon, one batch."""
        self._run_batch(
            "credit_collection.ir_cron_warn_of_limit_ends", self._get_limit_end_domain,
            lambda profiles, today: profiles._warn_of_limit_ends(today), size=BATCH)
