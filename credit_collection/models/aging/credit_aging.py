from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import format_date, formatLang

from ...tools.exposure.aging import make_buckets

VIEWER = "credit_collection.credit_collection_group_viewer"
# By what the aging is grouped: the field of its items.
GROUPS = {
    "customer": "partner_id", "salesperson": "invoice_user_id", "collector": "collector_id", "rating": "rating_id",
    "country": "country_id", "company": "company_id",
}
# What nothing kept tells of a past day.
OF_TODAY = ("collector_id", "rating_id", "country_id")


class CreditAging(models.TransientModel):
    """What an aging is about: its day, companies, currency and buckets. Its rows are ``credit.aging.item``."""

    _name = "credit.aging"
    _description = "Aging"
    _inherit = "credit.bounds.mixin"

    date = fields.Date(
        string="As of", required=True, default=lambda self: self._get_default_date(),
        help="A past day is rebuilt from what was matched since; a future one shows what falls due until then.",
    )
    all_companies = fields.Boolean(
        string="All My Companies", help="Also those that are not ticked in the company switcher.",
    )
    # Fixed when the aging is shown, as the rates are.
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    amounts_in = fields.Selection(
        [("one", "One currency"), ("document", "Document currencies")], string="Amounts in", required=True, default="one",
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    rate_date = fields.Date(
        string="Rates of", required=True, compute="_compute_rate_date", store=True, readonly=False, precompute=True,
        help="Amounts in other company currencies are converted at the rates of this day.",
    )
    limits = fields.Char(
        string="Buckets (days overdue)", required=True, default=lambda self: self._get_default_limits(),
        help="Last day of each bucket, separated by commas. What is overdue for longer is in a last bucket of its own.",
    )
    group_by = fields.Selection(
        [("customer", "Customer"), ("salesperson", "Salesperson"), ("collector", "Collector"), ("rating", "Rating"),
         ("country", "Country"), ("company", "Company")], required=True, default="customer",
    )
    bucket_ids = fields.One2many("credit.aging.bucket", "aging_id", readonly=True)
    # List, PDF and XLSX convert alike.
    rates = fields.Json(readonly=True)
    # The filter of the list from which a PDF or XLSX is made.
    filter_domain = fields.Json(readonly=True)
    notes = fields.Text(compute="_compute_notes")

    @api.model
    def _get_default_date(self):
        # Of several companies, the day of the user's.
        return self.env.company._get_credit_today()

    @api.model
    def _get_default_limits(self):
        return ",".join(str(bucket.last_day) for bucket in self.env.company._get_credit_aging_buckets()[1:-1])

    @api.depends("date")
    def _compute_rate_date(self):
        today = self.env.company._get_credit_today()
        for aging in self:
            aging.rate_date = min(aging.date or today, today)

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for aging in self:
            aging.display_name = self.env._("Aging as of %(date)s", date=format_date(self.env, aging.date))

    @api.constrains("limits")
    def _check_limits(self):
        for aging in self:
            self.env["res.company"]._parse_credit_aging_limits(aging.limits)

    # What is said about the figures

    @api.depends("date", "rate_date", "currency_id", "amounts_in", "all_companies")
    @api.depends_context("lang")
    def _compute_notes(self):
        for aging in self:
            aging.notes = "\n".join(aging._get_notes())

    def _get_notes(self):
        """:return: list of sentences that say how the figures are meant"""
        today, notes = self.env.company._get_credit_today(), []
        if not (self.date and self.currency_id and self.rate_date):
            return notes
        if self.date < today:
            notes.append(self.env._(
                "Amounts, promises, disputes and follow-up levels are those of the date shown. Agreed due dates, collector, "
                "rating and country are those of today."))
        elif self.date > today:
            notes.append(self.env._(
                "A date to come: what is open today and will have fallen due by then. Receipts dated until then count; "
                "nothing else is taken for paid."))
        if self.amounts_in == "document":
            notes.append(self.env._("Amounts are in the currencies of the documents, with totals for each of them."))
        elif rates := self._get_rates():
            notes.append(self.env._(
                "Book values converted to %(currency)s at the rates of %(date)s: %(rates)s.", currency=self.currency_id.name,
                date=format_date(self.env, self.rate_date), rates=", ".join(
                    f"1 {currency.name} = {formatLang(self.env, rate, digits=6)} {self.currency_id.name}"
                    for currency, rate in rates.items())))
            if unrated := self._find_unrated():
                notes.append(self.env._(
                    "No rate is entered for %(currencies)s: 1 is taken, and the amounts converted are wrong.",
                    currencies=", ".join(unrated.mapped("name"))))
        return notes

    def _get_companies(self):
        """:return: the companies of the aging for which the user works"""
        user = self.env.user
        if self.all_companies:
            return user.company_ids
        # sudo: the record rules of companies know the ticked ones alone.
        return (self.sudo().company_ids or self.env.companies) & user.company_ids

    def _get_rates(self):
        """:return: ``{currency: rate}`` of the aging; while it is being changed, those that it would have"""
        if self != self._origin or not isinstance(self.rates, dict):
            return self._find_rates()
        return {self.env["res.currency"].browse(int(currency)): rate for currency, rate in self.rates.items()}

    def _find_rates(self):
        """:return: ``{currency of a company: its rate}`` of the companies that keep their books in another currency; the table
            of rates is that of the user's company"""
        Currency = self.env["res.currency"]
        return {
            currency: Currency._get_conversion_rate(currency, self.currency_id, self.env.company, self.rate_date)
            for currency in self._get_companies().sudo().currency_id - self.currency_id}

    def _find_unrated(self):
        """:return: the currencies that are converted and that have no rate in the table of the user's company"""
        root = self.env.company.sudo().root_id
        currencies = (self._get_companies().sudo().currency_id | self.currency_id) - root.currency_id
        # sudo: whoever looks at converted amounts is told what they rest on.
        return currencies - self.env["res.currency.rate"].sudo().search([
            ("currency_id", "in", currencies.ids), ("company_id", "in", [False, root.id])]).currency_id

    # Showing

    def write(self, vals):
        result = super().write(vals)
        if not {"date", "all_companies", "company_ids", "amounts_in", "currency_id", "rate_date", "limits"}.isdisjoint(vals):
            self.env["credit.aging.item"].invalidate_model()
        return result

    def _check_viewer(self):
        """:raise AccessError: the user is no credit viewer, or the aging is that of another user"""
        if not self.env.su and not self.env.user.has_group(VIEWER):
            raise AccessError(self.env._("Only credit viewers get the aging."))
        self.check_access("read")

    def _prepare(self):
        """Fix the rates and make the buckets."""
        self.ensure_one()
        # sudo: companies that are not ticked may not be linked otherwise; they are the user's own.
        self.sudo().company_ids = self._get_companies() if self.all_companies else self.env.companies
        self.write({
            "rates": {currency.id: rate for currency, rate in self._find_rates().items()},
            "filter_domain": False,
            "bucket_ids": [Command.clear(), *(Command.create(vals) for vals in self._prepare_buckets())],
        })

    def _prepare_buckets(self):
        buckets = make_buckets(self.env["res.company"]._parse_credit_aging_limits(self.limits))
        labels = self.env["credit.open.item"]._get_bucket_labels(buckets)
        return [
            *({"kind": "debt", "name": labels[bucket.code], "last_day": bucket.last_day or 0,
               "is_open": bucket.last_day is None} for bucket in buckets),
            {"kind": "credit", "name": self.env._("Open Credits")},
            {"kind": "difference", "name": self.env._("Currency Differences")},
        ]

    @api.model
    def _open_today(self):
        """:return: action that shows the aging of today, of the ticked companies in the currency of the first one"""
        return self.create({})._show()

    def action_show(self):
        """Show the aging by its groups; they unfold to items, which lead to their documents."""
        self._check_viewer()
        return self._show()

    def _show(self):
        self._prepare()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_aging_item_action")
        groups = {f"search_default_group_{self.group_by}": 2}
        if self.amounts_in == "document":
            groups["search_default_group_currency"] = 1
        companies = self.env.company | self.env.companies | self._get_companies()
        return {
            **action,
            # The currency of one's own company is seen at the amounts.
            "display_name": self.display_name if self.currency_id == self.env.company.currency_id else self._get_title(),
            "domain": [("aging_id", "=", self.id)],
            "target": "main",
            "context": {
                **groups, "credit_aging_id": self.id, "credit_aging_labels": self._get_labels(),
                "credit_aging_buckets": len(self.bucket_ids.filtered(lambda bucket: bucket.kind == "debt")) - 1,
                "allowed_company_ids": companies.ids,
            },
        }

    def _get_title(self):
        return self.display_name if self.amounts_in == "document" else f"{self.display_name} ({self.currency_id.name})"

    def _get_labels(self):
        """:return: ``{field of an item: heading}`` of the columns whose heading depends on the aging"""
        late = self.bucket_ids.filtered(lambda bucket: bucket.kind == "debt")[1:]
        labels = {f"bucket_{number}": bucket.name for number, bucket in enumerate(late, 1)}
        if self.date < self.env.company._get_credit_today():
            Item = self.env["credit.aging.item"]
            labels.update({
                name: self.env._("%(heading)s (today)", heading=Item._fields[name]._description_string(self.env))
                for name in OF_TODAY})
        return labels

    def action_print(self):
        """Print the aging as PDF."""
        self._check_viewer()
        return self.env.ref("credit_collection.action_report_aging").report_action(self)

    def action_download(self):
        """Download the aging as XLSX."""
        self._check_viewer()
        return {
            "type": "ir.actions.act_url", "url": f"/credit_collection/aging/{self.id}.xlsx", "target": "download",
        }

    def action_print_all(self):
        """Print the aging as it is set here."""
        self._check_viewer()
        self._prepare()
        return self.action_print()

    def action_download_all(self):
        """Download the aging as it is set here."""
        self._check_viewer()
        self._prepare()
        return self.action_download()

    def _get_item_domain(self):
        """:return: domain of the items, with the filter of the list from which the PDF or XLSX was asked for"""
        return Domain("aging_id", "=", self.id) & Domain(self.filter_domain or Domain.TRUE)


class CreditAgingBucket(models.TransientModel):
    """A column of an aging, so that items can be grouped by it."""

    _name = "credit.aging.bucket"
    _inherit = "credit.named.mixin"
    _description = "Aging Bucket"
    _order = "id"

    aging_id = fields.Many2one("credit.aging", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [("debt", "Debt"), ("credit", "Open Credit"), ("difference", "Currency Difference")], required=True, readonly=True)
    last_day = fields.Integer(readonly=True, help="Days overdue, this one included; 0: not due.")
    is_open = fields.Boolean(readonly=True, help="Holds whatever is overdue for longer.")
