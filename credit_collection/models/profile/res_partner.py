from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# Facts of the credit profile by their names on the contact.
FACTS = {
    "credit_effective_limit": "effective_limit",
    "credit_exposure_receivable": "exposure_receivable",
    "credit_exposure_draft": "exposure_draft",
    "credit_exposure_orders": "exposure_orders",
    "credit_exposure_payments": "exposure_payments",
    "credit_exposure_total": "exposure_total",
    "credit_available": "available_credit",
    "credit_overdue_amount": "overdue_amount",
    "credit_days_overdue": "days_overdue",
}


def search_fact(name):
    """:return: a search method for the fact ``name`` of the credit profile; a customer without profile does not match"""
    def search(partners, operator, value):
        # As core searches related fields, «at most 0» would add everybody without profile, and so would «more than 0».
        Profile = partners.env["credit.profile"]
        profiles = Profile._search(
            Domain("company_id", "=", partners.env.company.root_id.id) & Domain(name, operator, value))
        return Domain("commercial_partner_id", "in", profiles.subselect(SQL.identifier(Profile._table, "partner_id")))
    return search


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_profile_id = fields.Many2one(
        "credit.profile", compute="_compute_credit_profile_id", search="_search_credit_profile_id",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_currency_id = fields.Many2one(
        related="credit_profile_id.currency_id", related_sudo=False, string="Currency of Credit Figures",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_rating_id = fields.Many2one(
        related="credit_profile_id.rating_id", related_sudo=False, string="Credit Rating",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_limit_mode = fields.Selection(
        related="credit_profile_id.limit_mode", related_sudo=False, string="Limit Mode",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_effective_limit = fields.Monetary(
        string="Effective Limit", compute="_compute_credit_facts", search=search_fact("effective_limit"),
        currency_field="credit_currency_id", groups="credit_collection.credit_collection_group_viewer",
    )
    credit_on_hold = fields.Boolean(
        related="credit_profile_id.on_hold", related_sudo=False, string="On Hold",
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_exposure_total = fields.Monetary(
        string="Credit Exposure", compute="_compute_credit_facts", search=search_fact("exposure_total"),
        currency_field="credit_currency_id", groups="credit_collection.credit_collection_group_viewer",
    )
    credit_available = fields.Monetary(
        string="Available Credit", compute="_compute_credit_facts", search=search_fact("available_credit"),
        currency_field="credit_currency_id", groups="credit_collection.credit_collection_group_viewer",
    )
    credit_overdue_amount = fields.Monetary(
        string="Overdue Amount", compute="_compute_credit_facts", search=search_fact("overdue_amount"),
        currency_field="credit_currency_id", groups="credit_collection.credit_collection_group_viewer",
    )
    credit_days_overdue = fields.Integer(
        string="Days Overdue", compute="_compute_credit_facts", search=search_fact("days_overdue"),
        groups="credit_collection.credit_collection_group_viewer",
    )

    credit_collection_contact = fields.Boolean(
        string="Collection Contact", groups="base.group_user",
        help="Gets the reminders, demands and letters of the company's follow-ups.",
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

    @api.depends(*(f"credit_profile_id.{fact}" for fact in FACTS.values()))
    @api.depends_context("company", "uid")
    def _compute_credit_facts(self):
        for partner in self:
            for name, fact in FACTS.items():
                partner[name] = partner.credit_profile_id[fact]

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
            # sudo: a user who sells to or invoices a customer creates the profile; the policy in it is the default.
            Profile.sudo()._create_missing_profiles(missing.ids, company.ids)
            profiles = Profile.search(domain)
        by_partner = profiles.grouped("partner_id")
        return Profile.concat(*(by_partner[partner] for partner in partners if partner in by_partner))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._credit_check_limit_bounds(vals.get("credit_limit"))
        partners = super().create(vals_list)
        limited = self.concat(*(
            partner for partner, vals in zip(partners, vals_list, strict=True) if vals.get("credit_limit")))
        default = self._fields["credit_limit"].get_company_dependent_fallback(self)
        for partner in limited.filtered(lambda partner: partner == partner.commercial_partner_id):
            partner._credit_check_first_limit(default)
        limited._credit_pass_core_limit()
        return partners

    def write(self, vals):
        if vals.get("email") and "message_bounce" not in vals:
            # Nothing has come back from the new address.
            changed = self.filtered(lambda partner: partner.message_bounce and partner.email != vals["email"])
            changed.sudo().message_bounce = 0  # sudo: core's counter, no matter who corrects the address
        if {"credit_limit", "property_payment_term_id"}.isdisjoint(vals):
            return super().write(vals)
        payers = self.filtered(lambda partner: partner == partner.commercial_partner_id)
        with self._get_existing_credit_profiles_sudo()._logging_policy():
            if "credit_limit" not in vals:
                return super().write(vals)
            self._credit_check_limit_bounds(vals["credit_limit"])
            profiles_sudo = payers._credit_check_core_limit(vals["credit_limit"])
            # sudo: core hides the limit from those who do not invoice.
            firsts = {payer: payer.sudo().credit_limit for payer in payers - profiles_sudo.partner_id.with_env(self.env)}
            result = super().write(vals)
            for payer in self.filtered(lambda partner: partner == partner.commercial_partner_id) - payers:
                payer._credit_check_first_limit(0.0)  # by the same call it became a customer of its own
            for payer, present in firsts.items():
                payer._credit_check_first_limit(present)
            payers._credit_pass_core_limit()
            profiles_sudo._credit_follow_core_limit(vals["credit_limit"])
        return result

    def _get_existing_credit_profiles_sudo(self):
        """:return: the profiles in the company where limits and terms are written now"""
        # sudo: who may change core's limit or term need not have access to credit profiles.
        return self.env["credit.profile"].sudo().search([
            ("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", self.env.company.root_id.id),
        ])

    @api.constrains("credit_limit")
    def _check_credit_limit(self):
        for partner in self:
            # sudo: core hides the limit from those who do not invoice.
            if self.env.company.currency_id.compare_amounts(partner.sudo().credit_limit, 0) < 0:
                raise ValidationError(self.env._(
                    "%(customer)s: the credit limit cannot be negative.", customer=partner.display_name))

    @api.model
    def _credit_check_limit_bounds(self, limit):
        """:raise ValidationError: core's limit is no number that anything can be compared with"""
        self.env["credit.profile"]._check_bounds({"credit_limit": limit})

    def _credit_pass_core_limit(self):
        """Give the root company the limit that was set while working for a branch: the customer has but one."""
        company = self.env.company
        if company.root_id == company:
            return
        for partner in self.filtered(lambda partner: partner == partner.commercial_partner_id):
            # sudo: a user who may set the limit may work for the branch alone.
            partner_sudo = partner.sudo()
            partner_sudo.with_company(company.root_id).credit_limit = partner_sudo.credit_limit

    def _credit_check_core_limit(self, limit):
        """A limit set on the customer's contact itself is a credit decision like one set on the profile.

        A limit set on a contact of the customer decides nothing.

        :return: the profiles, with sudo, of the customers whose limit changes
        :raise AccessError: a customer has a profile and the user is no credit manager
        """
        profiles_sudo = self._get_existing_credit_profiles_sudo().filtered(
            lambda profile: profile.currency_id.compare_amounts(profile.credit_limit, limit or 0.0) != 0)
        if profiles_sudo:
            self.env["credit.profile"]._check_policy_right({"credit_limit": limit})
            self.env["credit.guard"]._write_guard(profiles_sudo.ids)
        return profiles_sudo

    def _credit_check_first_limit(self, present):
        """Hook: core says who enters the limit of a customer without credit profile; rooms say how much.

        :param float present: limit before, 0 for none
        :raise AccessError: the user may not give as much
        """


class IrDefault(models.Model):
    """Core's default limit is read with those of all customers: one that is no number would stop everybody."""

    _inherit = "ir.default"

    @api.model
    def set(self, model_name, field_name, value, user_id=False, company_id=False, condition=False):
        if (model_name, field_name) == ("res.partner", "credit_limit"):
            # As it was entered: core sets it with the rights of the system.
            self.env["res.partner"].sudo(False)._credit_check_limit_bounds(value)
        return super().set(model_name, field_name, value, user_id, company_id, condition)
