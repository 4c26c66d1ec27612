from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.aging.credit_aging import GROUPS
from ...models.common.sql import build_items, get_root_sql, to_array
from .credit_aging_item import AMOUNTS, LATE


class AgingRow(NamedTuple):
    """The amounts of a group in one currency, by column."""

    group: models.BaseModel
    name: str
    currency: models.BaseModel
    amounts: dict


class LedgerCheck(NamedTuple):
    """The aging of a company beside the balance of its receivable accounts, in its currency."""

    company: models.BaseModel
    aged: float
    without_customer: float
    ledger: float

    @property
    def difference(self):
        return self.company.currency_id.round(self.ledger - self.aged - self.without_customer)


class CreditAging(models.TransientModel):
    """The table of PDF and XLSX: a row per group and currency."""

    _inherit = "credit.aging"

    def _get_columns(self):
        """:return: ``{column of an amount: its heading}`` in their order"""
        self.ensure_one()
        late = self.bucket_ids.filtered(lambda bucket: bucket.kind == "debt")[1:]
        labels = {
            name: field._description_string(self.env) for name, field in self.env["credit.aging.item"]._fields.items()
            if name in AMOUNTS}
        headings = {name: bucket.name for name, bucket in zip(LATE, late, strict=False)}
        return {
            name: headings.get(name) or labels[name] for name in AMOUNTS if name not in LATE or name in headings}

    def _get_rows(self):
        """Add up the items by group and currency, in one statement.

        :return: list of :class:`AgingRow`, by name; what has no group comes last
        """
        self.ensure_one()
        self._check_viewer()
        sums = self.env.execute_query(self._build_sums())
        names, nobody = self._get_group_names({group_id for group_id, *_values in sums if group_id}), self._get_nobody()
        Group, Currency = self._get_group_model(), self.env["res.currency"]
        currencies = {currency_id: Currency.browse(currency_id) for _group_id, currency_id, *_amounts in sums}
        rows = [
            AgingRow(Group.browse(group_id), names.get(group_id, nobody), currencies[currency_id],
                     dict(zip(AMOUNTS, amounts, strict=True)))
            for group_id, currency_id, *amounts in sums]
        codes = {currency: currency.name for currency in currencies.values()}
        return sorted(rows, key=lambda row: (
            not row.group._ids, row.name.casefold(), row.group._ids, codes[row.currency]))

    def _build_sums(self):
        """:return: SQL of the ids of group and currency, and the columns of amounts. The items are added up by their bucket
            first, which says in which columns they stand: thirteen sums over all items take far longer"""
        buckets = self._get_buckets_of_columns()
        return SQL(
            """
            SELECT group_id, currency_id, %s
              FROM (SELECT group_id, currency_id, bucket_id, SUM(amount) AS amount FROM (%s) item
                  GROUP BY group_id, currency_id, bucket_id) part
          GROUP BY group_id, currency_id
            """, SQL(", ").join(
                SQL("COALESCE(SUM(amount) FILTER (WHERE bucket_id = ANY(%s)), 0)::float8", to_array(buckets[name].ids))
                for name in AMOUNTS),
            self._build_summed())

    def _build_summed(self):
        """:return: SQL of the group, currency, bucket and amount of each item"""
        Item = self.env["credit.aging.item"]
        if not self._is_filtered() and not self.env["ir.rule"]._get_rules(Item._name):
            Item.check_access("read")
            return Item._build_amounts(self, GROUPS[self.group_by])
        query = Item._search(self._get_item_domain())
        columns = {"group_id": GROUPS[self.group_by], "currency_id": "currency_id", "bucket_id": "bucket_id", "amount": "net"}
        return query.select(*(
            SQL("%s AS %s", Item._field_to_sql(Item._table, name, query), SQL.identifier(alias))
            for alias, name in columns.items()))

    def _get_buckets_of_columns(self):
        """:return: ``{column of an amount: the buckets whose items stand in it}``"""
        by_kind = self.bucket_ids.grouped("kind")
        debts, nothing = by_kind["debt"], self.bucket_ids.browse()
        late = {name: debts[number:number + 1] for number, name in enumerate(LATE, 1)}
        return {
            "not_due": debts[:1], **late, "overdue": debts[1:], "gross": debts,
            "credits": by_kind.get("credit", nothing), "differences": by_kind.get("difference", nothing),
            "net": self.bucket_ids,
        }

    def _get_group_model(self):
        """:return: the model of the groups"""
        return self.env[self.env["credit.aging.item"]._fields[GROUPS[self.group_by]].comodel_name]

    def _get_group_names(self, group_ids):
        """:return: ``{id: name}``"""
        Model = self._get_group_model()
        # sudo: names of the customers and colleagues of items that the user sees, also those of other companies.
        Model = Model.sudo().with_context(active_test=False)
        query = Model._search(Domain("id", "in", SQL("(SELECT UNNEST(%s))", to_array(group_ids))))
        return dict(self.env.execute_query(query.select(
            SQL.identifier(query.table, "id"), Model._field_to_sql(query.table, Model._rec_name, query))))

    def _get_nobody(self):
        """:return: the name of what has no group"""
        return {
            "customer": self.env._("No customer"), "salesperson": self.env._("No salesperson"),
            "collector": self.env._("No collector"), "rating": self.env._("No rating"), "country": self.env._("No country"),
            "company": self.env._("No company"),
        }[self.group_by]

    @api.model
    def _get_totals(self, rows):
        """:return: ``{currency: {column: sum}}``, rounded once"""
        totals = {}
        for currency in {row.currency: None for row in rows}:
            own = [row.amounts for row in rows if row.currency == currency]
            totals[currency] = {name: currency.round(sum(amounts[name] for amounts in own)) for name in AMOUNTS}
        return totals

    def _get_ledger_checks(self):
        """Compare with the balance of the receivable accounts, by a plain sum over journal items: debits less credits.

        :return: list of :class:`LedgerCheck`; none for a part of the items
        """
        if self._is_filtered():
            return []
        Item = self.env["credit.aging.item"]
        aged = {company.id: amount for company, amount in Item._read_group(
            self._get_item_domain(), ["company_id"], ["company_amount:sum"])}
        self.env["credit.open.item"]._flush()
        rows = self.env.execute_query(build_items(
            SQL("line.company_id, COALESCE(SUM(line.balance) FILTER (WHERE line.partner_id IS NULL), 0)::float8, "
                "SUM(line.balance)::float8"),
            joins=SQL(
                """
              JOIN res_company company ON company.id = line.company_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN credit_profile profile ON profile.partner_id = partner.commercial_partner_id AND profile.company_id = %s
                """, get_root_sql("company")),
            condition=SQL("line.date <= %s AND %s GROUP BY line.company_id", self.date, Item._get_condition(self))))
        # sudo: names and currencies of companies of the user that are not ticked.
        Companies = self.env["res.company"].sudo()
        return [
            LedgerCheck(Companies.browse(company_id), aged.get(company_id, 0.0), without, ledger)
            for company_id, without, ledger in sorted(rows)]

    def _is_filtered(self):
        """:return: whether the aging holds a part of the items alone"""
        return bool(self.filter_domain) and list(self.filter_domain) != [["aging_id", "=", self.id]]
