from odoo import api, models
from odoo.tools import SQL

from ...tools.hold.hold_rules import OVERDUE_RULES
from ..common.sql import BRANCHES, to_array
from ..exposure.ledger import build_ledger


class CreditCheckService(models.AbstractModel):
    """What of the overdue items speaks against an order: a rest of a few cents does not, a disputed part does not."""

    _inherit = "credit.check"

    @api.model
    def _refine_overdue(self, standings, checks, today):
        """Look closer at the customers whose orders an overdue rule would hold: one query for all, none without any.

        Left out are the parts under dispute, the invoices that we blocked ourselves and, if the company wants so, the items
        excluded from follow-ups, as opening balances are; then what open credits cover, the oldest first, and items up to the
        company's smallest overdue amount. When what remains does not exceed that amount either, nothing is overdue.

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
        """:return: a row per profile with overdue items: what of them speaks against an order, and for how many days; of a past
            day ``tools.exposure.past_account`` says the same"""
        self.env["credit.open.item"]._flush()
        self.env["res.company"].flush_model([
            "credit_min_overdue", "credit_count_disputed", "credit_count_blocked", "credit_count_unfollowed"])
        return self.env.execute_query_dict(SQL(
            """
            SELECT profile_id, CASE WHEN SUM(rest) > minimum THEN SUM(rest)::float ELSE 0 END AS overdue,
                   CASE WHEN SUM(rest) > minimum
                        THEN %(today)s::date - MIN(due_date) FILTER (WHERE rest > minimum) END AS days
              FROM (
                    -- Money on account covers the oldest debts first.
                    SELECT profile_id, minimum, due_date,
                           LEAST(GREATEST(amount, 0), GREATEST(
                               SUM(GREATEST(amount, 0)) OVER (PARTITION BY profile_id ORDER BY due_date, id)
                               + SUM(LEAST(amount, 0)) OVER (PARTITION BY profile_id), 0)) AS rest
                      FROM (%(items)s) item
                   ) item
             GROUP BY profile_id, minimum
            """,
            today=today, items=self._build_order_overdue(profile_ids, today)))

    @api.model
    def _build_order_overdue(self, profile_ids, today):
        """:return: SQL of the overdue debts of these customers, as far as the company holds orders for them, and of the open
            credits"""
        partners = SQL("ARRAY(SELECT partner_id FROM credit_profile WHERE id = ANY(%s))", to_array(profile_ids))
        return build_ledger(
            today,
            SQL(
                """
                profile.id AS profile_id, line.id, item.due_date, COALESCE(company.credit_min_overdue, 0) AS minimum,
                CASE WHEN item.residual < 0 THEN item.residual - item.registered
                     ELSE item.residual - LEAST(item.residual, item.registered
                          + CASE WHEN company.credit_count_disputed THEN 0 ELSE COALESCE(line.credit_disputed_amount, 0) END)
                END AS amount
                """),
            joins=SQL(
                """
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner payer ON payer.id = line.partner_id
                  JOIN %s branch ON branch.id = line.company_id
                  JOIN credit_profile profile
                    ON profile.partner_id = payer.commercial_partner_id AND profile.company_id = branch.root_id
                  JOIN res_company company ON company.id = profile.company_id
                """, BRANCHES),
            condition=SQL(
                """
                profile.id = ANY(%s) AND (item.residual < 0 OR item.due_date < %s AND %s)
                """, to_array(profile_ids), today, self._get_speaking_sql()),
            partners=partners)

    @api.model
    def _get_speaking_sql(self):
        """:return: SQL: whether ``line`` of ``move`` may speak against orders of ``company``"""
        return SQL(
            """
            (company.credit_count_blocked OR move.payment_state IS DISTINCT FROM 'blocked')
            AND (company.credit_count_unfollowed IS NOT FALSE OR line.no_followup IS NOT TRUE)
            """)


class CreditPastAccount(models.AbstractModel):
    _inherit = "credit.past.account"

    @api.model
    def _get_speaking_sql(self):
        return self.env["credit.check"]._get_speaking_sql()
