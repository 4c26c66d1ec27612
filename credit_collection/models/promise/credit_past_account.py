from odoo import api, models
from odoo.tools import SQL

from ...tools.exposure.past_account import DEFERRED
from ..common.bulk import flush


class CreditPastAccount(models.AbstractModel):
    """Until when a deferral put off the due date of items, while it was open."""

    _inherit = "credit.past.account"

    @api.model
    def _get_changes_sql(self, period):
        flush(self.env, {
            "credit.promise": ["date_closed", "date_opened", "kind", "line_ids", "state"],
            "credit.promise.instalment": ["date", "promise_id"]})
        deferrals = SQL(
            """
            SELECT rel.line_id, promise.date_opened, promise.date_closed, promise.state,
                   -- The number of the day, as Python counts days.
                   (SELECT MAX(part.date) FROM credit_promise_instalment part WHERE part.promise_id = promise.id)
                       - '0001-01-01'::date + 1 AS number
              FROM credit_promise promise
              JOIN credit_promise_line_rel rel ON rel.promise_id = promise.id
             WHERE promise.kind = 'deferral' AND promise.date_opened <= %s
               AND promise.state IN ('open', 'kept', 'partial', 'broken', 'cancelled')
            """, period.last)
        return [*super()._get_changes_sql(period), SQL(
            """
            SELECT line_id, date_opened AS day, %(kind)s AS kind, number AS amount FROM (%(deferrals)s) deferral
         UNION ALL
            SELECT line_id, date_closed, %(kind)s, 0 FROM (%(deferrals)s) deferral
             WHERE state != 'open' AND date_closed <= %(last)s
            """, kind=DEFERRED, deferrals=deferrals, last=period.last)]
