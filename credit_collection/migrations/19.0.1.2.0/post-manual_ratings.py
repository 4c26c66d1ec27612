"""Manual ratings are records of their own, no longer fields of the credit profile."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, sql


def migrate(cr, version):
    if not sql.column_exists(cr, "credit_profile", "override_rating_id"):
        return
    # The rating applies already: nothing is told or logged again.
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    env["credit.manual.rating"].create(env.execute_query_dict(SQL(
        """
        SELECT id AS profile_id, override_rating_id AS rating_id, override_until AS date_until, override_reason AS reason,
               override_user_id AS user_id, override_previous_rating_id AS previous_rating_id
          FROM credit_profile
         WHERE override_rating_id IS NOT NULL
        """)))
