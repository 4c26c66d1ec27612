from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.exposure.values import Exclusion


class CreditOpenItem(models.AbstractModel):
    _inherit = "credit.open.item"

    @api.model
    def _get_exclusions(self):
        return [*super()._get_exclusions(), Exclusion(
            60, "lawyer", self.env._("At the Lawyer"), column="at_lawyer",
            sql=lambda alias, day: SQL("COALESCE(%s, 0)", SQL.identifier(alias, "credit_example_lawyer_amount")),
            get=lambda line, day: line.credit_example_lawyer_amount,
            depends={"account.move.line": ["credit_example_lawyer_amount"]},
        )]
