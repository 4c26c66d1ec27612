from odoo import api, models
from odoo.tools import SQL

from ..exposure.values import Exclusion


class CreditOpenItem(models.AbstractModel):
    """What an open promise covers is not collected until its last day has passed."""

    _inherit = "credit.open.item"

    @api.model
    def _get_exclusions(self):
        return [*super()._get_exclusions(), Exclusion(
            35, "promised", self.env._("Promised"), column="promised",
            sql=lambda alias, day: SQL(
                "CASE WHEN %s >= %s THEN COALESCE(%s, 0) ELSE 0 END", SQL.identifier(alias, "credit_promised_until"), day,
                SQL.identifier(alias, "credit_promised_amount")),
            get=lambda line, day: (
                line.credit_promised_amount if line.credit_promised_until and line.credit_promised_until >= day else 0.0),
            depends={"account.move.line": ["credit_promised_amount", "credit_promised_until"]},
        )]

    @api.model
    def _get_detail_columns(self, day, knows_later=True):
        return {**super()._get_detail_columns(day, knows_later), "promised_until": SQL(
            "CASE WHEN line.credit_promised_until >= %s THEN line.credit_promised_until END", day)}
