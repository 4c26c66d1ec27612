"""Figures of annual accounts are kept by closing date, no longer at the credit profile."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, sql


def migrate(cr, version):
    if not sql.column_exists(cr, "credit_profile", "annual_revenue"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    # Where nobody said of which day the figures are, they are of the last change of the profile, or older.
    env["credit.annual.accounts"].create(env.execute_query_dict(SQL(
        """
        SELECT id AS profile_id, COALESCE(figures_date, write_date::date) AS date,
               COALESCE(annual_revenue, 0) AS annual_revenue, COALESCE(equity, 0) AS equity,
               COALESCE(current_ratio, 0) AS current_ratio, COALESCE(years_in_business, 0) AS years_in_business
          FROM credit_profile
         WHERE annual_revenue <> 0 OR equity <> 0 OR current_ratio <> 0 OR years_in_business <> 0
        """)))
