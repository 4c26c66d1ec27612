from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..tools.accrual import Terms
from ..tools.rates import find_gap, find_gap_between

DAY_COUNTS = [
    ("365", "Actual days / 365"),
    ("360", "Actual days / 360"),
    ("actual", "Actual days / days of the year"),
]


class CreditInterestRule(models.Model):
    """What late payment costs under a law or a contract: the table of rates, how days count, the fixed compensation."""

    _name = "credit.interest.rule"
    _inherit = ["credit.table.mixin", "credit.shared.mixin", "credit.batch.mixin", "credit.confirmed.mixin", "mail.thread",
                "mail.activity.mixin"]
    _description = "Late Payment Terms"
    _order = "sequence, id"
    _rec_names_search = ["name", "country_id"]

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)],
        help="Leave empty to share the terms between all companies. Terms of a company go before shared ones.",
    )
    country_id = fields.Many2one("res.country", index="btree_not_null", ondelete="restrict")
    country_group_id = fields.Many2one(
        "res.country.group", ondelete="restrict", help="Terms of a country go before those of its group.")
    is_law = fields.Boolean(
        string="Applies by Country", default=True,
        help="Applies to all customers of the country without agreed terms. Other terms apply where a customer or a payment "
             "term names them.",
    )
    customers = fields.Selection(
        [("business", "Businesses only"), ("all", "Businesses and consumers")], required=True, default="all",
        help="Businesses are companies, and contacts with a tax identification number.",
    )
    follows = fields.Selection(
        [
            ("period", "The rate of each period"),
            ("first_day", "The rate of the first day late, throughout"),
            ("invoice", "The rate of the invoice date, throughout"),
        ],
        string="Rate Applied", required=True, default="period",
        help="The rate of the invoice date is kept on the invoice when it is posted.",
    )
    period = fields.Selection(
        [("half_year", "Each half-year needs its rate"), ("none", "A rate applies until the next one")],
        string="Published", required=True, default="none",
        help="Without the rate of a half-year, interest stops at its first day until the rate is entered.",
    )
    day_count = fields.Selection(DAY_COUNTS, required=True, default="365")
    grace_days = fields.Integer(
        string="Grace Period (days)", default=0, bounds=(0, 365),
        help="Items paid within these days after the due date bear no charges; later ones bear interest from the day after the "
             "due date.", aggregator=None)
    rate_ids = fields.One2many("credit.interest.rate", "rule_id", string="Rates", copy=True)
    compensation_currency_id = fields.Many2one("res.currency", string="Currency of the Compensation")
    compensation_ids = fields.One2many(
        "credit.compensation", "rule_id", string="Fixed Compensation", copy=True,
        help="Once per invoice, by what is open when it becomes late.")
    print_on_invoice = fields.Boolean(help="The terms are kept at posting and printed on invoices.")
    note = fields.Text(string="Legal Basis", translate=True)
    missing_from = fields.Date(
        compute="_compute_missing_from", help="First day until today for which the table has no rate.")

    _check_place = models.Constraint(
        "CHECK (country_id IS NULL OR country_group_id IS NULL)",
        "Terms are those of a country or of a group of countries, not of both.")
    _country_uniq = models.UniqueIndex(
        "(country_id, COALESCE(company_id, 0)) WHERE is_law AND active AND country_id IS NOT NULL",
        "There are other late payment terms for this country already.")
    _group_uniq = models.UniqueIndex(
        "(country_group_id, COALESCE(company_id, 0)) WHERE is_law AND active AND country_group_id IS NOT NULL",
        "There are other late payment terms for this group of countries already.")

    @api.depends("rate_ids.date_from", "period")
    def _compute_missing_from(self):
        today = self.env.company._get_credit_today()
        for rule in self:
            dates = rule._get_rate_dates()
            rule.missing_from = find_gap(dates, min(dates), today, rule.period) if dates else False

    @api.constrains("rate_ids", "period", "compensation_ids", "compensation_currency_id")
    def _check_rows(self):
        for rule in self:
            if rule.compensation_ids and not rule.compensation_currency_id:
                raise ValidationError(self.env._("“%(terms)s”: enter the currency of the compensation.", terms=rule.name))
            gap = find_gap_between(rule._get_rate_dates(), rule.period)
            if gap:
                raise ValidationError(self.env._(
                    "“%(terms)s”: the half-year from %(date)s has no rate. Enter it first, or the interest of these days would "
                    "be unknown.", terms=rule.name, date=format_date(self.env, gap)))

    def _get_rate_dates(self):
        return [rate.date_from for rate in self.rate_ids if rate.date_from]

    def _get_rates(self):
        """:return: ``[(from date, percent per year)]`` for ``late_interest``"""
        return sorted((rate.date_from, rate.percent) for rate in self.rate_ids)

    def _get_values(self):
        """:return: these terms as plain values"""
        return Terms(
            tuple(self._get_rates()), self.follows, self.period,
            self.day_count if self.day_count == "actual" else int(self.day_count), self.grace_days, self.known_until or None)

    def _get_compensation(self, amount, company, day):
        """:return: the fixed compensation of a debt of ``amount``, in the currency of ``company`` at the rate of ``day``"""
        currency, own = self.compensation_currency_id, company.currency_id
        if not currency:
            return 0.0
        amount = own._convert(amount, currency, company, day, round=False)
        bands = self.compensation_ids.filtered(lambda band: currency.compare_amounts(band.amount_from, amount) <= 0)
        return currency._convert(max(bands, key=lambda band: band.amount_from).amount, own, company, day) if bands else 0.0

    @api.model
    def _find_for_country(self, country):
        """:return: the terms of ``country`` that a new rate belongs to, made where there are none yet"""
        rules = self.search([("country_id", "=", country.id), ("is_law", "=", True)])
        if rules:
            return rules.sorted(lambda rule: bool(rule.company_id))[0]
        union = self.env.ref("base.europe", raise_if_not_found=False)
        return self.create({
            "name": country.name, "country_id": country.id,
            "period": "half_year" if union and country in union.country_ids else "none",
        })

    def _describe(self, percent, env, since=None):
        """:return: the terms of an invoice in words, in the language of ``env``

        :param float percent: rate per year
        :param date since: from when it is in force, where nobody has checked that there is no later one
        """
        rate = env._("Interest on late payment: %(percent)s %% per year.", percent=f"{percent:g}")
        if since:
            rate = env._(
                "Interest on late payment: %(percent)s %% per year (rate from %(date)s, the last one known).",
                percent=f"{percent:g}", date=format_date(env, since))
        currency = self.compensation_currency_id
        amounts = sorted(self.compensation_ids.mapped("amount"))
        if not amounts:
            return rate
        amount = " – ".join(dict.fromkeys((currency.format(amounts[0]), currency.format(amounts[-1]))))
        return f"{rate} {env._('Fixed compensation for recovery costs: %(amount)s.', amount=amount)}"


class CreditInterestRate(models.Model):
    """One row of a table of rates: from this day on, the reference rate plus the margin apply."""

    _name = "credit.interest.rate"
    _inherit = ["credit.row.mixin", "credit.shared.mixin"]
    _shared_company_field = "rule_id.company_id"
    _table_field = "rule_id"
    _description = "Rate of Late Interest"
    _order = "rule_id, date_from desc"
    _rec_name = "date_from"

    rule_id = fields.Many2one("credit.interest.rule", string="Terms", required=True, index=True, ondelete="cascade")
    country_id = fields.Many2one(related="rule_id.country_id", store=True)
    date_from = fields.Date(string="From", required=True)
    rate = fields.Float(
        string="Reference Rate (%)", digits=(16, 4), required=True, default=0.0, bounds=(-20, 1000), help="Per year.",
        aggregator=None)
    margin = fields.Float(
        string="Margin (points)", digits=(16, 4), default=0.0, bounds=(0, 1000), help="Added to the reference rate.",
        aggregator=None)
    percent = fields.Float(string="Interest (% per year)", digits=(16, 4), compute="_compute_percent")
    source = fields.Char(required=True, help="Where the rate was published, or who agreed on it.")

    _date_uniq = models.UniqueIndex("(rule_id, date_from)", "These terms have a rate from this day on already.")

    @api.depends("date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = format_date(self.env, row.date_from)

    @api.depends("rate", "margin")
    def _compute_percent(self):
        for row in self:
            row.percent = row.rate + row.margin

    @api.constrains("rate", "margin")
    def _check_percent(self):
        for row in self:
            if row.rate + row.margin < 0:
                raise ValidationError(self.env._(
                    "“%(terms)s” from %(date)s: reference rate and margin come to less than zero.",
                    terms=row.rule_id.name, date=format_date(self.env, row.date_from)))

    @api.model_create_multi
    def create(self, vals_list):
        """A rate that names a country only belongs to the terms of that country."""
        prepared = []
        for vals in vals_list:
            vals = dict(vals)
            country = self.env["res.country"].browse(vals.pop("country_id", None) or ())
            if country and not vals.get("rule_id"):
                vals["rule_id"] = self.env["credit.interest.rule"]._find_for_country(country).id
            prepared.append(vals)
        return super().create(prepared)


class CreditCompensation(models.Model):
    """The fixed sum for the costs of recovery, by what was open when the invoice became late."""

    _name = "credit.compensation"
    _inherit = ["credit.row.mixin", "credit.shared.mixin"]
    _shared_company_field = "rule_id.company_id"
    _table_field = "rule_id"
    _description = "Fixed Compensation"
    _order = "rule_id, amount_from"
    _rec_name = "amount"

    rule_id = fields.Many2one("credit.interest.rule", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="rule_id.compensation_currency_id")
    amount_from = fields.Monetary(string="Debt From", default=0.0, bounds=(0, 1e12))
    amount = fields.Monetary(string="Compensation", required=True, bounds=(0, 1e9))

    _amount_uniq = models.UniqueIndex("(rule_id, amount_from)", "These terms have a compensation from this amount on already.")
