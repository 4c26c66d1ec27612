from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

JOB = "credit_collection.ir_cron_credit_agreements"
BATCH = 200


class CreditAgreement(models.Model):
    """Each night: agreements end with their last day, and are announced before."""

    _inherit = "credit.agreement"

    announced_until = fields.Date(readonly=True, copy=False, help="The end of the agreement that the collector was told of.")

    @api.model
    def _cron_look_after(self, now=None):
        """End and announce the agreements of one batch."""
        self._run_batch(
            JOB, self._get_night_domain, lambda agreements, today: agreements._look_after(today), size=BATCH, now=now)

    @api.model
    def _get_night_domain(self, today):
        """:return: domain of the accepted agreements that end, or whose end is to be announced"""
        accepted = Domain("state", "=", "accepted")
        # sudo: settings of all companies, for the job.
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        soon = Domain.OR(
            Domain("company_id", "in", group.ids) & Domain("valid_until", "<=", today + timedelta(days))
            for days, group in companies.grouped("credit_agreement_warning_days").items() if days)
        untold = Domain("valid_until", ">=", today) & Domain("announced_until", "=", False) & soon
        return accepted & (Domain("valid_until", "<", today) | untold)

    def _look_after(self, today):
        over = self.filtered(lambda agreement: agreement.valid_until < today)
        for agreement in over:
            agreement._end(agreement.valid_until + timedelta(1))
        for agreement in self - over:
            agreement.announced_until = agreement.valid_until
            agreement._add_task(lambda env: env._("The credit agreement ends soon: renew it"))
        over.profile_id._reevaluate_policy()
