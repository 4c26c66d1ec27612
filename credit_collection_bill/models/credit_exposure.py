from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.exposure.credit_profile import search_fact
from odoo.addons.credit_collection.models.exposure.values import ExposurePart

from .credit_bill import RUNNING


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    exposure_bills = fields.Monetary(
        string="Bills of Exchange", compute="_compute_facts", search=search_fact("exposure_bills"),
        help="Not paid yet at the risk of this customer, with those that were endorsed or discounted.")

    def action_view_bills(self):
        """:return: the bills at the risk of the customer that run"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection_bill.credit_bill_action")
        return {**action, "context": {"search_default_running": 1}, "domain": [
            "|", ("risk_partner_id", "in", self.partner_id.ids), ("profile_id", "in", self.ids)]}


class CreditExposure(models.AbstractModel):
    """Bills until they are paid: on the bank that accepted them, else on the customer who gave them."""

    _inherit = "credit.exposure"

    @api.model
    def _get_parts(self):
        return [*super()._get_parts(), ExposurePart(
            35, "bills", self.env._("Bills of Exchange"), "credit_count_bills", "action_view_bills", self._build_bills,
            depends={"credit.bill": ["company_amount", "company_id", "risk_partner_id", "state"]},
        )]

    @api.model
    def _build_bills(self, day, partners):
        scope = SQL("TRUE") if partners is None else SQL("bill.risk_partner_id = ANY(%s)", partners)
        return SQL(
            """
            SELECT bill.risk_partner_id AS partner_id, bill.company_id AS root_id, SUM(bill.company_amount) AS amount
              FROM credit_bill bill
             WHERE bill.state IN %s AND %s
             GROUP BY bill.risk_partner_id, bill.company_id
            """, RUNNING, scope)
