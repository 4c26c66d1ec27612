from odoo import api, fields, models


class CreditProfile(models.Model):
    """The customer at a glance: contacts to call, recent events."""

    _inherit = "credit.profile"

    phone_list = fields.Html(compute="_compute_phone_list", sanitize=False)
    timeline_ids = fields.One2many("credit.timeline", "profile_id", readonly=True, string="Events")

    @api.depends("partner_id.phone", "partner_id.child_ids.phone")
    def _compute_phone_list(self):
        partners = self.env["res.partner"].search_fetch(
            [("commercial_partner_id", "in", self.partner_id.ids), ("phone", "!=", False)],
            ["name", "phone", "function", "commercial_partner_id"], order="is_company desc, name, id")
        by_customer = partners.grouped("commercial_partner_id")
        for profile in self:
            profile.phone_list = self.env["ir.qweb"]._render("credit_collection.credit_profile_phones", {
                "phones": [
                    {"name": partner.name, "function": partner.function, "number": partner.phone}
                    for partner in by_customer.get(profile.partner_id, partners.browse())
                ],
            })

    def action_view_timeline(self):
        """:return: all that happened with the customer, by date"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_timeline_action")
        return {**action, "domain": [("profile_id", "in", self.ids)]}

    def action_open_profile(self):
        """:return: the credit profile with policy, score and log"""
        return self._get_form_action("credit_collection.credit_profile_view_form")

    def _get_form_action(self, view):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.display_name, "res_model": self._name, "res_id": self.id,
            "views": [(self.env.ref(view).id, "form")],
        }
