from functools import partial

from odoo import api, models

from ..common.credit_stored_statement import StoredStatement


class CreditStoredStatement(models.AbstractModel):
    """Every order that is checked asks what it is about and where its customer stands."""

    _inherit = "credit.stored.statement"

    @api.model
    def _get_statements(self):
        parameters = {"partners": "int[]", "companies": "int[]", "today": "date", "default_limits": "jsonb"}
        build = self.env["credit.check"]._build_standings
        return [
            *super()._get_statements(),
            StoredStatement(
                "order_requests", {"orders": "int[]", "today": "date"}, self.env["sale.order"]._build_credit_requests),
            StoredStatement("standings", parameters, partial(build, False)),
            StoredStatement("group_standings", parameters, partial(build, True)),
        ]
