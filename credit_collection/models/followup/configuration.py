from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ...const import COMPANY_SETTING

STALE_BANK = "credit_collection.mail_activity_type_stale_bank"


class CreditRating(models.Model):
    _inherit = "credit.rating"

    followup_plan_id = fields.Many2one("credit.followup.plan", string="Follow-up Plan", check_company=True)


class CreditReason(models.Model):
    _inherit = "credit.reason"

    outcome = fields.Selection(
        selection=lambda self: self.env["credit.followup"]._fields["outcome"]._description_selection(self.env),
        string="Counts As", help="How the outcome of a contact counts in the worklist and the statistics.",
    )


class ResCompany(models.Model):
    """What the nightly follow-up run asks of a company: whether its bank is entered."""

    _inherit = "res.company"

    credit_followup_plan_id = fields.Many2one(
        "credit.followup.plan", string="Follow-up Plan", help="Plan of customers without one of their own or of their rating.",
        default=lambda self: self.env.ref("credit_collection.credit_followup_plan_default", raise_if_not_found=False),
        **COMPANY_SETTING,
    )
    credit_bank_max_age = fields.Integer(
        string="Maximum Age of Bank Entries (days)", default=0,
        help="The follow-up run waits while the last bank entry is older than this: customers may have paid. "
             "0: it does not wait.", **COMPANY_SETTING,
    )

    _credit_check_bank_age = models.Constraint(
        "CHECK (credit_bank_max_age BETWEEN 0 AND 3650)", "The age of the last bank entry is between 0 and 3650 days.",
    )

    # Bank entries

    @api.model
    def _get_last_bank_dates(self, companies, today):
        """The day of the last bank statement line, or of the last bank entry where statements are not entered.

        :return: ``{root company: date}``, without companies that have neither
        """
        dates = {}
        # sudo: the run looks at the books of all companies and branches.
        Line = self.env["account.bank.statement.line"].sudo()
        Move = self.env["account.move"].sudo()
        branches = [("company_id", "child_of", companies.ids), ("state", "=", "posted"), ("date", "<=", today)]
        for model, kind in ((Move, ("journal_id.type", "=", "bank")), (Line, ("journal_id.type", "in", ("bank", "credit")))):
            found = {}
            for company, last in model._read_group([*branches, kind], ["company_id"], ["date:max"]):
                root = company.root_id
                found[root] = max(last, found.get(root, last))
            dates.update(found)
        return dates

    def _get_credit_bank_stale(self, today):
        """:return: ``{root company: day of its last bank entry, or None}`` of those whose follow-up run has to wait"""
        asking = self.filtered("credit_bank_max_age")
        if not asking:
            return {}
        dates = self._get_last_bank_dates(asking, today)
        return {
            company: dates.get(company)
            for company in asking
            if company not in dates or dates[company] < today - timedelta(company.credit_bank_max_age)
        }

    def _credit_tell_bank_stale(self, stale, today):
        """Tell the credit managers once a day that the run waits, and take the notice back when it does not any more.

        :param dict stale: result of :meth:`_get_credit_bank_stale` of these companies
        """
        waiting = self.filtered("credit_bank_max_age")
        notices = waiting.partner_id.activity_search([STALE_BANK]) if waiting else self.env["mail.activity"]
        by_partner = notices.grouped("res_id")
        for company in waiting:
            notice = by_partner.get(company.partner_id.id, notices.browse())
            if company not in stale:
                notice.unlink()
                continue
            summary = company._explain_bank_stale(stale[company])
            if notice:
                notice.write({"date_deadline": today, "summary": summary})
            else:
                company.partner_id.activity_schedule(
                    STALE_BANK, today, summary=summary,
                    user_id=(company.credit_manager_id.filtered("active") or self.env.user).id)

    def _explain_bank_stale(self, last):
        self.ensure_one()
        manager = self.credit_manager_id
        env = self.with_context(lang=manager.lang or self.env.lang).env
        if not last:
            return env._("%(company)s: follow-ups wait, no bank entry has been made yet", company=self.name)
        return env._("%(company)s: follow-ups wait, the last bank entry is of %(date)s",
                     company=self.name, date=format_date(env, last))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_bank_max_age = fields.Integer(related="company_id.root_id.credit_bank_max_age", readonly=False)
    credit_followup_plan_id = fields.Many2one(related="company_id.root_id.credit_followup_plan_id", readonly=False)
