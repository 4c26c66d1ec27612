from functools import lru_cache

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.rating import proposals
from ...tools.score import scoring
from ...tools.score.past_history import PastHistory, Sale, Window
from ..common.bulk import flush
from ..common.sql import BRANCHES, build_items, get_account_holder_sql, to_array
from ..exposure.credit_past_account import LARGE_BATCH
from ..exposure.settlements import EXCHANGE_JOURNALS
from .credit_scorecard_history import COLUMNS, RECENT_MONTHS


class CreditScorecard(models.AbstractModel):
    """What the scorecard would have said on any day of the past, from what was known then."""

    _inherit = "credit.scorecard"

    @api.model
    def _get_past_histories(self, partner_ids, period, settlements):
        """:param Period period: days whose histories are asked for
        :param settlements: see ``credit.past.account._read_settlements``, from 12 months before the period
        :return: ``{commercial partner id: PastHistory}``
        """
        flush(self.env, COLUMNS)
        sales = {partner_id: [] for partner_id in partner_ids}
        first_days = dict.fromkeys(partner_ids)
        for partner_id, day, amount, is_invoice in self.env.execute_query(self._build_sales(partner_ids, period)):
            if partner_id in sales:
                sales[partner_id].append(Sale(day.toordinal(), amount, is_invoice))
        for partner_id, day in self.env.execute_query(self._build_first_days(partner_ids, period)):
            if partner_id in first_days:
                first_days[partner_id] = day.toordinal()
        return {
            partner_id: PastHistory(sales[partner_id], settlements[partner_id], first_days[partner_id])
            for partner_id in partner_ids}

    @api.model
    def _build_sales(self, partner_ids, period):
        """:return: SQL of the sales of customers from 12 months before the period on, those of a day summed up"""
        return SQL(
            "%s GROUP BY 1, 2, 4", self._build_sold(partner_ids, period, SQL(
                """
                payer.commercial_partner_id, line.date, SUM(line.balance)::float8,
                move.move_type IN ('out_invoice', 'out_receipt')
                """), SQL("('out_invoice', 'out_refund', 'out_receipt') AND line.date > %s", get_window_start(period.first))))

    @api.model
    def _build_first_days(self, partner_ids, period):
        return SQL("%s GROUP BY 1", self._build_sold(
            partner_ids, period, SQL("payer.commercial_partner_id, MIN(line.date)"), SQL("('out_invoice', 'out_receipt')")))

    @api.model
    def _build_sold(self, partner_ids, period, columns, kinds):
        holders = SQL("TRUE") if len(partner_ids) > LARGE_BATCH else get_account_holder_sql(
            SQL("line.partner_id"), to_array(partner_ids))
        return build_items(
            columns,
            joins=SQL(
                """
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner payer ON payer.id = line.partner_id
              JOIN %s branch ON branch.id = line.company_id AND branch.root_id = %s
                """, BRANCHES, period.company.id),
            condition=SQL("line.date <= %s AND NOT move.journal_id = ANY(%s) AND %s AND move.move_type IN %s",
                          period.last, EXCHANGE_JOURNALS, holders, kinds))

    @api.model
    def _judge_past(self, company, sources):
        """Score customers as on days of the past by the scorecard of today, less the measures that know today only.

        :param PastSources sources:
        :return: ``{key of a point: (score or None, whether it is provisional)}``
        """
        weights = self.env["credit.criterion"]._get_scorecard(company)._get_weights()
        known = self._get_measures_by_code()
        columns = [
            (weight.measure, getattr(self, known[weight.measure].past_method)(sources)) for weight in weights
            if weight.measure in known and known[weight.measure].past_method]
        weights = [weight for weight in weights if any(weight.measure == code for code, _values in columns)]
        judged = {}
        for key, history in sources.history.items():
            total = scoring.score(weights, {code: values.get(key) for code, values in columns}).total
            judged[key] = (total, scoring.is_short(
                history["invoices"], history["settled"], company.credit_min_invoices, company.credit_min_settled))
        return judged


def get_window_start(day):
    """:return: the day after which the history of ``day`` begins"""
    return day - relativedelta(months=proposals.MONTHS)


@lru_cache(maxsize=2000)
def get_window(day):
    """:return: the :class:`Window` of the history of ``day``"""
    return Window(
        day.toordinal(), get_window_start(day).toordinal(), (day - relativedelta(months=RECENT_MONTHS)).toordinal())
