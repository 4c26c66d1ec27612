from odoo import models
from odoo.tools import SQL, formatLang

from ..workbook.document_workbook import check_row_count, make_workbook
from ..workbook.workbook_sheet import Column, Sheet, Total

# Columns of the items that hold ids of what has a short name.
NAMED = {
    "bucket_id": "bucket", "currency": "currency", "document_currency": "currency", "company_currency": "currency",
    "level_id": "level", "dispute_id": "reason", "invoice_user_id": "user", "collector_id": "user", "rating_id": "rating",
    "country_id": "country", "company_id": "company",
}


class CreditAging(models.TransientModel):
    """The aging as XLSX: a sheet of the groups, a sheet of the items."""

    _inherit = "credit.aging"

    def _generate(self):
        """:return: the workbook as bytes, in the language of the user"""
        self.ensure_one()
        self._check_viewer()
        rows = self._get_rows()

        def write(workbook, formats):
            self._write_groups(workbook, formats, rows)
            self._write_items(workbook, formats, self._get_totals(rows))

        return make_workbook(write)

    def _get_file_name(self):
        return self.env._("Aging %(date)s", date=self.date) + ".xlsx"

    def _make_sheet(self, workbook, formats, name, columns, totals, row_count):
        check_row_count(self.env, name, row_count)
        currencies = self.env["res.currency"].with_context(active_test=False).search_fetch([], ["name", "decimal_places"])
        page = self.env._("Page %(page)s of %(pages)s", page="&P", pages="&N")
        sheet = Sheet(
            workbook, formats, name, columns, {currency.name: currency.decimal_places for currency in currencies},
            footer=f"&L&A&C{page}&R&D")
        sheet.write_title(
            self.env._("%(sheet)s – %(companies)s", sheet=self._get_title(), companies=self._get_company_names()),
            *self._get_lines())
        sheet.write_totals(self.env._("Total"), [
            Total(currency.name, currency.decimal_places, amounts) for currency, amounts in totals.items()], row_count)
        sheet.write_header()
        return sheet

    def _get_company_names(self):
        # sudo: companies of the user that are not ticked.
        return ", ".join(self._get_companies().sudo().mapped("name"))

    def _get_lines(self):
        """:return: list of the lines below the title: what the figures mean, and whether they agree with the ledger"""
        lines = self._get_notes()
        if self._is_filtered():
            lines.append(self.env._("A part of the items: the filter of the list."))
        return [*lines, *map(self._describe_check, self._get_ledger_checks())]

    def _describe_check(self, check):
        def show(amount):
            return formatLang(self.env, amount, currency_obj=check.company.currency_id)

        if check.company.currency_id.is_zero(check.difference):
            if check.company.currency_id.is_zero(check.without_customer):
                return self.env._(
                    "%(company)s: agrees with the balance of the receivable accounts, %(ledger)s.",
                    company=check.company.name, ledger=show(check.ledger))
            return self.env._(
                "%(company)s: agrees with the balance of the receivable accounts, %(ledger)s, of which %(without)s are in "
                "entries without customer.", company=check.company.name, ledger=show(check.ledger),
                without=show(check.without_customer))
        return self.env._(
            "%(company)s: differs from the balance of the receivable accounts, %(ledger)s, by %(difference)s.",
            company=check.company.name, ledger=show(check.ledger), difference=show(check.difference))

    def _write_groups(self, workbook, formats, rows):
        label = dict(self._fields["group_by"]._description_selection(self.env))[self.group_by]
        columns = [
            Column("name", label, width=34), Column("currency", self.env._("Currency"), width=9),
            *(Column(name, heading, "money", 15, "currency") for name, heading in self._get_columns().items()),
        ]
        sheet = self._make_sheet(workbook, formats, self.env._("Aging"), columns, self._get_totals(rows), len(rows))
        sheet.write_rows({"name": row.name, "currency": row.currency.name, **row.amounts} for row in rows)
        sheet.finish()

    def _write_items(self, workbook, formats, totals):
        count = self.env["credit.aging.item"].search_count(self._get_item_domain())
        sheet = self._make_sheet(workbook, formats, self.env._("Items"), self._get_item_columns(), totals, count)
        sheet.write_rows(self._fetch_items())
        sheet.color_days("days_overdue")
        sheet.finish()

    def _get_item_columns(self):
        labels = self._get_labels()

        def column(name, kind="text", width=14, currency=""):
            heading = labels.get(name) or self.env["credit.aging.item"]._fields[name]._description_string(self.env)
            return Column(name, heading, kind, width, currency)

        return [
            column("partner_id", width=30), column("move_id", width=18), column("invoice_date", "date", 12),
            column("due_date", "date", 12), column("days_overdue", "integer", 9), column("bucket_id"),
            Column("currency", self.env._("Currency"), width=9), column("net", "money", 15, "currency"),
            Column("document_currency", self.env._("Document Currency"), width=10),
            column("document_amount", "money", 15, "document_currency"),
            Column("company_currency", self.env._("Company Currency"), width=10),
            column("company_amount", "money", 15, "company_currency"), column("level_id", width=18),
            column("promised_on", "date", 12), column("dispute_id", width=20), column("invoice_user_id", width=18),
            column("collector_id", width=18), column("rating_id", width=12), column("country_id"),
            column("company_id", width=18),
        ]

    def _fetch_items(self):
        """Yield the rows of the sheet, by customer and due date."""
        names = self._get_item_names()
        for rows in self.env["credit.overdue.workbook"]._fetch_batches(self._build_item_rows()):
            for row in rows:
                for key, kind in NAMED.items():
                    row[key] = names[kind].get(row[key])
                yield row

    def _build_item_rows(self):
        """:return: SELECT of the columns of the sheet, with ids in place of short names"""
        query = self.env["credit.aging.item"]._search(self._get_item_domain())
        columns = (
            "partner_id", "move_id", "invoice_date", "due_date", "days_overdue", "bucket_id", "net", "document_amount",
            "company_amount", "level_id", "promised_on", "dispute_id", "invoice_user_id", "collector_id", "rating_id",
            "country_id", "company_id", "id", "currency_id", "document_currency_id", "company_currency_id")
        return SQL(
            """
            SELECT item.*, partner.name AS partner_id, move.name AS move_id, dispute.reason_id AS dispute_id,
                   item.currency_id AS currency, item.document_currency_id AS document_currency,
                   item.company_currency_id AS company_currency
              FROM (%s) item
              JOIN res_partner partner ON partner.id = item.partner_id
              JOIN account_move move ON move.id = item.move_id
         LEFT JOIN credit_dispute dispute ON dispute.id = item.dispute_id
          ORDER BY partner.name, partner.id, item.due_date, item.id
            """, query.select(*(SQL.identifier(query.table, name) for name in columns)))

    def _get_item_names(self):
        """:return: ``{kind: {id: name}}`` of what many rows refer to"""
        Workbook = self.env["credit.overdue.workbook"]
        return {
            **Workbook._get_all_names(), "reason": Workbook._get_names("credit.reason"),
            "country": Workbook._get_names("res.country"), "bucket": {bucket.id: bucket.name for bucket in self.bucket_ids},
            # sudo: companies of the user that are not ticked.
            "company": {company.id: company.name for company in self._get_companies().sudo()},
        }
