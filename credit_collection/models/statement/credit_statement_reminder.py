from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .credit_statement_print import PRINT_BATCH

JOB = "credit_collection.ir_cron_remind_statements"


class CreditStatement(models.Model):
    """Confirmations that customers owe: listed, reminded once, counted."""

    _inherit = "credit.statement"

    reminded_on = fields.Date(string="Reminded", readonly=True, copy=False)

    # The nightly job looks for statements that nobody has answered.
    _open_confirmation_idx = models.Index("(company_id, sent_date) WHERE state = 'sent' AND asks_confirmation")

    @api.model
    def _get_unanswered_domain(self):
        """:return: domain of the statements whose confirmation is owed"""
        return Domain("state", "=", "sent") & Domain("asks_confirmation", "=", True)

    @api.model
    def _get_reminder_domain(self, today):
        """:return: domain of the statements of which the customer is reminded on ``today``: once, while the link is open"""
        # sudo: settings of all companies, for the job.
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        late = Domain.OR(
            Domain("company_id", "in", group.ids) & Domain("sent_date", "<=", today - timedelta(days))
            for days, group in companies.grouped("credit_statement_answer_days").items() if days)
        return (self._get_unanswered_domain() & late & Domain("reminded_on", "=", False) & Domain("error", "=", False)
                & Domain("access_until", ">=", today))

    @api.model
    def _cron_remind(self, now=None):
        """Remind customers of the confirmations they owe, in batches; one that fails stops no other."""
        live = Domain("profile_id.company_id.credit_test_mode", "=", False)
        self._run_batch(
            JOB, lambda today: live & self._get_reminder_domain(today),
            lambda statements, today: statements._remind(today), size=PRINT_BATCH, now=now,
            mark_failed=lambda statement, error, today: statement._mark_failed(str(error), today))

    def _remind(self, today):
        """Send the same statement once more, to the contact of today; who has left opens it no longer."""
        contacts = self.env["credit.addressee"]._find(self.profile_id)
        reached = self.filtered(lambda statement: contacts[statement.profile_id].email_normalized)
        for statement in self - reached:
            statement._mark_failed(self._explain_missing_address(statement.profile_id), today)
        moved = reached.filtered(lambda statement: statement.contact_id != contacts[statement.profile_id])
        for statement in moved:
            statement.contact_id = contacts[statement.profile_id]
        moved._open_links(today)
        reached._mail(reached._compose(is_reminder=True))
        self.write({"reminded_on": today})

    @api.model
    def _get_asked_domain(self):
        """:return: domain of the statements whose balance customers were asked to confirm, answered or not"""
        return Domain("asks_confirmation", "=", True) & Domain("state", "in", ("sent", "confirmed", "contested"))

    @api.model
    def _get_confirmation_figures(self, date_from, date_to, domain=None):
        """How many balances customers confirmed, of the statements as of the days of a period.

        :param domain: further condition on ``credit.statement``
        :return: dict with ``asked``, ``confirmed``, ``contested``, ``unanswered`` and ``confirmation_rate`` (confirmed of
            asked, None where nobody was asked)
        """
        asked = (self._get_asked_domain() & Domain("date_to", ">=", date_from) & Domain("date_to", "<=", date_to)
                 & Domain(domain or Domain.TRUE))
        counts = dict(self._read_group(asked, ["state"], ["__count"]))
        total = sum(counts.values())
        return {
            "asked": total, "confirmed": counts.get("confirmed", 0), "contested": counts.get("contested", 0),
            "unanswered": counts.get("sent", 0),
            "confirmation_rate": counts.get("confirmed", 0) / total if total else None,
        }
