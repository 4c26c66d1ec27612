from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.const import COMPANY_SETTING
from odoo.addons.credit_collection.models.exposure.credit_profile import search_fact
from odoo.addons.credit_collection.models.exposure.values import ExposurePart


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_count_charges = fields.Boolean(
        string="Accrued Charges Count as Exposure", help="Charges for late payment use up the limit before they are billed.",
        **COMPANY_SETTING)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_count_charges = fields.Boolean(related="company_id.root_id.credit_count_charges", readonly=False)


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    exposure_charges = fields.Monetary(
        string="Charges for Late Payment", compute="_compute_facts", search=search_fact("exposure_charges"),
        help="Accrued and not billed yet.")

    is_charges_counted = fields.Boolean(related="company_id.credit_count_charges", string="Charges Counted")

    def action_view_charges(self):
        """:return: the accrued charges of the customer"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection_charges.credit_charge_action")
        return {**action, "domain": [("profile_id", "in", self.ids)], "context": {"search_default_accrued": 1}}


class CreditExposure(models.AbstractModel):
    """Charges that the ledger does not have yet, where the company counts them."""

    _inherit = "credit.exposure"

    @api.model
    def _get_parts(self):
        return [*super()._get_parts(), ExposurePart(
            60, "charges", self.env._("Charges for Late Payment"), "credit_count_charges", "action_view_charges",
            self._build_charges, is_on=False,
            depends={
                "credit.charge": ["amount", "date", "profile_id", "state"], "credit.profile": ["company_id", "partner_id"]},
        )]

    @api.model
    def _build_charges(self, day, partners):
        scope = SQL("TRUE") if partners is None else SQL("profile.partner_id = ANY(%s)", partners)
        return SQL(
            """
            SELECT profile.partner_id, profile.company_id AS root_id, SUM(charge.amount) AS amount
              FROM credit_charge charge
              JOIN credit_profile profile ON profile.id = charge.profile_id
             WHERE charge.state = 'accrued' AND %s
             GROUP BY profile.partner_id, profile.company_id
            """, scope)
