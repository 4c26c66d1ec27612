from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...tools.kpi.roll_rates import Item, get_roll_rates
from ..exposure.settlements import build_settlements


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_credit_roll_rates(self, date_from, date_to, domain=None):
        """What became of the items of each aging bucket in a period, item by item.

        :param domain: on ``credit.profile``; all customers by default
        :return: list of :class:`~odoo.addons.credit_collection.tools.kpi.roll_rates.Roll`, one per bucket: those that were open
            at the end of the day before
        """
        KeyFigure = self.env["credit.key.figure"]
        scope = self._get_credit_figure_scope(domain)
        KeyFigure._flush()
        rows = self.env.execute_query(SQL(
            """
              WITH %(tables)s
            SELECT before.due_date, SUM(before.residual)::float8, COALESCE(SUM(after.residual), 0)::float8,
                   COALESCE(SUM(settled.paid), 0)::float8, COALESCE(SUM(settled.credited), 0)::float8
              FROM period
              JOIN entry before ON before.day = period.first_day - 1 AND before.residual > 0
              JOIN trade_item item ON item.id = before.id
         LEFT JOIN entry after ON after.id = before.id AND after.day = period.last_day
         LEFT JOIN LATERAL (
                    SELECT SUM(settlement.amount) FILTER (WHERE settlement.is_payment) AS paid,
                           SUM(settlement.amount) FILTER (WHERE settlement.is_credit_note) AS credited
                      FROM (%(settlements)s) settlement
                     WHERE settlement.date BETWEEN period.first_day AND period.last_day
                   ) settled ON TRUE
          GROUP BY before.due_date
            """,
            tables=KeyFigure._build_tables(scope, [(date_from, date_to)]),
            settlements=build_settlements(SQL("item.id"), bounced=SQL("(SELECT ids FROM bounced)::int[]"), debt="item")))
        return get_roll_rates((Item(*row) for row in rows), date_from - timedelta(days=1), date_to, scope.buckets)
