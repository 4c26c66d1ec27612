from contextlib import closing

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...const import LIMIT_MODES
from ...tools.common.write_steps import WriteSteps, find_write_steps, write_step
from ..common.bulk import get_columns, insert_select
from ..common.sql import build_items, get_default_limits_sql


class CreditProfile(models.Model):
    """The credit account of a commercial partner in a root company: what we allow, and where the customer stands."""

    _name = "credit.profile"
    _description = "Credit Profile"
    _inherit = ["mail.thread", "mail.activity.mixin", "credit.roles.mixin", "credit.batch.mixin"]
    _order = "id"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True

    # Without index of its own: the unique index begins with it.
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade",
        role="fixed",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True, role="fixed")
    currency_id = fields.Many2one(related="company_id.currency_id")
    collector_id = fields.Many2one(
        "res.users", index="btree_not_null", tracking=True,
        domain="[('share', '=', False), ('company_ids', 'child_of', company_id)]",
        help="Person who follows up this customer.",
        role="open",
    )
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id")
    partner_email = fields.Char(related="partner_id.email", string="Email")
    partner_phone = fields.Char(related="partner_id.phone", string="Phone")

    rating_id = fields.Many2one(
        "credit.rating", index="btree_not_null", tracking=True, check_company=True, role="policy guarded logged merged",
    )
    score = fields.Float(digits=(5, 1), readonly=True, tracking=True, role="policy merged", aggregator="avg")
    limit_mode = fields.Selection(
        LIMIT_MODES, required=True, default="unlimited", tracking=True, role="policy guarded logged merged",
    )
    temporary_limit = fields.Monetary(default=0.0, tracking=True, role="policy guarded logged merged")
    temporary_limit_until = fields.Date(
        tracking=True, help="Until this day (included) the temporary limit replaces the credit limit.",
        role="policy guarded logged merged",
    )
    limit_until = fields.Date(
        string="Limit Valid Until", tracking=True,
        help="After this day and the grace of the rating, orders are held until the limit is renewed. Empty: without end.",
        role="policy guarded logged",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term", compute="_compute_payment_term_id", inverse="_inverse_payment_term_id", tracking=True,
        help="Payment term proposed on the customer's orders and invoices.",
        role="policy logged",
    )
    own_max_term_days = fields.Integer(
        default=-1, string="Customer Maximum Payment Term", help="-1: default of the rating.",
        role="policy guarded logged merged", bounds=(-1, 36500), aggregator=None,
    )
    max_term_days = fields.Integer(
        string="Maximum Payment Term (days)", compute="_compute_max_term_days", inverse="_inverse_max_term_days", tracking=True,
        help="Quotations with a longer payment term are held. Taken from the rating unless changed here.",
        role="policy guarded logged",
    )
    next_review_date = fields.Date(tracking=True, index="btree_not_null", role="policy guarded merged")
    on_hold = fields.Boolean(
        string="Manual Credit Hold", tracking=True, help="Hold every new order of this customer.", role="policy guarded logged",
    )
    hold_reason = fields.Char(tracking=True, role="policy")
    note = fields.Html(string="Internal Notes", role="open")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _partner_company_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id)", "This customer has a credit profile in this company already.",
    )

    @api.depends("partner_id.display_name")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.partner_id.display_name

    @api.depends_context("uid")
    def _compute_can_decide(self):
        self.can_decide = self.env.user.has_group("credit_collection.credit_collection_group_manager")

    @api.depends("partner_id.property_payment_term_id")
    def _compute_payment_term_id(self):
        for company, profiles in self.grouped("company_id").items():
            # sudo: a user who works for a branch alone may not act for its root company, and sees its profiles.
            for profile in profiles.sudo().with_company(company):
                profile.payment_term_id = profile.partner_id.property_payment_term_id

    def _inverse_payment_term_id(self):
        for profile in self:
            # sudo: as for the limit.
            profile.sudo().partner_id.with_company(profile.company_id).property_payment_term_id = profile.payment_term_id

    @api.depends("rating_id.max_term_days", "own_max_term_days")
    def _compute_max_term_days(self):
        for profile in self:
            own = profile.own_max_term_days
            profile.max_term_days = own if own >= 0 else profile.rating_id.max_term_days

    def _inverse_max_term_days(self):
        for profile in self:
            days = profile.max_term_days
            profile.own_max_term_days = -1 if profile.rating_id and days == profile.rating_id.max_term_days else days

    @api.constrains("temporary_limit", "temporary_limit_until")
    def _check_temporary_limit(self):
        for profile in self:
            if profile.currency_id.compare_amounts(profile.temporary_limit, 0) < 0:
                raise ValidationError(self.env._(
                    "%(customer)s: the temporary limit cannot be negative.", customer=profile.display_name))

    @api.constrains("partner_id", "company_id")
    def _check_identity(self):
        for profile in self:
            if profile.partner_id != profile.partner_id.commercial_partner_id or profile.company_id.parent_id:
                raise ValidationError(self.env._(
                    "A credit profile belongs to the commercial entity of a customer and to a main company, "
                    "not to the contact or branch “%(name)s”.", name=profile.display_name))

    @api.model
    def _get_system_message(self):
        return self.env._("The customer and the follow-up level of a credit profile cannot be edited.")

    @api.model
    @tools.ormcache()
    def _get_write_steps(self):
        """:return: ``((sequence, name of a method), …)`` of the steps around a write that the rooms declare with
            :func:`~odoo.addons.credit_collection.tools.common.write_steps.write_step`
        """
        return tuple(find_write_steps(type(self)))

    def _start_write_steps(self, vals):
        return WriteSteps([getattr(self, name) for _sequence, name in self._get_write_steps()], dict(vals))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_policy_right(vals)
            self._check_chosen(vals, self.env["res.company"].browse(vals.get("company_id")))
        steps = [self.browse()._start_write_steps(vals) for vals in vals_list]
        profiles = super().create([step.values for step in steps])
        for profile, step in zip(profiles, steps, strict=True):
            step.finish(profile)
        return profiles

    def write(self, vals):
        self._check_policy_right(vals)
        self._check_entered(vals)
        self._check_chosen(vals, self.company_id)
        with closing(self._start_write_steps(vals)) as steps:
            if self._has_role("guarded", steps.values):
                self.env["credit.guard"]._write_guard(self.ids)
            result = super().write(steps.values)
            steps.finish(self)
        return result

    @write_step(50)
    def _step_limit_mode(self, vals):
        """Giving an amount to a customer without a limit means: limit the customer."""
        if self and vals.get("credit_limit") and "limit_mode" not in vals:
            vals = {**vals, "limit_mode": "limited"}
        yield vals

    def copy_data(self, default=None):
        """:raise UserError: always, a customer has one profile"""
        raise UserError(self.env._(
            "%(customer)s has one credit profile in each company; it cannot be duplicated.",
            customer=self[:1].display_name))

    def _credit_follow_core_limit(self, limit):
        """Follow a limit changed on the contact itself: there an amount limits, and zero means no limit at all."""
        if limit:
            self.filtered(lambda profile: profile.limit_mode == "unlimited").limit_mode = "limited"
        else:
            self.filtered(lambda profile: profile.limit_mode == "limited").limit_mode = "unlimited"

    def _check_policy_right(self, vals):
        """Only credit managers decide on ratings, limits, terms and holds.

        :raise AccessError: when ``vals`` touches the policy and the user is no credit manager
        """
        if self.env.su or not self._has_role("policy", vals):
            return
        if not self.env.user.has_group("credit_collection.credit_collection_group_manager"):
            raise AccessError(self.env._(
                "Only credit managers change ratings, limits, terms and holds. Ask for a credit review instead."))

    def _check_chosen(self, vals, companies):
        """Users choose what is in use, by a form, a dialog, a call or an import; what a customer has already may stay.

        :param companies: of the customers
        :raise ValidationError: ``vals`` give customers something archived, or a collector who does not work for the company
        """
        if self.env.su:
            return
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or field is None or field.type != "many2one" or self._get_roles(field) & {"fixed", "system"}:
                continue
            # sudo: whatever the user may read of it, it is archived or not.
            chosen_sudo = self.env[field.comodel_name].sudo().browse(value).exists()
            if self and all(profile[name].id == value for profile in self):
                continue
            if chosen_sudo._active_name and chosen_sudo and not chosen_sudo[chosen_sudo._active_name]:
                raise ValidationError(self.env._(
                    "%(name)s is archived. Choose another value for the field “%(field)s”.",
                    name=chosen_sudo.display_name, field=field._description_string(self.env)))
            if name == "collector_id":
                self._check_collector_of(chosen_sudo, companies)

    def _check_collector_of(self, user_sudo, companies):
        """:raise ValidationError: the user is no employee, or works neither for one of ``companies`` nor for its branches;
            administrators may, who can let themselves into each company"""
        own, may_join = user_sudo.company_ids.root_id, user_sudo.has_group("base.group_system")
        for company in companies.sudo():
            if user_sudo.share or not (may_join or company in own):
                raise ValidationError(self.env._(
                    "%(user)s does not work for %(company)s. Choose a collector who may work in this company.",
                    user=user_sudo.name, company=company.name))

    @api.model
    def _create_missing_profiles(self, partner_ids=None, company_ids=None):
        """Create the missing profiles in one statement, race-proof: a profile made meanwhile by another user is kept.

        Core's credit limit stays what it is; a customer with one becomes «limited», the others what the company wants.

        :param partner_ids: commercial partners who need a profile in each of ``company_ids`` (root companies); without
            them, all partners with receivables, draft invoices or confirmed orders, in the companies where they have them
        :return: number of profiles created
        """
        self.env["res.partner"].flush_model(["commercial_partner_id", "credit_limit"])
        self.env["ir.default"].flush_model()
        companies = self.env["res.company"].sudo().browse(company_ids) if company_ids else (
            self.env["res.company"].sudo().search([("parent_id", "=", False)]))
        created = 0
        for company in companies:
            if partner_ids is None:
                candidates = self._get_customers_sql(company)
            else:
                candidates = SQL("SELECT UNNEST(%s::int[]) AS partner_id", list(partner_ids))
            limit = SQL(
                "COALESCE((partner.credit_limit->>%(key)s)::numeric, (%(default)s->>%(key)s)::numeric)",
                key=str(company.id), default=get_default_limits_sql(self.env))
            rows = insert_select(
                self, {
                    "partner_id": SQL("partner.id"), "company_id": SQL("%s", company.id),
                    "limit_mode": SQL("CASE WHEN %s > 0 THEN 'limited' ELSE %s END", limit, company.credit_new_limit_mode),
                    "own_max_term_days": SQL("-1"), "own_grace_days": SQL("-1"), "temporary_limit": SQL("0"),
                },
                SQL("(%s) candidate JOIN res_partner partner ON partner.id = candidate.partner_id ORDER BY partner.id",
                    candidates),
                conflict=SQL("(partner_id, company_id) DO NOTHING"))
            created += len(rows)
        return created

    @api.model
    def _get_customers_sql(self, company):
        """:return: SQL of the commercial partners with receivables, draft invoices or orders in ``company``'s branches"""
        branches = self.env["res.company"].sudo().search([("id", "child_of", company.id)])
        self.env["account.move.line"].flush_model(["partner_id", "company_id", "parent_state", "account_id"])
        self.env["sale.order"].flush_model(["partner_invoice_id", "company_id", "state"])
        return SQL(
            """
            SELECT DISTINCT partner.commercial_partner_id AS partner_id
              FROM (%(items)s) item
              JOIN res_partner partner ON partner.id = item.partner_id
             UNION
            SELECT DISTINCT partner.commercial_partner_id
              FROM sale_order so
              JOIN res_partner partner ON partner.id = so.partner_invoice_id
             WHERE so.state = 'sale' AND so.company_id IN %(branches)s
            """,
            branches=tuple(branches.ids),
            items=build_items(
                SQL("DISTINCT line.partner_id"), state=SQL("IN ('posted', 'draft')"),
                condition=SQL("line.company_id IN %s", tuple(branches.ids))),
        )

    def _get_by_partner(self):
        """:return: ``{(commercial partner id, root company id): credit.profile}`` for the profiles of ``self``"""
        return dict(zip(get_columns(self, "partner_id", "company_id"), self, strict=True))
