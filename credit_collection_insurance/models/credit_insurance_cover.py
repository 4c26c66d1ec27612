from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import split_every

from ..tools.insured import Position
from .credit_insurance_policy import get_overlap_domain

MANAGER = "credit_collection.credit_collection_group_manager"
# What decided about deliveries stays as it was.
DECIDING = {"amount", "coverage", "valid_from"}
# So many customers are decided anew at once.
BATCH = 500


class CreditInsuranceCover(models.Model):
    """The limit that an insurer gives for a customer, from a day until a day. What was delivered in these days is insured by
    it, whatever the limit is later."""

    _name = "credit.insurance.cover"
    _inherit = ["credit.roles.mixin", "credit.batch.mixin", "mail.thread"]
    _description = "Insurance Cover"
    _order = "valid_from desc, id desc"

    policy_id = fields.Many2one(
        "credit.insurance.policy", required=True, index=True, ondelete="restrict", role="fixed",
        default=lambda self: self._get_default_policy())
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="cascade", role="fixed",
        domain="[('company_id', '=', company_id)]")
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="policy_id.currency_id")
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    active = fields.Boolean(default=True, tracking=True)
    amount = fields.Monetary(
        string="Insured Limit", required=True, default=0.0, bounds=(0, 1e15), tracking=True,
        help="What the insurer covers at most. 0: the cover is withdrawn.")
    coverage = fields.Float(
        string="Coverage (%)", digits=(5, 2), bounds=(0, 100), tracking=True, compute="_compute_coverage", store=True,
        precompute=True, readonly=False, aggregator=None)
    valid_from = fields.Date(required=True, tracking=True, help="Deliveries of this day are insured.")
    valid_until = fields.Date(tracking=True, help="Last day. Without one, as long as the policy.")
    ends_on = fields.Date(
        compute="_compute_ends_on", store=True, precompute=True,
        help="Last day on which deliveries are insured: that of the cover, or of its policy where that ends before.")
    reference = fields.Char(string="Decision of the Insurer", tracking=True)
    reason = fields.Char(tracking=True)
    company_amount = fields.Monetary(
        string="Insured Limit (Company Currency)", currency_field="company_currency_id",
        compute="_compute_company_amount", store=True, help="At the rate of the day.")
    is_in_force = fields.Boolean(compute="_compute_is_in_force", search="_search_is_in_force")
    used_amount = fields.Monetary(
        string="Used", compute="_compute_use", currency_field="company_currency_id",
        help="Open deliveries that count for the limit, of all covers of the customer, without tax that is not covered.")
    free_amount = fields.Monetary(string="Free", compute="_compute_use", currency_field="company_currency_id")
    insured_amount = fields.Monetary(
        string="Insured", related="profile_id.insured_amount", currency_field="company_currency_id")
    uninsured_exposure = fields.Monetary(
        string="Own Risk", related="profile_id.uninsured_exposure", currency_field="company_currency_id")
    stop_on = fields.Date(
        string="Deliveries Insured Until", compute="_compute_use",
        help="The oldest open item is overdue for too long afterwards: deliveries are not insured any more.")

    _check_dates = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= valid_from)", "The cover ends before it begins.")
    # The cover in force on the day of a delivery.
    _in_force_idx = models.Index("(profile_id, valid_from) WHERE active")

    @api.model
    def _get_default_policy(self):
        company, today = self.env.company.root_id, self.env.company._get_credit_today()
        return self.env["credit.insurance.policy"].search(
            Domain("company_id", "=", company.id) & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today)), limit=1)

    @api.depends("policy_id")
    def _compute_coverage(self):
        for cover in self:
            cover.coverage = cover.policy_id.coverage

    @api.depends("valid_until", "policy_id.date_to")
    def _compute_ends_on(self):
        for cover in self:
            cover.ends_on = min(filter(None, (cover.valid_until, cover.policy_id.date_to)), default=False)

    @api.depends("amount", "policy_id.currency_id", "company_id")
    def _compute_company_amount(self):
        for today, covers in self.env["res.company"]._get_credit_days_of(self).items():
            for cover in covers:
                company = cover.company_id
                cover.company_amount = cover.currency_id._convert(
                    cover.amount, company.currency_id, company, today) if company else 0.0

    @api.depends("valid_from", "ends_on", "active")
    def _compute_is_in_force(self):
        for today, covers in self.env["res.company"]._get_credit_days_of(self).items():
            for cover in covers:
                cover.is_in_force = bool(cover.active and cover.valid_from and cover.valid_from <= today and (
                    not cover.ends_on or cover.ends_on >= today))

    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self.env["res.company"]._get_credit_day_domain(
            lambda today: Domain("valid_from", "<=", today)
            & (Domain("ends_on", "=", False) | Domain("ends_on", ">=", today)))
        return Domain.OR(domain if flag else ~domain for flag in set(map(bool, value)))

    @api.depends("profile_id", "company_amount", "valid_from", "ends_on")
    def _compute_use(self):
        positions = self.env["credit.insurance"]._get_positions(self.profile_id)
        for cover in self:
            position = positions.get(cover.profile_id._origin.id, Position())
            cover.used_amount, cover.stop_on = position.used, position.stop_on
            cover.free_amount = max(cover.company_amount - position.used, 0.0) if cover.is_in_force else 0.0

    @api.depends("profile_id.display_name", "amount", "currency_id")
    def _compute_display_name(self):
        for cover in self:
            name = cover.profile_id.display_name
            cover.display_name = f"{name}: {cover.currency_id.format(cover.amount)}" if name else False

    @api.constrains("policy_id", "profile_id", "valid_from", "valid_until", "active")
    def _check_cover(self):
        for cover in self.filtered("active"):
            policy, customer = cover.policy_id, cover.profile_id
            if customer.company_id != policy.company_id:
                raise ValidationError(self.env._(
                    "%(customer)s belongs to %(owner)s, policy “%(policy)s” to %(company)s.", customer=customer.display_name,
                    owner=customer.company_id.name, policy=policy.name, company=policy.company_id.name))
            if cover.valid_from < policy.date_from or (
                    policy.date_to and (cover.valid_until or cover.valid_from) > policy.date_to):
                raise ValidationError(self.env._(
                    "%(customer)s: the cover lies outside of the days of policy “%(policy)s”.",
                    customer=customer.display_name, policy=policy.name))
            country = customer.partner_id.country_id
            if policy.country_ids and country not in policy.country_ids:
                raise ValidationError(self.env._(
                    "%(customer)s: policy “%(policy)s” does not insure customers in %(country)s.",
                    customer=customer.display_name, policy=policy.name,
                    country=country.name or self.env._("no country")))
            cover._check_overlap()

    def _find_overlapping(self, profile):
        """:return: other covers of ``profile`` that are in force on a day of this one"""
        return self.search(
            Domain("profile_id", "=", profile.id) & Domain("id", "!=", self.id)
            & get_overlap_domain(self, "valid_from", "ends_on"))

    def _check_overlap(self):
        if other := self._find_overlapping(self.profile_id)[:1]:
            self._refuse_overlap(other)

    def _check_overlaps(self):
        """The same of many covers at once, in one query."""
        by_customer = self.search([("profile_id", "in", self.profile_id.ids)], order="valid_from, id").grouped("profile_id")
        own = set(self._ids)
        for covers in by_customer.values():
            longest = self.browse()
            for cover in covers:
                if longest and not (longest.ends_on and longest.ends_on < cover.valid_from) and own & {longest.id, cover.id}:
                    cover._refuse_overlap(longest)
                if not longest or longest.ends_on and not (cover.ends_on and cover.ends_on <= longest.ends_on):
                    longest = cover

    def _refuse_overlap(self, other):
        raise ValidationError(self.env._(
            "%(customer)s has another cover in these days: “%(other)s”. Use “Change Limit” there, or end it first.",
            customer=self.profile_id.display_name, other=other.display_name))

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Before any rule about covers tells something of another customer.
            self.env["credit.profile"].browse(vals.get("profile_id") or ()).check_access("read")
        covers = super().create(vals_list)
        covers._decide_anew()
        return covers

    def write(self, vals):
        if DECIDING & vals.keys() and not self.env.su:
            self._check_not_begun()
        result = super().write(vals)
        if {*DECIDING, "valid_until", "active"} & vals.keys():
            self._decide_anew()
        return result

    def _check_not_begun(self):
        for today, covers in self.env["res.company"]._get_credit_days_of(self).items():
            if begun := covers.filtered(lambda cover, day=today: cover.valid_from < day)[:1]:
                raise UserError(self.env._(
                    "“%(cover)s” has insured deliveries since %(date)s. Enter a new limit by “Change Limit”; archive a cover "
                    "that was entered by mistake.", cover=begun.display_name, date=fields.Date.to_string(begun.valid_from)))

    def _decide_anew(self):
        """Held orders are looked at again; confirmations under way are decided by the old cover or by the new one."""
        profiles_sudo = self.sudo().profile_id  # sudo: a consequence of the change, which the user may make.
        self.env["credit.guard"].sudo()._write_guard(profiles_sudo.ids)
        profiles_sudo.invalidate_recordset(["insured_amount", "uninsured_exposure"])
        for batch in split_every(BATCH, profiles_sudo.ids, profiles_sudo.browse):
            batch._reevaluate_policy()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if not self.env.su:
            self._check_not_begun()

    # Changes

    def action_change(self):
        """:return: the dialog that enters a new limit of the customer from a day"""
        self.ensure_one()
        self._check_manager()
        return {
            "type": "ir.actions.act_window", "res_model": "credit.insurance.cover.change", "view_mode": "form",
            "target": "new", "name": self.env._("Change Limit"), "context": {"default_cover_id": self.id}}

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers change insurance covers."))

    def _change(self, day, amount, coverage, **vals):
        """End this cover on the day before ``day``, and begin another one; what was delivered before stays insured as it was.

        :return: the new cover
        :raise UserError: the cover begins on that day or later, or has ended before
        """
        self.ensure_one()
        self._check_manager()
        if day <= self.valid_from or (self.ends_on and day > self.ends_on + relativedelta(days=1)):
            raise UserError(self.env._(
                "Choose a day after %(first)s on which the cover “%(cover)s” is in force.",
                first=fields.Date.to_string(self.valid_from), cover=self.display_name))
        until = self.valid_until
        self.write({"valid_until": day - relativedelta(days=1)})
        return self.create({
            "policy_id": self.policy_id.id, "profile_id": self.profile_id.id, "amount": amount, "coverage": coverage,
            "valid_from": day, "valid_until": until if until and until >= day else False, **vals})

    @api.model
    def _get_in_force(self, profiles, day):
        """:return: ``{profile: cover in force on day}``, in one query"""
        found = self.search(
            Domain("profile_id", "in", profiles.ids) & Domain("valid_from", "<=", day)
            & (Domain("ends_on", "=", False) | Domain("ends_on", ">=", day)))
        return {cover.profile_id: cover for cover in found}

    @api.model
    def _cron_convert(self):
        """Convert the covers in other currencies at the rate of the day."""
        # sudo: amounts of the system, no matter who runs the scheduled action.
        self.sudo()._run_batch(
            "credit_collection_insurance.ir_cron_convert", lambda _today: Domain("is_in_force", "=", True),
            lambda covers, _today: covers._compute_company_amount(), size=1000, stamped=True)
