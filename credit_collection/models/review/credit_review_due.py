from odoo import api, models
from odoo.fields import Domain

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
        profiles.sudo().filtered("review_failed_on").review_failed_on = False  # sudo: a stamp.
        profiles.invalidate_recordset(["open_review_id"])
        return reviews

    @api.model
    def _mark_failed(self, profile, error, today):
        if not profile.review_failed_on:
            profile._message_log(body=self.env._("The credit review could not be opened: %(error)s", error=error))
        profile.sudo().review_failed_on = today  # sudo: a stamp.

    @api.model
    def _cron_open_due(self):
        """Open the reviews that are due, one batch."""
        self.env["credit.profile"]._run_batch(
            "credit_collection.ir_cron_open_due_reviews", self._get_due_domain, self._open_due, size=BATCH,
            mark_failed=self._mark_failed)
