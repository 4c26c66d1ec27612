from odoo import api, models
from odoo.tools import SQL

from ..exposure.values import Exclusion


class CreditOpenItem(models.AbstractModel):
    """What is under an open dispute is not collected."""

    _inherit = "credit.open.item"

    @api.model
    def _get_exclusions(self):
        return [*super()._get_exclusions(), Exclusion(
            25, "disputed", self.env._("Disputed"), column="disputed",
            sql=lambda alias, day: SQL("COALESCE(%s, 0)", SQL.identifier(alias, "credit_disputed_amount")),
            get=lambda line, day: line.credit_disputed_amount,
            depends={
                "account.move.line": ["credit_disputed_amount"],
                "credit.dispute": ["amount", "company_amount", "excluded_amount", "move_id"]},
        )]

    @api.model
    def _get_plain_columns(self, day):
        return {
            **super()._get_plain_columns(day), "disputed": SQL("COALESCE(line.credit_disputed_amount, 0)::float8"),
            # As ``_get_disputed_part`` of the item.
            "disputed_own": SQL(
                """
                CASE WHEN line.credit_disputed_amount > 0 THEN COALESCE(line.credit_disputed_amount * (
                    SELECT SUM(amount * excluded_amount / NULLIF(company_amount, 0)) / NULLIF(SUM(excluded_amount), 0)
                      FROM credit_dispute WHERE move_id = line.move_id AND excluded_amount <> 0), 0) ELSE 0 END::float8
                """)}
