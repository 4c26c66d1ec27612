from odoo import api, models
from odoo.fields import Domain

JOB = "credit_collection.ir_cron_open_due_reviews"
BATCH = 200


class CreditReview(models.Model):
    """Reviews that are due: opened in the night, approved where they are within the company's band, else submitted."""

    _inherit = "credit.review"

    @api.model
    def _get_due_domain(self, today):
        """:return: domain of the profiles whose review is due and not open yet"""
        return Domain("next_review_date", "<=", today) & Domain("open_review_id", "=", False)

    @api.model
    def _open_due(self, profiles, today):
        """Open the periodic reviews of ``profiles``, approve what is within the company's band, submit the others.

        :param date today: the day that the reviews are opened on
        :return: the reviews opened
        """
        reviews = profiles._open_reviews("periodic")
        reviews.action_submit()
        reviews._approve_within_band()
        profiles.invalidate_recordset(["open_review_id"])
        return reviews

    @api.model
    def _mark_failed(self, profile, error, today):
        """Tell it on the profile in the first night after the review became due; the list of failures has them all."""
        # sudo: managers alone see that list.
        earlier = self.env["credit.batch.failure"].sudo().search_count([
            ("job", "=", JOB), ("model", "=", profile._name), ("res_id", "=", profile.id), ("date", "<", today),
            ("date", ">=", profile.next_review_date)], limit=1)
        if not earlier:
            profile._message_log(body=self.env._("The credit review could not be opened: %(error)s", error=error))

    @api.model
    def _cron_open_due(self):
        """Open the reviews that are due, one batch."""
        self.env["credit.profile"]._run_batch(
            JOB, self._get_due_domain, self._open_due, size=BATCH,
            mark_failed=self._mark_failed)
