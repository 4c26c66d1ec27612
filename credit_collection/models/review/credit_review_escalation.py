from dateutil.relativedelta import relativedelta

from odoo import api, models
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
        return Domain([
            ("res_model", "=", self._name),
            ("activity_type_id", "=", self.env.ref(REVIEW_ACTIVITY).id),
            # Due on the day of submission.
            ("date_deadline", "<=", today - relativedelta(days=company.credit_escalation_days)),
            ("user_id", "!=", company.credit_escalation_user_id.id),
        ])

    @api.model
    def _get_late_reviews_domain(self, today):
        """:return: domain of the reviews with late decisions"""
        companies = self.env["res.company"].search([("parent_id", "=", False), ("credit_escalation_user_id", "!=", False)])
        return Domain("state", "=", "submitted") & Domain.OR(
            Domain("company_id", "=", company.id) & Domain("activity_ids", "any", self._get_late_domain(company, today))
            for company in companies)

    def _escalate(self, today):
        """Move late decisions to the list of the user whom the company names for that.

        :return: the reviews that were moved
        """
        return self.browse().concat(*(
            reviews._escalate_in(company, today) for company, reviews in self.grouped("company_id").items()))

    def _escalate_in(self, company, today):
        user = company.credit_escalation_user_id
        late = self.env["mail.activity"].search(
            self._get_late_domain(company, today) & Domain("res_id", "in", self.ids), order="id")
        # Core's key for changes in bulk: the list shows them, a mail for each would take most of the time.
        late.with_context(mail_activity_quick_update=True).user_id = user
        reviews = self.browse(late.mapped("res_id"))
        reviews._message_log_batch(bodies={
            review.id: self.env._("Not decided in time: moved to %(user)s.", user=user.name) for review in reviews})
        return reviews

    @api.model
    def _cron_escalate_reviews(self):
        """Escalate the decisions on reviews that were not taken in time, one batch."""
        self._run_batch(
            "credit_collection.ir_cron_escalate_reviews", self._get_late_reviews_domain,
            lambda reviews, today: reviews._escalate(today), size=BATCH)
