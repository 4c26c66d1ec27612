from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from ...models.common.sql import to_array
from ...models.dispute.open_disputes import DISPUTE_DEPENDS, build_disputed_documents
from ...models.exposure.values import ITEM_DEPENDS
from ...models.followup.credit_followup_evidence import LEVEL_DEPENDS, build_last_levels
from ...models.promise.running_promises import PROMISE_DEPENDS, build_promised_items
from ...tools.exposure.aging import MOST_LIMITS

# The id of an item holds that of its aging: rows of different days are different records, whatever is read first.
ID_BITS = 32
# Of an aging without rows of its own.
NO_DAY = date(1970, 1, 1)
MOST_AGINGS = 20
LATE = tuple(f"bucket_{number}" for number in range(1, MOST_LIMITS + 2))
AMOUNTS = ("not_due", *LATE, "overdue", "gross", "credits", "differences", "net")
PLAIN = (
    "line_id", "move_id", "partner_id", "profile_id", "company_id", "country_id", "rating_id", "collector_id",
    "invoice_user_id", "invoice_date", "due_date", "company_currency_id",
)


def monetary(string=None, currency="currency_id", **options):
    return fields.Monetary(string=string, currency_field=currency, readonly=True, **options)


class CreditAgingItem(models.Model):
    """The open items of the agings that the user looks at, a row per installment, credit note and receipt.

    Nothing is copied: each reading asks the ledger anew. All that makes the rows of an aging differ from those of another is
    stored with it, and ids differ, so that the cache may be shared.
    """

    _name = "credit.aging.item"
    _description = "Aging Item"
    _auto = False
    _order = "due_date, id"
    _rec_name = "move_id"
    _depends = {**ITEM_DEPENDS, **DISPUTE_DEPENDS, **LEVEL_DEPENDS, **PROMISE_DEPENDS}

    aging_id = fields.Many2one("credit.aging", string="Shown In", readonly=True)
    line_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("credit.profile", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    rating_id = fields.Many2one("credit.rating", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    invoice_user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    invoice_date = fields.Date(string="Document Date", readonly=True)
    due_date = fields.Date(readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    bucket_id = fields.Many2one("credit.aging.bucket", string="Aging", readonly=True)

    level_id = fields.Many2one(
        "credit.followup.level", string="Follow-up Level", readonly=True,
        help="Of the last follow-up of the item, performed up to the date of the aging.")
    promise_id = fields.Many2one(
        "credit.promise", string="Promise to Pay", readonly=True, help="A promise that ran on the date of the aging.")
    promised_on = fields.Date(string="Promised Date", readonly=True, help="Next payment of the promise.")
    dispute_id = fields.Many2one(
        "credit.dispute", readonly=True, help="A dispute that was open on the date of the aging.")

    currency_id = fields.Many2one("res.currency", string="Currency of the Aging", readonly=True)
    document_currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    document_amount = monetary("Open in Document Currency", "document_currency_id")
    company_amount = monetary("Open in Company Currency", "company_currency_id")
    not_due = monetary("Not due")
    bucket_1 = monetary("Bucket 1")
    bucket_2 = monetary("Bucket 2")
    bucket_3 = monetary("Bucket 3")
    bucket_4 = monetary("Bucket 4")
    bucket_5 = monetary("Bucket 5")
    bucket_6 = monetary("Bucket 6")
    bucket_7 = monetary("Bucket 7")
    overdue = monetary(help="All that is past its due date, before credits.")
    gross = monetary(help="All debts, before credits.")
    credits = monetary("Open Credits", help="Credit notes and receipts that are not matched yet.")
    differences = monetary(
        "Currency Differences", help="Items of which nothing is open any more in one of the two currencies.")
    net = monetary(help="Debts less credits: the balance of the receivable accounts.")

    @property
    def _table_query(self):
        # sudo: the agings of the user, whatever rights are asked for; nobody else's.
        Agings = self.env["credit.aging"].sudo()
        domain = Domain("create_uid", "=", self.env.uid) & Domain("bucket_ids", "!=", False)
        if wanted := self.env.context.get("credit_collection_agings"):
            domain &= Domain("id", "in", wanted)
        agings = Agings.search(domain, order="id desc", limit=MOST_AGINGS)
        return SQL(" UNION ALL ").join(SQL("(%s)", self._build(aging)) for aging in agings) if agings else self._build(agings)

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Leave out the agings that the domain does not ask for: PostgreSQL would skip them, but plans them all."""
        wanted = find_agings(iter(Domain(domain)))
        reader = self.with_context(credit_collection_agings=tuple(wanted)) if wanted else self
        return super(CreditAgingItem, reader)._search(domain, *args, **kwargs)

    # The rows

    @api.model
    def _build(self, aging):
        """:return: SQL of the rows of an aging; of none, for an empty recordset"""
        day = aging.date or NO_DAY
        amounts = SQL(", ").join(
            SQL("%s AS %s", value, SQL.identifier(name)) for name, value in self._get_amounts(aging).items())
        return SQL(
            """
            SELECT (%(aging)s::bigint << %(bits)s) + item.id AS id, %(aging)s::int AS aging_id, %(plain)s, item.days_overdue,
                   item.currency_id AS document_currency_id, item.residual_currency AS document_amount,
                   item.residual AS company_amount, %(currency)s AS currency_id, %(bucket)s AS bucket_id, %(amounts)s,
                   reminded.level_id, promised.promise_id, promised.next_date AS promised_on, disputed.dispute_id
              FROM (%(items)s) item
        CROSS JOIN LATERAL (SELECT %(amount)s AS amount) value
         LEFT JOIN (%(promised)s) promised ON promised.line_id = item.id
         LEFT JOIN (%(disputed)s) disputed ON disputed.move_id = item.move_id
         LEFT JOIN (%(reminded)s) reminded ON reminded.line_id = item.id
            """,
            aging=aging.id or 0, bits=ID_BITS, plain=SQL(", ").join(SQL.identifier("item", name) for name in PLAIN),
            currency=self._get_currency_sql(aging),
            bucket=self._get_bucket_sql(aging), amounts=amounts, amount=self._get_amount_sql(aging),
            items=self.env["credit.open.item"]._build_items_unflushed(day, self._get_condition(aging)),
            promised=build_promised_items(day), disputed=build_disputed_documents(day), reminded=build_last_levels(day))

    @api.model
    def _build_amounts(self, aging, group):
        """:return: SQL of ``group_id``, ``currency_id``, ``bucket_id`` and ``amount`` of the rows, without all else that is
            known of them; ``group`` is the field of the group"""
        OpenItem = self.env["credit.open.item"]
        OpenItem._flush()
        # No column of a currency where all is in one: then the items are read from an index alone.
        columns = {group, "days_overdue", "residual"}
        if aging.amounts_in == "document":
            columns |= {"currency_id", "residual_currency"}
        elif aging.rates:
            columns.add("company_currency_id")
        return SQL(
            "SELECT %s AS group_id, %s AS currency_id, %s AS bucket_id, %s AS amount FROM (%s) item",
            SQL.identifier("item", group), self._get_currency_sql(aging), self._get_bucket_sql(aging),
            self._get_amount_sql(aging),
            OpenItem._build_columns(aging.date, sorted(columns), self._get_condition(aging)))

    @api.model
    def _get_currency_sql(self, aging):
        """:return: SQL of the id of the currency of a row"""
        return SQL("item.currency_id") if aging.amounts_in == "document" else SQL("%s::int", aging.currency_id.id or None)

    @api.model
    def _get_condition(self, aging):
        """:return: SQL: items of the companies of the aging for which the user works, of customers that the user may see"""
        companies = aging._get_companies() if aging else aging.company_ids
        profiles = self.env["credit.profile"].with_context(allowed_company_ids=companies.ids) if companies else (
            self.env["credit.profile"])
        return SQL(
            "line.company_id = ANY(%s) AND (profile.id IS NULL OR profile.id IN %s)", to_array(companies.ids),
            profiles._search(Domain.TRUE).subselect())

    @api.model
    def _get_amount_sql(self, aging):
        """:return: SQL of what is open of an item in the currency of the aging, rounded, so that rows add up to their total"""
        if aging.amounts_in == "document":
            return SQL("item.residual_currency")
        unit = SQL("%s::numeric", str(aging.currency_id.rounding or 0.01))
        cases = SQL(" ").join(
            SQL("WHEN %s THEN ROUND(item.residual * %s::numeric / %s) * %s", int(currency), repr(rate), unit, unit)
            for currency, rate in (aging.rates or {}).items())
        return SQL("CASE item.company_currency_id %s ELSE item.residual END", cases) if aging.rates else SQL("item.residual")

    @api.model
    def _get_bucket_sql(self, aging):
        """:return: SQL of the id of the bucket"""
        by_kind = aging.bucket_ids.grouped("kind")
        if not by_kind:
            return SQL("NULL::int")
        *closed, last = by_kind["debt"]
        return SQL(
            "CASE WHEN item.is_difference THEN %s WHEN item.residual < 0 THEN %s %s ELSE %s END",
            by_kind["difference"].id, by_kind["credit"].id,
            SQL(" ").join(SQL("WHEN item.days_overdue <= %s THEN %s", bucket.last_day, bucket.id) for bucket in closed),
            last.id)

    @api.model
    def _get_amounts(self, aging):
        """:return: ``{field: SQL}`` of the amount in each column, zero in those of other buckets"""
        buckets = aging.bucket_ids.filtered(lambda bucket: bucket.kind == "debt")
        conditions = dict.fromkeys(("not_due", *LATE), SQL("FALSE"))
        first = None
        for name, bucket in zip(conditions, buckets, strict=False):
            conditions[name] = SQL(
                "%s AND %s", SQL("TRUE") if first is None else SQL("item.days_overdue >= %s", first),
                SQL("TRUE") if bucket.is_open else SQL("item.days_overdue <= %s", bucket.last_day))
            first = bucket.last_day + 1
        is_debt = SQL("NOT item.is_difference AND item.residual > 0")
        return {
            **{name: SQL("CASE WHEN %s AND %s THEN value.amount ELSE 0 END", is_debt, condition)
               for name, condition in conditions.items()},
            "overdue": SQL("CASE WHEN %s AND item.days_overdue > 0 THEN value.amount ELSE 0 END", is_debt),
            "gross": SQL("CASE WHEN %s THEN value.amount ELSE 0 END", is_debt),
            "credits": SQL("CASE WHEN NOT item.is_difference AND item.residual < 0 THEN value.amount ELSE 0 END"),
            "differences": SQL("CASE WHEN item.is_difference THEN value.amount ELSE 0 END"),
            "net": SQL("value.amount"),
        }

    # Buttons

    def action_open_move(self):
        """Open the invoice, credit note or entry of the item."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "account.move", "res_id": self.move_id.id, "view_mode": "form"}

    @api.model
    def _get_aging(self):
        """:return: the aging that the list shows, with the filter of the list"""
        aging = self.env["credit.aging"].browse(int(self.env.context.get("credit_aging_id") or 0)).exists()
        if not aging:
            raise UserError(self.env._("This aging is no longer there. Open Reporting > Aging again."))
        aging._check_viewer()
        domain = self.env.context.get("active_domain")
        aging.filter_domain = list(Domain(domain)) if domain else False
        return aging

    def action_change(self):
        """Choose another date, currency, grouping or other buckets."""
        return {
            "type": "ir.actions.act_window", "name": self.env._("Date and Options"), "res_model": "credit.aging",
            "res_id": self._get_aging().id, "view_mode": "form", "target": "new",
        }

    def action_print(self):
        """Print what the list shows as PDF, by the groups of the aging."""
        return self._get_aging().action_print()

    def action_download(self):
        """Download what the list shows as XLSX."""
        return self._get_aging().action_download()


def find_agings(terms):
    """
    :param terms: iterator over the terms of a domain, operators first
    :return: set of the ids of the agings to which all rows of the domain belong; empty where the domain does not say
    """
    term = next(terms)
    if term == "&":
        return find_agings(terms) | find_agings(terms)
    if term in ("|", "!"):
        for _operand in range(2 if term == "|" else 1):
            find_agings(terms)
        return set()
    name, operator, value = term
    values = value if operator == "in" else [value] if operator == "=" else None
    if name not in ("id", "aging_id") or not isinstance(values, (list, tuple, set, OrderedSet)):
        return set()
    return {value >> ID_BITS if name == "id" else value for value in values if isinstance(value, int)}
