from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..tools.exposure import Policy, Position


class CreditStanding(NamedTuple):
    """Policy and position of one customer, as read in one query."""

    profile_id: int
    policy: Policy
    position: Position
    effective_limit: float
    overdue_amount: float


class CreditProfile(models.Model):
    """The standing of a customer, as the check of an order needs it."""

    _inherit = "credit.profile"

    hold_ids = fields.One2many("credit.hold", "profile_id", string="Order Holds")
    pending_hold_count = fields.Integer(compute="_compute_pending_hold_count")

    def _compute_pending_hold_count(self):
        counts = dict(self.env["credit.hold"]._read_group(
            [("profile_id", "in", self.ids), ("state", "=", "pending")], ["profile_id"], ["__count"]))
        for profile in self:
            profile.pending_hold_count = counts.get(profile._origin, 0)

    def _get_standings(self, partner_ids, company_ids, today):
        """Read policy and position of customers straight from the database; missing profiles are created.

        One query, whatever the number of customers and of their open items, unless a profile is missing.

        :param partner_ids: ids of commercial partners
        :param company_ids: ids of root companies
        :param date today: decides what is overdue and which limit is in force
        :return: ``{(partner id, company id): CreditStanding}``
        """
        standings = self._read_standings(partner_ids, company_ids, today)
        missing = {(partner, company) for partner in partner_ids for company in company_ids} - standings.keys()
        if missing and self._create_missing_profiles({partner for partner, _ in missing}, {company for _, company in missing}):
            standings = self._read_standings(partner_ids, company_ids, today)
        return standings

    def _read_standings(self, partner_ids, company_ids, today):
        self.flush_model(["on_hold", "own_max_term_days", "rating_id"])
        self.env["credit.rating"].flush_model()
        self.env["res.company"].flush_model(["credit_order_policy", "credit_max_overdue_days"])
        condition = SQL("profile.partner_id IN %s AND profile.company_id IN %s", tuple(partner_ids), tuple(company_ids))
        rows = self.env.execute_query_dict(SQL(
            """
            SELECT facts.id, facts.partner_id, facts.company_id, facts.limit_mode, facts.effective_limit,
                   facts.exposure_total, facts.overdue_amount, facts.days_overdue, facts.on_hold,
                   COALESCE(rating.tolerance_percent, 0) AS tolerance_percent,
                   COALESCE(rating.order_policy, facts.credit_order_policy, 'hold') AS order_policy,
                   COALESCE(rating.max_overdue_days, facts.credit_max_overdue_days, 0) AS max_overdue_days,
                   CASE WHEN facts.own_max_term_days >= 0 THEN facts.own_max_term_days
                        ELSE rating.max_term_days END AS max_term_days
              FROM (%s) facts
         LEFT JOIN credit_rating rating ON rating.id = facts.rating_id
            """,
            self._get_facts_sql(today, condition, partner_ids),
        ))
        return {(row["partner_id"], row["company_id"]): self._prepare_standing(row) for row in rows}

    def _prepare_standing(self, row):
        return CreditStanding(
            profile_id=row["id"],
            policy=Policy(
                limit_mode=row["limit_mode"],
                effective_limit=float(row["effective_limit"] or 0.0),
                tolerance_percent=float(row["tolerance_percent"]),
                order_policy=row["order_policy"],
                max_overdue_days=row["max_overdue_days"],
                max_term_days=row["max_term_days"],
                on_hold=bool(row["on_hold"]),
            ),
            position=Position(exposure=float(row["exposure_total"]), days_overdue=row["days_overdue"]),
            effective_limit=float(row["effective_limit"] or 0.0),
            overdue_amount=float(row["overdue_amount"]),
        )
