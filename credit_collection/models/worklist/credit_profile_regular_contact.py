from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

SHOWN = 365


class CreditRating(models.Model):
    _inherit = "credit.rating"

    contact_months = fields.Integer(
        string="Call Every (months)", default=0, bounds=(0, 1200),
        help="How often customers with this rating are called to stay in touch. 0: not at all.", aggregator=None,
    )

    _check_contact_months = models.Constraint(
        "CHECK (COALESCE(contact_months, 0) >= 0)", "The months between calls cannot be negative.",
    )


class CreditProfile(models.Model):
    """Regular contact: a call every so many months, whether anything is overdue or not, to learn how the customer does."""

    _inherit = "credit.profile"

    own_contact_months = fields.Integer(
        string="Customer Call Cycle (months)", help="0: default of the rating. -1: no regular calls.", bounds=(-1, 1200),
        role="open", aggregator=None,
    )
    contact_months = fields.Integer(string="Call Every (months)", compute="_compute_contact_months")
    last_contact_date = fields.Date(string="Last Regular Contact", readonly=True, copy=False, role="system")
    next_contact_date = fields.Date(
        string="Next Regular Contact", compute="_compute_next_contact_date", store=True, index="btree_not_null",
        role="open",
    )

    @api.depends("own_contact_months", "rating_id.contact_months")
    def _compute_contact_months(self):
        for profile in self:
            own = profile.own_contact_months
            profile.contact_months = max(own, 0) if own else profile.rating_id.contact_months

    @api.depends("own_contact_months", "rating_id.contact_months", "last_contact_date")
    def _compute_next_contact_date(self):
        """Counted from the last contact, from the opening of the profile before there was one."""
        for profile in self:
            months = profile.contact_months
            start = profile.last_contact_date or profile._get_opening_day()
            profile.next_contact_date = start + relativedelta(months=months) if months else False

    def _get_opening_day(self):
        """:return: the day on which the profile was opened, in the zone of its company"""
        return self.company_id._get_credit_today(self.create_date or None)


class CreditReview(models.Model):
    _inherit = "credit.review"

    contact_ids = fields.Many2many("credit.followup", string="Regular Contacts", compute="_compute_contact_ids")

    @api.depends("profile_id", "date")
    def _compute_contact_ids(self):
        """What was learnt in conversations of the year before the review."""
        contacts = self.env["credit.followup"].search([
            ("profile_id", "in", self.profile_id.ids), ("state", "=", "done"),
            "|", ("is_relationship", "=", True), ("risk_sign_ids", "!=", False)])
        for review in self:
            since = (review.date or review.company_id._get_credit_today()) - timedelta(SHOWN)
            review.contact_ids = contacts.filtered(
                lambda contact, review=review, since=since: contact.profile_id == review.profile_id
                and contact.date >= since)
