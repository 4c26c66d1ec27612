from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_profile_id = fields.Many2one(
        "credit.profile", compute="_compute_credit_profile_id", search="_search_credit_profile_id",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_currency_id = fields.Many2one(
        related="credit_profile_id.currency_id", string="Credit Currency",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_rating_id = fields.Many2one(
        related="credit_profile_id.rating_id", string="Credit Rating",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_limit_mode = fields.Selection(
        related="credit_profile_id.limit_mode", string="Limit Mode",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_effective_limit = fields.Monetary(
        related="credit_profile_id.effective_limit", string="Effective Limit", currency_field="credit_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_on_hold = fields.Boolean(
        related="credit_profile_id.on_hold", string="On Hold", groups="credit_collection.credit_collection_group_viewer",
    )
    credit_exposure_total = fields.Monetary(
        related="credit_profile_id.exposure_total", string="Credit Exposure", currency_field="credit_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_available = fields.Monetary(
        related="credit_profile_id.available_credit", string="Available Credit", currency_field="credit_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_overdue_amount = fields.Monetary(
        related="credit_profile_id.overdue_amount", string="Overdue Amount", currency_field="credit_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_days_overdue = fields.Integer(
        related="credit_profile_id.days_overdue", string="Days Overdue",
        groups="credit_collection.credit_collection_group_viewer",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_credit_profile_id(self):
        profiles = self.env["credit.profile"].search([
            ("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", self.env.company.root_id.id),
        ])
        profile_by_partner = profiles.grouped("partner_id")
        for partner in self:
            partner.credit_profile_id = profile_by_partner.get(partner.commercial_partner_id, False)

    def _search_credit_profile_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        company = Domain("company_id", "=", self.env.company.root_id.id)
        Profile = self.env["credit.profile"]
        payer = SQL.identifier(Profile._table, "partner_id")
        if operator == "in" and False in value:
            without = Domain("commercial_partner_id", "not in", Profile._search(company).subselect(payer))
            ids = [profile_id for profile_id in value if profile_id]
            return without | Domain("commercial_partner_id", "in", Profile.browse(ids).partner_id.ids)
        condition = Domain("id", operator if operator == "in" else "any", value)
        if operator == "any" and isinstance(value, Domain):
            condition = value
        return Domain("commercial_partner_id", "in", Profile._search(company & condition).subselect(payer))

    def action_view_credit_profile(self):
        """Open the credit profile of the customer, which is created on first need."""
        self.ensure_one()
        profile = self._get_credit_profiles()
        return {
            "type": "ir.actions.act_window", "res_model": "credit.profile", "res_id": profile.id, "view_mode": "form",
        }

    def _get_credit_profiles(self, company=None):
        """Return the credit profiles of the commercial partners of ``self``, creating those that are missing.

        :param company: ``res.company``, its root company counts; the current company by default
        :return: ``credit.profile`` recordset in the order of the partners (one per commercial partner)
        """
        company = (company or self.env.company).root_id
        partners = self.commercial_partner_id
        Profile = self.env["credit.profile"]
        domain = Domain("company_id", "=", company.id) & Domain("partner_id", "in", partners.ids)
        profiles = Profile.search(domain)
        if len(profiles) < len(partners):
            missing = partners - profiles.partner_id
            # sudo: whoever may sell to or invoice a customer makes his profile exist; the policy in it is the default.
            Profile.sudo()._create_missing_profiles(missing.ids, company.ids)
            profiles = Profile.search(domain)
        by_partner = profiles.grouped("partner_id")
        return Profile.concat(*(by_partner[partner] for partner in partners if partner in by_partner))

    def write(self, vals):
        if {"credit_limit", "property_payment_term_id"}.isdisjoint(vals):
            return super().write(vals)
        profiles_sudo = self._credit_check_core_limit(vals["credit_limit"]) if "credit_limit" in vals else None
        with self._get_existing_credit_profiles_sudo()._logging_policy():
            result = super().write(vals)
            if profiles_sudo:
                profiles_sudo._credit_follow_core_limit(vals["credit_limit"])
        return result

    def _get_existing_credit_profiles_sudo(self):
        """:return: the profiles in the company where limits and terms are written now"""
        # sudo: who may change core's limit or term need not have access to credit profiles.
        return self.env["credit.profile"].sudo().search([
            ("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", self.env.company.root_id.id),
        ])

    def _credit_check_core_limit(self, limit):
        """A limit set on the contact itself is a credit decision like one set on the profile.

        :return: the profiles, with sudo, of the customers whose limit changes
        :raise AccessError: a customer has a profile and the user is no credit manager
        """
        profiles_sudo = self._get_existing_credit_profiles_sudo().filtered(
            lambda profile: profile.currency_id.compare_amounts(profile.credit_limit, limit or 0.0) != 0)
        if profiles_sudo:
            self.env["credit.profile"]._check_policy_right({"credit_limit": limit})
            self.env["credit.guard"]._write_guard(profiles_sudo.ids)
        return profiles_sudo
