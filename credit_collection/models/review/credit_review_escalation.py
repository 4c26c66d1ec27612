from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...const import REVIEW_ACTIVITY

BATCH = 500


class CreditReview(models.Model):
    """Reviews that nobody decides in time."""

    _inherit = "credit.review"

    @api.model
    def _get_late_domain(self, company, today):
        """:return: domain of the to-dos of reviews of ``company`` that wait for longer than it allows, but for those with
            the user who gets late decisions
        """
        reviews = self._search([("state", "=", "submitted"), ("company_id", "=", company.id)])
        return Domain([
            ("res_model", "=", self._name), ("res_id", "in", reviews),
            ("activity_type_id", "=", self.env.ref(REVIEW_ACTIVITY).id),
            # Due on the day of submission.
            ("date_deadline", "<=", today - relativedelta(days=company.credit_escalation_days)),
            ("user_id", "!=", company.credit_escalation_user_id.id),
        ])

    @api.model
    def _escalate(self, company, today):
        """Move late decisions to the list of the user whom ``company`` names for that, at most a batch.

        :return: the reviews that were moved
        """
        user = company.credit_escalation_user_id
        late = self.env["mail.activity"].search(self._get_late_domain(company, today), limit=BATCH, order="id")
        # Core's key for changes in bulk: the list shows them, a mail for each would take most of the time.
        late.with_context(mail_activity_quick_update=True).user_id = user
        reviews = self.browse(late.mapped("res_id"))
        reviews._message_log_batch(bodies={
            review.id: self.env._("Not decided in time: moved to %(user)s.", user=user.name) for review in reviews})
        return reviews

    @api.model
    def _cron_escalate_reviews(self):
        """Nightly: escalate the decisions on reviews that were not taken in time. One call, one batch of each company."""
        today = fields.Date.context_today(self)
        companies = self.env["res.company"].search([("parent_id", "=", False), ("credit_escalation_user_id", "!=", False)])
        moved = [self._escalate(company, today) for company in companies]
        remaining = sum(
            self.env["mail.activity"].search_count(self._get_late_domain(company, today)) for company in companies)
        self.env["ir.cron"]._commit_progress(sum(map(len, moved)), remaining=remaining)
