from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import delete_rows
from odoo.addons.credit_collection.tools.alert.indicators import AMOUNT, Indicator

from .received import read_received

BATCH = 500
JOB = "credit_collection_legal.ir_cron_limitation"


class CreditLimitation(models.AbstractModel):
    """The night: payments are noted, dates worked out anew where rules or countries changed."""

    _inherit = "credit.limitation"

    @api.model
    def _cron_review(self):
        """Look at one batch of customers; called again while some remain."""
        # sudo: the system's own work, no matter who runs the scheduled action.
        self.env["credit.profile"].sudo()._run_batch(
            JOB, lambda _today: Domain.TRUE,
            lambda profiles, _today: profiles.env["credit.limitation"]._review(profiles), size=BATCH, stamped=True)

    @api.model
    def _review(self, profiles):
        """:param profiles: ``credit.profile`` whose open debts are looked at; constant queries for any number of them"""
        Line = self.env["account.move.line"].sudo()
        lines = Line.search(
            Line._get_open_debt_domain()
            & Line._get_account_domain(profiles.partner_id, profiles.company_id))
        if lines:
            paid = lines.filtered(lambda line: line.amount_residual != line.balance or line.credit_limitation_event_ids)
            paid._credit_note_received(read_received(paid))
            lines._forget_limitation()
            lines.flush_recordset(["credit_limitation_date"])

    @api.model
    def _review_again(self):
        """The law has changed: items in open cases are dated anew at once, all others by the job, which runs now."""
        # sudo: who changes a rule need not see all items.
        self.env["account.move.line"].sudo().search([("credit_case_id", "!=", False)])._forget_limitation()
        delete_rows(self.env["credit.batch.stamp"], SQL("job = %s", JOB))
        if job := self.env.ref(JOB, raise_if_not_found=False):  # none yet while the add-on is installed
            job.sudo()._trigger()


class CreditAlertRule(models.Model):
    """What becomes time-barred soon is an indicator of the early warning."""

    _inherit = "credit.alert.rule"

    @api.model
    def _get_indicators(self):
        return [*super()._get_indicators(), Indicator(
            "limitation_amount", self.env._("Claims close to limitation"), AMOUNT,
            self.env._("Becomes time-barred within the days of the setting «Limitation Notice»."),
            self.env._("%(value)s become time-barred soon"), "_indicate_limitation_amount", 220)]

    @api.model
    def _indicate_limitation_amount(self, sources):
        """One query for each length of notice; what is time-barred already is too late for a warning."""
        result = {}
        Line = self.env["account.move.line"].sudo()  # sudo: figures for those who see alerts.
        groups_of_notice = sources.profiles.grouped(lambda profile: profile.company_id.credit_limitation_notice_days)
        for days, profiles in groups_of_notice.items():
            known = {(profile.partner_id, profile.company_id): profile.id for profile in profiles}
            groups = Line._read_group(
                Line._get_open_debt_domain()
                & Domain("credit_limitation_date", ">=", sources.today)
                & Domain("credit_limitation_date", "<=", fields.Date.add(sources.today, days=days))
                & Domain("partner_id.commercial_partner_id", "in", profiles.partner_id.ids),
                ["partner_id", "company_id"], ["amount_residual:sum"])
            for partner, company, amount in groups:
                profile_id = known.get((partner.commercial_partner_id, company.root_id))
                if profile_id:
                    result[profile_id] = result.get(profile_id, 0.0) + amount
        return result
