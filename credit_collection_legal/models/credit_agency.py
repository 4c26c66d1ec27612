from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.days import days_until


class CreditAgency(models.Model):
    """A collection agency or law firm: its licence, where it works, what it costs, how well it did."""

    _name = "credit.agency"
    _description = "Collection Agency or Law Firm"
    _inherit = ["credit.shared.mixin", "mail.thread"]
    _order = "kind, name, id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Contact", required=True, ondelete="restrict", index=True, tracking=True)
    name = fields.Char(related="partner_id.name", store=True)
    kind = fields.Selection(
        [("agency", "Collection agency"), ("law_firm", "Law firm")], required=True, default="agency", tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", domain=[("parent_id", "=", False)], index="btree_not_null", help="Leave empty for all companies.")
    licence_number = fields.Char(tracking=True)
    licence_authority = fields.Char(string="Licensed By", tracking=True)
    licence_from = fields.Date(string="Licence Valid From", tracking=True)
    licence_until = fields.Date(
        string="Licence Valid Until", tracking=True, help="Last day. Empty for a licence that does not expire.")
    licence_until_days = days_until("licence_until", string="Licence Ends in (days)")
    country_ids = fields.Many2many(
        "res.country", string="Countries", help="Where it may collect. Empty where its licence is not limited to countries.")
    fee_line_ids = fields.One2many("credit.agency.fee", "agency_id", string="Fee Scale", copy=True)
    note = fields.Html(string="Notes")

    placement_ids = fields.One2many("credit.agency.placement", "agency_id", string="Placements")
    placed = fields.Float(compute="_compute_success", digits=(16, 2), help="In company currency, so far.")
    recovered = fields.Float(compute="_compute_success", digits=(16, 2), help="Gross, in company currency.")
    net = fields.Float(string="Recovered Net", compute="_compute_success", digits=(16, 2), help="After its fees.")
    success = fields.Float(
        string="Success (%)", compute="_compute_success", digits=(6, 2), help="Recovered of what was placed.")

    @api.depends("placement_ids.recovered", "placement_ids.amount_placed")
    @api.depends_context("allowed_company_ids")
    def _compute_success(self):
        groups = {
            agency: figures for agency, *figures in self.env["credit.agency.placement"]._read_group(
                [("agency_id", "in", self.ids), ("state", "in", ("placed", "recalled", "closed"))], ["agency_id"],
                ["amount_placed:sum", "recovered:sum", "net:sum"])}
        for agency in self:
            agency.placed, agency.recovered, agency.net = groups.get(agency._origin, (0.0, 0.0, 0.0))
            agency.success = agency.recovered / agency.placed * 100 if agency.placed else 0.0

    @api.constrains("licence_from", "licence_until")
    def _check_licence_dates(self):
        for agency in self:
            if agency.licence_from and agency.licence_until and agency.licence_from > agency.licence_until:
                raise ValidationError(self.env._("%(agency)s: the licence ends before it begins.", agency=agency.name))

    def _check_licensed(self, day, country):
        """:raise UserError: without a licence that is valid on ``day``, or one that does not cover ``country``"""
        self.ensure_one()
        if not (self.licence_number or "").strip():
            raise UserError(self.env._(
                "%(agency)s has no licence on record. Enter its number and validity before items are handed over.",
                agency=self.name))
        if self.licence_from and day < self.licence_from:
            raise UserError(self.env._(
                "The licence of %(agency)s is valid from %(date)s on only.", agency=self.name,
                date=format_date(self.env, self.licence_from)))
        if self.licence_until and day > self.licence_until:
            raise UserError(self.env._(
                "The licence of %(agency)s ended on %(date)s.", agency=self.name,
                date=format_date(self.env, self.licence_until)))
        if self.country_ids and country and country not in self.country_ids:
            raise UserError(self.env._(
                "%(agency)s may not collect in %(country)s by its licence.", agency=self.name, country=country.name))

    def _get_fee_percent(self, amount, days):
        """:return: the fee of the scale for claims over ``amount``, the oldest ``days`` overdue: of the rows that apply, that
            of the oldest and then of the largest claims"""
        self.ensure_one()
        rows = self.fee_line_ids.filtered(lambda row: row.days_from <= days and row.amount_from <= amount)
        return rows.sorted(lambda row: (row.days_from, row.amount_from))[-1:].fee_percent


class CreditAgencyFee(models.Model):
    """A row of a fee scale."""

    _name = "credit.agency.fee"
    _description = "Row of a Fee Scale"
    _inherit = "credit.shared.mixin"
    _order = "agency_id, days_from, amount_from, id"

    agency_id = fields.Many2one("credit.agency", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="agency_id.company_id")
    days_from = fields.Integer(string="Overdue From (days)", bounds=(0, 36500), aggregator=None)
    amount_from = fields.Float(
        string="From Amount", digits=(16, 2), bounds=(0, 1e15), help="Of all items of a placement, in company currency.",
        aggregator=None)
    fee_percent = fields.Float(string="Fee (%)", digits=(5, 2), bounds=(0, 100), aggregator=None)

    _row_uniq = models.UniqueIndex("(agency_id, days_from, amount_from)", "The fee scale has this row already.")
