from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import BRANCHES
from odoo.addons.credit_collection.models.exposure.values import ExposurePart


class CreditExposure(models.AbstractModel):
    _inherit = "credit.exposure"

    @api.model
    def _get_parts(self):
        return [*super()._get_parts(), ExposurePart(
            50, "consignment", self.env._("Consignment"), switch="credit_count_consignment",
            documents="action_view_consignments", build=self._build_consignments,
            depends={"credit.example.consignment": ["partner_id", "company_id", "amount"]},
        )]

    @api.model
    def _build_consignments(self, day, partners):
        """:return: SQL with a row per customer; a contact's goods are those of its company"""
        scope = SQL("TRUE") if partners is None else SQL("customer.commercial_partner_id = ANY(%s)", partners)
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id, branch.root_id, SUM(goods.amount) AS amount
              FROM credit_example_consignment goods
              JOIN res_partner customer ON customer.id = goods.partner_id
              JOIN %s branch ON branch.id = goods.company_id
             WHERE %s
             GROUP BY customer.commercial_partner_id, branch.root_id
            """, BRANCHES, scope)
