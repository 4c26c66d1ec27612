from odoo import api, models
from odoo.tools import SQL

from ..exposure.values import Exclusion
from .open_disputes import build_disputed_own


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
                "credit.dispute": ["excluded_amount", "excluded_claim", "move_id"]},
        )]

    @api.model
    def _get_plain_columns(self, day):
        return {
            **super()._get_plain_columns(day), "disputed": SQL("COALESCE(line.credit_disputed_amount, 0)::float8"),
            "disputed_own": SQL(
                "(CASE WHEN line.credit_disputed_amount > 0 THEN %s ELSE 0 END)::float8",
                build_disputed_own(SQL("line.credit_disputed_amount"), SQL("line.move_id")))}
