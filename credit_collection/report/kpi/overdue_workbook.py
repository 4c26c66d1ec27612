from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, format_date

from ..workbook.overview_sheet import Block, Chart
from ..workbook.workbook_sheet import Column

MONTHS = 13


class CreditOverdueWorkbook(models.AbstractModel):
    """The trend in the overview: month ends as they were kept."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_blocks(self, scope, sheets):
        return [*super()._get_blocks(scope, sheets), self._get_trend_block(scope)]

    @api.model
    def _get_trend_block(self, scope):
        self.env["credit.snapshot"].flush_model()
        rates, currency = self._get_rates(scope), self.env.company.currency_id.name
        rows = self.env.execute_query(SQL(
            """
            SELECT snapshot.date, company.currency_id, SUM(snapshot.receivable)::float8, SUM(snapshot.overdue)::float8,
                   SUM(snapshot.collected)::float8, SUM(snapshot.owing)::float8
              FROM credit_snapshot snapshot
              JOIN credit_profile profile ON profile.id = snapshot.profile_id
              JOIN res_company company ON company.id = snapshot.company_id
             WHERE snapshot.date <= %s AND snapshot.date > %s AND snapshot.company_id IN %s AND %s
          GROUP BY 1, 2 ORDER BY 1
            """, scope.today, scope.today - relativedelta(months=MONTHS), tuple(self.env.companies.root_id.ids),
            scope.condition))
        months = {}
        for day, currency_id, *amounts in rows:
            sums = months.setdefault(day, [0.0, 0.0, 0.0, 0.0])
            for number, amount in enumerate(amounts):
                sums[number] += (amount or 0.0) * rates[currency_id]
        return Block(
            50, self.env._("Trend"),
            [Column("month", self.env._("End of Month")), self._get_money_column("receivable", self.env._("Receivable")),
             self._get_money_column("overdue", self.env._("Overdue")),
             Column("ratio", self.env._("Overdue Ratio"), "percent"),
             self._get_money_column("collected", self.env._("Collected"))],
            [{
                "month": format_date(self.env, day, date_format="MMM yyyy"), "receivable": receivable, "overdue": overdue,
                "ratio": overdue / owing if owing > 0 else None, "collected": collected, "currency": currency,
            } for day, (receivable, overdue, collected, owing) in months.items()],
            Chart("line", "month", ["receivable", "overdue", "collected"]))
