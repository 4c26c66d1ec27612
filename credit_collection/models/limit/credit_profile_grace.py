from odoo import api, fields, models


class CreditProfile(models.Model):
    """Grace period after the due date: of the customer, else of the rating, else of the company.

    They are added to the tolerated overdue days of orders, and to the days of the levels that demand what is overdue.
    What is overdue, and since when, is not changed by them.
    """

    _inherit = "credit.profile"

    own_grace_days = fields.Integer(
        default=-1, string="Customer Grace Period (days)", help="-1: default of the rating or company.",
        role="policy guarded logged merged", aggregator=None,
    )
    grace_days = fields.Integer(
        string="Grace Period (days)", compute="_compute_grace_days", inverse="_inverse_grace_days", tracking=True,
        help="Orders are held and the customer is reminded this many days later. Default of the rating or company "
             "unless changed here.",
        role="policy guarded logged",
    )

    _check_own_grace_days = models.Constraint(
        "CHECK (own_grace_days >= -1)", "The grace period cannot be negative; -1 means the default of the rating or "
                                        "company.",
    )

    @api.depends("rating_id.grace_days", "own_grace_days", "company_id.credit_grace_days")
    def _compute_grace_days(self):
        for profile in self:
            own = profile.own_grace_days
            profile.grace_days = own if own >= 0 else profile._get_general_grace_days()

    def _inverse_grace_days(self):
        for profile in self:
            days = profile.grace_days
            profile.own_grace_days = -1 if days == profile._get_general_grace_days() else days

    def _get_general_grace_days(self):
        """:return: the grace period of customers without one of their own"""
        # sudo: a setting, also for users of a branch alone.
        rating = self.rating_id
        return rating.grace_days if rating else self.company_id.sudo().credit_grace_days
