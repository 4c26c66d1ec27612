from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.kpi.key_figures import FORMULAS, KEY_FIGURES, countback_dso, evaluate
from ...tools.kpi.months import get_months_back
from ..common.sql import build_items

# So far is counted back: who owes more than the sales of so many months is said to owe for so many at least.
COUNTBACK_MONTHS = 24


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_credit_key_figures(self, date_from, date_to, domain=None):
        """The key figures of this company with its branches, or of this branch.

        Only customers that the user may see count. Trade receivables alone, in company currency; see ``tools/kpi`` for the
        formulas and ``credit.key.figure`` for what they are made of.

        :param date date_from, date_to: first and last day of the period
        :param domain: on ``credit.profile``; all customers by default
        :return: ``{code: figure}``: days, or ratios between 0 and 1; None where there is nothing to divide by
        """
        figures = self._get_credit_figures_of([(date_from, date_to)], domain)[0]
        return {code: figures[code] for code in KEY_FIGURES}

    def _get_credit_figures_of(self, periods, domain=None):
        """All figures of several periods, in the same number of queries as those of one.

        :param list periods: pairs of first and last day
        :return: list of ``{code: figure}``, see :meth:`_get_credit_key_figures`; besides the key figures those of ``FORMULAS``
        :raise UserError: for a period that ends before it begins
        """
        scope = self._get_credit_figure_scope(domain)
        components = self._get_credit_components(periods, scope=scope)
        sales = self._get_credit_daily_sales(scope, periods)
        return [
            {
                **{code: evaluate(code, of_period) for code in FORMULAS},
                "dso_countback": countback_dso(of_period.get("owing", 0.0), _sum_months(sales, last)),
            }
            for (_first, last), of_period in zip(periods, components, strict=True)]

    def _get_credit_components(self, periods, domain=None, *, scope=None):
        """What the figures of :meth:`_get_credit_figures_of` are made of.

        :param scope: instead of ``domain``, see :meth:`_get_credit_figure_scope`
        :return: list of ``{component: sum}``, one per period
        """
        if any(first > last for first, last in periods):
            raise UserError(self.env._("The period of the key figures ends before it begins."))
        return self.env["credit.key.figure"]._get_components(
            scope or self._get_credit_figure_scope(domain), periods)

    def _get_credit_figure_scope(self, domain):
        """:return: :class:`~.credit_key_figure.Scope` of the customers that ``domain`` finds and the user may see"""
        self.ensure_one()
        Profile = self.env["credit.profile"].with_company(self).with_context(active_test=False)
        # sudo: a user of a branch need not be in its root company.
        found = Profile._search(Domain(domain or Domain.TRUE) & Domain("company_id", "=", self.sudo().root_id.id))
        return self.env["credit.key.figure"]._get_scope(self, found.subselect(), is_narrow=bool(domain))

    def _get_credit_daily_sales(self, scope, periods):
        """:return: ``{day: sales including tax, less credit notes}`` of the months that are counted back"""
        last_day = max(last for _first, last in periods)
        first_day = min(get_months_back(last, COUNTBACK_MONTHS)[-1][0] for _first, last in periods)
        return dict(self.env.execute_query(SQL(
            """
              WITH payer AS MATERIALIZED (%s) %s
          GROUP BY line.date
            """,
            scope.build_payers(), build_items(
                SQL("line.date, SUM(line.balance)::float8"),
                joins=SQL("JOIN payer ON payer.id = line.partner_id JOIN account_move move ON move.id = line.move_id"),
                condition=SQL(
                    "%s AND line.date BETWEEN %s AND %s AND %s AND %s", scope.build_is_sale(), first_day, last_day,
                    scope.of_company("line"), scope.of_customers(SQL("line.partner_id")))))))


def _sum_months(sales, last_day):
    """:return: pairs of sales and days of the months up to ``last_day``, latest first"""
    months = []
    for first, last in get_months_back(last_day, COUNTBACK_MONTHS):
        amount = sum(value for day, value in sales.items() if first <= day <= last)
        months.append((amount, (last - first).days + 1))
    return months
