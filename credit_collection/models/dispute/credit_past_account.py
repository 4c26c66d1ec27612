from odoo import api, models
from odoo.tools import SQL

from ...tools.exposure.past_account import DISPUTED
from ..common.bulk import flush
from ..common.sql import BRANCHES, build_items


class CreditPastAccount(models.AbstractModel):
    """What of the items was under dispute, from the day a claim was opened until it was decided."""

    _inherit = "credit.past.account"

    @api.model
    def _get_changes_sql(self, period):
        flush(self.env, {"credit.dispute": [
            "company_amount", "credited_amount", "date_closed", "date_opened", "move_id", "state"]})
        # Of several instalments those due first are disputed.
        items = build_items(
            SQL(
                """
                line.id AS line_id, dispute.date_opened, dispute.date_closed, dispute.state, dispute.credited_amount,
                dispute.company_amount AS claimed,
                GREATEST(LEAST(line.balance, dispute.company_amount - (SUM(line.balance) OVER (
                    PARTITION BY dispute.id ORDER BY COALESCE(line.date_maturity, line.date), line.id) - line.balance)), 0)
                    AS amount
                """),
            joins=SQL(
                """
              JOIN credit_dispute dispute ON dispute.move_id = line.move_id
              JOIN %s branch ON branch.id = line.company_id AND branch.root_id = %s
                """, BRANCHES, period.company.id),
            condition=SQL("line.balance > 0 AND dispute.state != 'draft' AND dispute.date_opened <= %s", period.last))
        # Of an accepted claim a credit note has taken the place in part.
        return [*super()._get_changes_sql(period), SQL(
            """
            SELECT line_id, date_opened AS day, %(kind)s AS kind, amount FROM (%(items)s) claim
         UNION ALL
            SELECT line_id, date_closed, %(kind)s,
                   -CASE WHEN state = 'accepted' THEN amount * LEAST(credited_amount / NULLIF(claimed, 0), 1) ELSE amount END
              FROM (%(items)s) claim WHERE state IN ('accepted', 'rejected') AND date_closed <= %(last)s
            """, kind=DISPUTED, items=items, last=period.last)]
