from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.exposure.open_credits import sum_net
from ..common.sql import BRANCHES, get_root_sql, to_array
from .ledger import build_changed, build_entries, build_ledger, build_post_dated
from .settlements import build_settlements
from .values import OpenItem

# More customers than these are read from the items of all.
MOST_BY_CUSTOMER = 2000


class CreditOpenItem(models.AbstractModel):
    """Open items as plain values, for decisions, letters and statements: the least columns, one query."""

    _inherit = "credit.open.item"

    @api.model
    def _read(self, profiles, day, condition=None, *, announced=False):
        """The open items of customers on ``day``, as plain values, in one query for any number of customers.

        :param SQL condition: on ``line``, ``move``, ``item``
        :param bool announced: also receipts dated after ``day`` that are not matched: nobody who gave a cheque dated ahead is
            asked for what it covers
        :return: ``{profile: [OpenItem]}``, debts by due date, then credits
        """
        items = {profile: [] for profile in profiles}
        if not profiles.ids:
            return items
        self._flush()
        rows = self.env.execute_query(SQL(
            "SELECT * FROM (%s) item ORDER BY residual < 0, due_date, id",
            self._build_plain_items(profiles, day, condition, announced=announced)))
        # By plain keys: to look up a customer takes longer than to make an item.
        by_partner = {key: items[profile] for key, profile in profiles._get_by_partner().items()}
        for item in map(OpenItem._make, rows):
            own = by_partner.get((item.partner_id, item.root_id))
            if own is not None:
                own.append(item)
        return items

    @api.model
    def _sum_collectible(self, profiles, day):
        """What may be collected on ``day`` of customers all in all, in one row each instead of thousands of items.

        :return: ``{profile id: (amount, due date)}``: what of the debts of ``credit.profile._get_open_items`` may be collected,
            less the credits, never below zero, in company currency; the oldest due date of these debts, None without any
        """
        self._flush()
        names = ("partner_id", "root_id", "currency_id", "due_date", "amount", "residual")
        condition, by_partner = self._get_followed_condition(day), profiles._get_by_partner()
        sums = {}
        for partner_id, root_id, *values in self.env.execute_query(SQL(
                """
                SELECT partner_id, root_id, currency_id, SUM(amount),
                       MIN(due_date) FILTER (WHERE residual > 0 AND amount > 0), BOOL_OR(amount < 0)
                  FROM (%s) item GROUP BY partner_id, root_id, currency_id
                """, self._build_plain_items(profiles, day, condition, names, announced=True))):
            if profile := by_partner.get((partner_id, root_id)):
                sums.setdefault(profile, []).append(values)
        # sudo: the currency of the root company, also for users of a branch alone.
        currencies = {company.id: company.currency_id for company in profiles.company_id.sudo()}
        # Of another currency with debts and credits, it takes the items to tell whether anything is owed in it.
        mixed = profiles.browse(profile.id for profile, rows in sums.items() if any(
            oldest and has_credits and currency_id != currencies[profile.company_id.id].id
            for currency_id, _amount, oldest, has_credits in rows))
        items = self._read(mixed, day, condition, announced=True)
        collectible = dict.fromkeys(profiles.ids, (0.0, None))
        for profile, rows in sums.items():
            amount = sum_net(items[profile]) if profile in items else sum(row[1] for row in rows)
            collectible[profile.id] = (
                max(currencies[profile.company_id.id].round(amount), 0.0),
                min((row[2] for row in rows if row[2]), default=None))
        return collectible

    @api.model
    def _sum_up(self, profiles, day, count):
        """What a list of the open items of customers comes to, and how it begins, without reading thousands of items.

        :param int count: of items in the beginning of the list
        :return: ``{profile id: {currency id: (sum in this currency, number of items, ids of the first)}}`` of the companies
            that the user works for, by due date as in the list
        """
        self._flush()
        # As the record rule of the list.
        condition = SQL(
            "profile.id = ANY(%s) AND company.id = ANY(%s)", to_array(profiles.ids), to_array(self.env.companies.ids))
        summed = {}
        for profile_id, currency_id, *values in self.env.execute_query(SQL(
                """
                SELECT profile_id, currency_id, SUM(residual_currency)::float8, COUNT(*),
                       (ARRAY_AGG(id ORDER BY due_date, id))[:%s]
                  FROM (%s) item GROUP BY profile_id, currency_id ORDER BY MIN(due_date), currency_id
                """, count, self._build_columns(
                    day, ("id", "profile_id", "currency_id", "residual_currency", "due_date"), condition,
                    to_array(profiles.partner_id.ids)))):
            summed.setdefault(profile_id, {})[currency_id] = tuple(values)
        return summed

    @api.model
    def _build_plain_items(self, profiles, day, condition, names=None, *, announced):
        """:param names: of the columns that are wanted, all for None. PostgreSQL works out what nobody asks for, too"""
        values = self._get_plain_columns(day)
        columns = SQL(", ").join(
            SQL("%s AS %s", values[name], SQL.identifier(name)) for name in (values if names is None else names))
        options = {
            "joins": SQL(
                """
              JOIN account_move move ON move.id = line.move_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_partner partner ON partner.id = line.partner_id
                """),
            # Of customers of one company, what they owe to others need not be read.
            "condition": SQL(
                "line.company_id = ANY(ARRAY(SELECT id FROM %s branch WHERE root_id = ANY(%s)))%s", BRANCHES,
                to_array(profiles.company_id.ids), SQL(" AND (%s)", condition) if condition else SQL()),
            "partners": to_array(profiles.partner_id.ids),
        }
        ledger = build_ledger(day, SQL("%s, FALSE AS is_post_dated", columns), **options)
        if announced:
            ledger = SQL("%s UNION ALL %s", ledger, build_post_dated(day, SQL("%s, TRUE", columns), **options))
        return ledger

    @api.model
    def _get_plain_columns(self, day):
        """:return: ``{name: SQL}`` of the columns of :class:`OpenItem` but the last; PostgreSQL makes floats of decimals sooner
            than Python"""
        excluded = SQL(" + ").join(
            exclusion.ledger_sql or exclusion.sql("line", day) for exclusion in self._get_partial_exclusions())
        return {
            "id": SQL("line.id"), "partner_id": SQL("partner.commercial_partner_id"), "root_id": get_root_sql("company"),
            "due_date": SQL("item.due_date"),
            "amount": SQL(
                "(CASE WHEN item.residual < 0 THEN item.residual - item.announced "
                "ELSE GREATEST(item.residual - (%s), 0) END)::float8", excluded),
            "residual": SQL("item.residual::float8"),
            "residual_currency": SQL("item.residual_currency::float8"),
            "amount_currency": SQL("line.amount_currency::float8"),
            "currency_id": SQL("line.currency_id"),
            "number": SQL("line.move_name"),
            "invoice_date": SQL("move.invoice_date"),
            "reference": SQL("move.payment_reference"),
            "move_id": SQL("line.move_id"),
            "is_unsent": SQL("move.move_type = 'out_invoice' AND move.is_move_sent IS NOT TRUE"),
            "address_id": SQL("move.partner_id"),
            "bank_id": SQL("move.partner_bank_id"),
            "reference_of_order": SQL("move.ref"),
            "disputed": SQL("0::float8"),
            "disputed_own": SQL("0::float8"),
            "announced": SQL("item.announced::float8"),
            **self._get_discount_columns(day),
            "later": SQL(
                "GREATEST(CASE WHEN item.residual > 0 THEN item.residual_currency - GREATEST(line.amount_residual_currency, 0) "
                "ELSE LEAST(line.amount_residual_currency, 0) - item.residual_currency END, 0)::float8"),
        }

    @api.model
    def _get_discount_columns(self, day):
        """:return: SQL of the discount for early payment that still runs on ``day``, in the currency of the item, and of its
            last day, both as printed on the invoice: of items on which nothing but money of that time was received, and less
            than is due within the discount period
        """
        reduced = SQL(
            "EXISTS (SELECT FROM (%s) settlement WHERE NOT settlement.is_money OR settlement.date > line.discount_date)",
            build_settlements(SQL("line.id")))
        runs = SQL(
            """
            line.discount_date >= %s AND line.amount_currency > 0
            AND item.residual_currency > line.amount_currency - line.discount_amount_currency
            AND (line.amount_currency = line.amount_residual_currency OR NOT %s)
            """, day, reduced)
        return {
            "discount": SQL(
                "(CASE WHEN %s THEN line.amount_currency - line.discount_amount_currency ELSE 0 END)::float8", runs),
            "discount_until": SQL("CASE WHEN %s THEN line.discount_date END", runs),
        }

    @api.model
    def _get_followed_condition(self, due_by):
        """:return: SQL for :meth:`_read`: credits, and debts due until ``due_by`` that are followed up, free or not"""
        excluded = SQL(" OR ").join(
            SQL("COALESCE(%s, FALSE)", exclusion.sql("line", due_by)) for exclusion in self._get_whole_exclusions())
        return SQL("(item.residual < 0 OR item.due_date <= %s AND NOT (%s))", due_by, excluded)

    # By age: sums of the ledger itself, without the documents that lists of items show

    @api.model
    def _get_aging(self, profiles, day):
        """:return: ``{profile id: {"not_due": x, "buckets": [x, …], "credits": -x, "total": x}}`` at the end of ``day``, in
            company currency, in the buckets of the company; the last one is open"""
        # sudo: the limits are settings of root companies, also for users of a branch alone. Whose profiles they are need not be
        # read: of ten thousand that takes half as long as their aging.
        Company = self.env["res.company"].sudo().with_context(active_test=False)
        is_large = len(profiles) > MOST_BY_CUSTOMER
        roots = Company.search([("parent_id", "=", False)]) if is_large else profiles.sudo().company_id
        groups = {root: root._get_credit_aging_buckets() for root in roots}
        if len(set(groups.values())) == 1:
            return self._get_aging_of(profiles, day, groups[roots[0]])
        aging = {}
        for company, group in profiles.grouped(lambda profile: profile.company_id.sudo()).items():
            aging.update(self._get_aging_of(group, day, groups[company]))
        return aging

    @api.model
    def _get_aging_of(self, profiles, day, buckets):
        self._flush()
        aging = {}
        for profile_id, not_due, *late, credit in self.env.execute_query(self._build_aging(profiles, day, buckets)):
            aging[profile_id] = {
                "not_due": not_due, "buckets": late, "credits": credit, "total": not_due + sum(late) + credit}
        for profile_id in profiles.ids:
            if profile_id not in aging:
                aging[profile_id] = {
                    "not_due": 0.0, "buckets": [0.0] * (len(buckets) - 1), "credits": 0.0, "total": 0.0}
        return aging

    @api.model
    def _build_aging(self, profiles, day, buckets):
        """:return: SQL of the id of a profile, what is open in each bucket, and credits, with a row per customer with items"""
        wanted, partners = to_array(profiles.ids), None
        if len(profiles) <= MOST_BY_CUSTOMER:
            partners = SQL("ARRAY(SELECT partner_id FROM credit_profile WHERE id = ANY(%s))", wanted)
        conditions = [*(self._get_age_condition(bucket, day) for bucket in buckets), SQL("item.residual < 0")]
        return SQL(
            """
            WITH changed AS MATERIALIZED (%(changed)s), holder AS MATERIALIZED (
          SELECT partner.id AS partner_id, company.id AS company_id, profile.id AS profile_id
            FROM credit_profile profile
            JOIN res_partner partner ON partner.commercial_partner_id = profile.partner_id
            JOIN %(branches)s company ON company.root_id = profile.company_id
           WHERE profile.id = ANY(%(wanted)s)
                 )
          SELECT holder.profile_id, %(sums)s
            FROM (%(items)s) item
            JOIN holder USING (partner_id, company_id)
        GROUP BY holder.profile_id
            """,
            changed=build_changed(day, partners), branches=BRANCHES, wanted=wanted,
            sums=SQL(", ").join(
                SQL("COALESCE(SUM(item.residual) FILTER (WHERE %s), 0)::float8", condition) for condition in conditions),
            items=build_entries(
                day, SQL("line.partner_id, line.company_id, item.residual, item.due_date"), partners=partners,
                condition=SQL("line.company_id = ANY(ARRAY(SELECT DISTINCT company_id FROM holder))")))

    @api.model
    def _get_age_condition(self, bucket, day):
        """:return: SQL: whether ``item`` is a debt in this bucket, the twin of :meth:`_get_bucket_sql` by dates"""
        bounds = [SQL("item.residual > 0")]
        if bucket.first_day is not None:
            bounds.append(SQL("item.due_date <= %s", day - timedelta(days=bucket.first_day)))
        if bucket.last_day is not None:
            bounds.append(SQL("item.due_date >= %s", day - timedelta(days=bucket.last_day)))
        return SQL(" AND ").join(bounds)
