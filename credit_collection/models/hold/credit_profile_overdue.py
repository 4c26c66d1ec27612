from odoo import api, models
from odoo.tools import SQL

from ...tools.hold.hold_rules import FOLLOWUP_LEVEL, OVERDUE, OVERDUE_AMOUNT
from ..common.sql import BRANCHES, TRADE_ACCOUNTS
from ..exposure.due_date import get_due_date_sql

# The rules that look at what is overdue.
OVERDUE_RULES = frozenset({OVERDUE, OVERDUE_AMOUNT, FOLLOWUP_LEVEL})


class CreditProfile(models.Model):
    """What of the overdue items speaks against an order: a rest of a few cents does not, a disputed part does not."""

    _inherit = "credit.profile"

    @api.model
    def _refine_overdue(self, standings, checks, today):
        """Look closer at the customers whose orders an overdue rule would hold: one query for all, none without any.

        Left out are the parts under dispute, unless the company counts them, and items up to the company's smallest overdue
        amount; when what remains does not exceed that amount either, nothing is overdue.

        :param standings: ``{(partner id, company id): CreditStanding}``
        :param checks: the ``CreditCheck`` of their orders
        :return: the standings that change, by the same keys
        """
        concerned = {
            check.standing.profile_id for check in checks if not OVERDUE_RULES.isdisjoint(check.verdict.reasons)}
        if not concerned:
            return {}
        amounts = {row["profile_id"]: row for row in self._read_order_overdue(concerned, today)}
        refined = {}
        for key, standing in standings.items():
            if standing.profile_id in concerned:
                row = amounts.get(standing.profile_id, {"overdue": 0.0, "days": 0})
                days, overdue = max(row["days"] or 0, 0), max(row["overdue"] or 0.0, 0.0)
                position = standing.position._replace(
                    days_overdue=days, overdue_amount=overdue,
                    is_level_reached=standing.position.is_level_reached and days > 0)
                if position != standing.position:
                    refined[key] = standing._replace(position=position, overdue_amount=overdue)
        return refined

    @api.model
    def _read_order_overdue(self, profile_ids, today):
        """:return: a row per profile with overdue items: what of them speaks against an order, and for how many days"""
        self.env["account.move.line"].flush_model(["credit_disputed_amount", "credit_deferred_until"])
        self.env["res.company"].flush_model(["credit_min_overdue", "credit_count_disputed"])
        return self.env.execute_query_dict(SQL(
            """
            SELECT profile.id AS profile_id,
                   CASE WHEN SUM(item.amount) > COALESCE(company.credit_min_overdue, 0)
                        THEN SUM(item.amount)::float ELSE 0 END AS overdue,
                   CASE WHEN SUM(item.amount) > COALESCE(company.credit_min_overdue, 0)
                        THEN %(today)s::date - MIN(item.due_date) FILTER (
                                 WHERE item.amount > COALESCE(company.credit_min_overdue, 0))
                   END AS days
              FROM credit_profile profile
              JOIN res_company company ON company.id = profile.company_id
              JOIN res_partner payer ON payer.commercial_partner_id = profile.partner_id
        CROSS JOIN LATERAL (
                    SELECT %(due_date)s AS due_date,
                           CASE WHEN line.amount_residual < 0 OR company.credit_count_disputed THEN line.amount_residual
                                ELSE GREATEST(line.amount_residual - COALESCE(line.credit_disputed_amount, 0), 0)
                           END AS amount
                      FROM account_move_line line
                      JOIN %(branches)s branch ON branch.id = line.company_id
                     WHERE line.partner_id = payer.id AND branch.root_id = profile.company_id
                       AND line.account_id = ANY(%(accounts)s)
                       AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual <> 0
                       AND (line.amount_residual < 0 OR %(due_date)s < %(today)s)
                   ) item
             WHERE profile.id IN %(profile_ids)s
             GROUP BY profile.id, company.id
            """,
            today=today, branches=BRANCHES, accounts=TRADE_ACCOUNTS, profile_ids=tuple(profile_ids),
            due_date=get_due_date_sql("line"),
        ))
