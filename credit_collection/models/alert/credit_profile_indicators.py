from odoo import models
from odoo.tools import SQL

from ..common.sql import BRANCHES


class CreditProfile(models.Model):
    """What the alert rules look at, gathered for any number of customers in a fixed number of queries."""

    _inherit = "credit.profile"

    def _get_alert_values(self, indicators, today):
        """Measure what the rules ask for, nothing else.

        :param indicators: names of :data:`~.credit_alert_rule.INDICATORS`
        :return: ``{profile id: {indicator: number that grows with the risk, None where there is nothing to warn of}}``;
            amounts in the currency of the customer's company, shares in percent
        """
        values = {profile_id: {} for profile_id in self.ids}
        sources = (
            ({"days_overdue", "overdue_amount", "utilisation"}, self._get_alert_facts),
            ({"score_drop", "rating"}, self._get_alert_judgements),
            ({"broken_promises"}, self._get_alert_promises),
            ({"trend"}, self._get_alert_trends),
            ({"disputed_amount"}, self._get_alert_disputes),
            ({"first_order"}, self._get_alert_first_orders),
        )
        for names, gather in sources:
            if not names.isdisjoint(indicators):
                for profile_id, measured in gather(today).items():
                    values[profile_id].update({name: value or None for name, value in measured.items() if name in indicators})
        return values

    def _get_alert_facts(self, today):
        return {
            profile_id: {
                "days_overdue": facts["days_overdue"],
                "overdue_amount": float(facts["overdue_amount"] or 0.0),
                "utilisation": max(float(facts["utilisation"] or 0.0) * 100.0, 0.0),
            }
            for profile_id, facts in self._get_facts(today).items()
        }

    def _get_alert_judgements(self, _today):
        """The worse the score, the higher the number of a rating; the worst of all is as bad as a score of zero."""
        return {
            profile.id: {
                "score_drop": max(-profile.latest_score_id.change, 0.0),
                "rating": -max(profile.rating_id.min_score, 1e-6) if profile.rating_id else None,
            }
            for profile in self
        }

    def _get_alert_promises(self, today):
        return {
            profile_id: {"broken_promises": failed}
            for profile_id, (_judged, failed) in self._get_judged_promises(today).items()
        }

    def _get_alert_trends(self, today):
        histories = self._get_paying_history(today)
        return {
            profile_id: {"trend": max(self._get_trend(history) or 0.0, 0.0)} for profile_id, history in histories.items()
        }

    def _get_alert_disputes(self, _today):
        groups = self.env["credit.dispute"]._read_group(
            [("profile_id", "in", self.ids), ("excluded_amount", ">", 0.0)], ["profile_id"], ["excluded_amount:sum"])
        return {profile.id: {"disputed_amount": amount} for profile, amount in groups}

    def _get_alert_first_orders(self, _today):
        """:return: the largest confirmed or held order of customers who were never invoiced"""
        self.env["sale.order"].flush_model()
        self.env["account.move"].flush_model(["commercial_partner_id", "company_id", "state", "move_type"])
        rows = self.env.execute_query(SQL(
            """
            SELECT profile.id, MAX(so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1))
              FROM credit_profile profile
              JOIN res_partner payer ON payer.commercial_partner_id = profile.partner_id
              JOIN sale_order so ON so.partner_invoice_id = payer.id
              JOIN %(branches)s branch ON branch.id = so.company_id AND branch.root_id = profile.company_id
             WHERE profile.id IN %(ids)s
               AND (so.state = 'sale' OR so.state IN ('draft', 'sent') AND so.credit_state = 'held')
               AND NOT EXISTS (
                   SELECT
                     FROM account_move move
                     JOIN %(branches)s owner ON owner.id = move.company_id AND owner.root_id = profile.company_id
                    WHERE move.commercial_partner_id = profile.partner_id
                      AND move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_receipt'))
             GROUP BY profile.id
            """, ids=tuple(self.ids), branches=BRANCHES))
        return {profile_id: {"first_order": float(amount)} for profile_id, amount in rows}
