import io
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

import xlsxwriter

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from .document_workbook import OPTIONS, check_row_count
from .workbook_sheet import Formats, Sheet, Total

BATCH = 2000
VIEWER = "credit_collection.credit_collection_group_viewer"
# So many ids fit into an address.
MOST_CUSTOMERS = 1000


class WorkbookScope(NamedTuple):
    """What a workbook is about: a day, its open items, and the credit profiles that the user chose and may see.

    ``items`` is a SELECT of the open items, ``condition`` an SQL condition on ``profile``.
    """

    today: date
    items: SQL
    condition: SQL


class WorkbookSheet(NamedTuple):
    """A sheet of the workbook. Its columns are those of ``_get_columns`` for its key.

    :param int sequence: place among the sheets
    :param SQL query: SELECT of its rows
    :param dict totals: ``{column key of a currency: [column keys of amounts in it]}``; the query has the amounts under these
        keys, and the currency under the key with ``_id``
    :param rows: function of ``(query, scope)`` that yields lists of dicts with a value per column key; without, the rows of
        the query
    :param paint: function of the finished :class:`~.workbook_sheet.Sheet` that colours its cells
    :param str record: key of the id of what a row is about, for a sheet that comes back through the import. Its rows have
        what stands behind cells that may be changed, where that is another value, in a dict under ``known``
    :param str part: key of the column that tells rows about the same record apart
    """

    sequence: int
    key: str
    name: str
    query: SQL
    totals: dict
    rows: Callable | None = None
    paint: Callable | None = None
    record: str = ""
    part: str = ""


class CreditOverdueWorkbook(models.AbstractModel):
    """The overdue workbook (XLSX): who owes what since when and why, what was done about it, when money is expected.

    Rows are fetched and written in batches, so that memory does not grow with them. Another add-on contributes a sheet by
    ``_get_sheets`` and a column by ``_get_columns``.
    """

    _name = "credit.overdue.workbook"
    _description = "Overdue Workbook"

    @api.model
    def _get_sheets(self, scope):
        """:param scope: the :class:`WorkbookScope`
        :return: list of :class:`WorkbookSheet`; the sequence decides about their order
        """
        return []

    @api.model
    def _get_columns(self, sheet):
        """:param str sheet: key of a sheet
        :return: list of :class:`~.workbook_sheet.Column`; the sequence decides about their order
        """
        return []

    @api.model
    def _download(self, profiles=None, today=None):
        """:return: the workbook as bytes, for the user, whose download is logged; for the parameters see ``_write``"""
        today = today or self.env.company._get_credit_today()
        content = self._generate(profiles, today)
        self.env["credit.workbook.download"]._log(profiles, today)
        return content

    @api.model
    def _generate(self, profiles=None, today=None):
        """:return: the workbook as bytes; for the parameters see ``_write``"""
        with io.BytesIO() as file:
            self._write(file, profiles, today)
            return file.getvalue()

    @api.model
    def _write(self, file, profiles=None, today=None):
        """Write the workbook in the language of the user, from what is in the database.

        It holds every item of the ticked companies that is open at the end of ``today``, overdue or not, so that its
        totals are those of the ledger.

        :param file: binary file object
        :param profiles: ``credit.profile`` to restrict it to; all that the user may see by default
        :param date today: the day to look at, today by default
        :raise AccessError: the user is no credit viewer
        """
        if not self.env.su and not self.env.user.has_group(VIEWER):
            raise AccessError(self.env._("Only credit viewers get the overdue workbook."))
        today = today or self.env.company._get_credit_today()
        workbook = xlsxwriter.Workbook(file, OPTIONS)
        scope = self._get_scope(profiles, today)
        formats, overview = Formats(workbook), self._open_overview(workbook)
        sheets = self._write_sheets(workbook, formats, self._get_sheets(scope), scope)
        self._write_overview(overview, formats, scope, sheets)
        workbook.close()

    @api.model
    def _get_scope(self, profiles, today):
        """:return: the :class:`WorkbookScope`; the open items are read once, for all sheets and the overview"""
        self.env.flush_all()
        items = self.env["credit.open.item.report"]._build_items(today, self._get_condition(profiles))
        kept = self._keep("items", items, ("id", "move_id", "partner_id", "profile_id", "root_id"))
        return WorkbookScope(today, kept, self._get_profile_condition(profiles))

    @api.model
    def _keep(self, name, query, keys):
        """Work out ``query`` once for all that reads it: totals, rows, overview.

        :param keys: columns by which it is joined or grouped, of which alone PostgreSQL collects statistics
        :return: SELECT of the same rows
        """
        table = SQL.identifier(f"credit_overdue_workbook_{name}")
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query))
        self.env.cr.execute(SQL("ANALYZE %s (%s)", table, SQL(", ").join(map(SQL.identifier, keys))))
        return SQL("SELECT * FROM %s", table)

    @api.model
    def _write_sheets(self, workbook, formats, declared, scope):
        """:return: ``{key: Sheet}``"""
        lists = self._get_lists(declared)
        sheets = {
            sheet.key: self._write_sheet(workbook, formats, sheet, scope, lists)
            for sheet in sorted(declared, key=lambda sheet: sheet.sequence)}
        self._write_lists(workbook, lists)
        return sheets

    @api.model
    def _write_sheet(self, workbook, formats, declared, scope, lists):
        columns = sorted(self._get_columns(declared.key), key=lambda column: column.sequence)
        if not self.env.user.has_group(VIEWER):
            columns = [column for column in columns if not column.is_private]
        comes_back = declared.record and self._is_two_way(scope) and self.env.user.has_group(VIEWER)
        if comes_back:
            columns.append(self._get_key_column(declared, columns))
        if scope.today < self.env.company._get_credit_today():
            columns = [
                column._replace(heading=self.env._("%(heading)s (today)", heading=column.heading)) if column.is_of_now
                else column for column in columns]
        sheet = Sheet(
            workbook, formats, declared.name, columns, dict(self._get_currencies().values()), footer=self._get_footer())
        sheet.write_title(
            self.env._("%(sheet)s – %(companies)s", sheet=declared.name,
                       companies=", ".join(self.env.companies.mapped("name"))),
            *self._get_headlines(scope))
        totals, count = self._get_totals(declared.query, declared.totals)
        check_row_count(self.env, declared.name, count)
        sheet.write_totals(self.env._("Total"), totals, count)
        sheet.write_header()
        batches = declared.rows(declared.query, scope) if declared.rows else self._fetch_batches(declared.query)
        sheet.write_rows(self._fill_columns(batches, columns))
        if declared.paint:
            declared.paint(sheet)
        if comes_back:
            sheet.guide(lists, self._get_hints())
        sheet.finish()
        return sheet

    @api.model
    def _get_footer(self):
        page = self.env._("Page %(page)s of %(pages)s", page="&P", pages="&N")
        return f"&L&A&C{page}&R&D"

    @api.model
    def _get_predicted(self, scope, key):
        """Hook: when payments are expected that nobody has promised.

        :param str key: profile_id or line_id
        :return: ``{id: (day, in a word where it comes from)}``
        """
        return {}

    @api.model
    def _get_headlines(self, scope):
        """:return: list of the lines below the title of each sheet"""
        lines = [self.env._(
            "As of %(date)s, by %(user)s", date=format_date(self.env, scope.today), user=self.env.user.name)]
        if scope.today < self.env.company._get_credit_today():
            lines.append(self.env._(
                "Amounts, receipts, promises and reasons are those of the date shown. Columns marked “today” are of now."))
        return lines

    @api.model
    def _fill_columns(self, batches, columns):
        """Yield the rows of ``batches`` with the values of the columns that bring their own."""
        declared = [column for column in columns if column.values]
        for rows in batches:
            for column in declared:
                for row, value in zip(rows, column.values(rows), strict=True):
                    row[column.key] = value
            yield from rows

    @api.model
    def _get_file_name(self, today):
        return self.env._("Overdue workbook %(date)s", date=today) + ".xlsx"

    @api.model
    def _get_download_action(self, profiles=None):
        """:return: action that downloads the workbook of ``profiles``, or of all customers, for the ticked companies"""
        parameters = self._get_company_parameters()
        if profiles is not None:
            if len(profiles) > MOST_CUSTOMERS:
                raise UserError(self.env._(
                    "Choose at most %(number)s customers, or take the workbook of all customers from the menu.",
                    number=MOST_CUSTOMERS))
            parameters["profiles"] = ",".join(map(str, profiles.ids))
        return self._get_url_action("/credit_collection/overdue.xlsx", parameters)

    @api.model
    def _get_company_parameters(self):
        return {"companies": ",".join(map(str, self.env.companies.ids))}

    @api.model
    def _get_url_action(self, path, parameters):
        return {
            "type": "ir.actions.act_url", "url": f"{path}?{urlencode(parameters, safe=',')}", "target": "download"}

    @api.model
    def _get_profile_condition(self, profiles):
        """:return: SQL on ``profile``: those of ``profiles`` that the user may see, all of them without"""
        domain = [] if profiles is None else [("id", "in", profiles.ids)]
        return SQL("profile.id IN %s", self.env["credit.profile"]._search(domain).subselect())

    @api.model
    def _get_condition(self, profiles):
        """:return: SQL for ``build_open_items``: items of the ticked companies, also of customers without profile"""
        condition = self._get_profile_condition(profiles)
        if profiles is None:
            condition = SQL("(%s OR profile.id IS NULL)", condition)
        return SQL("line.company_id IN %s AND %s", tuple(self.env.companies.ids), condition)

    @api.model
    def _get_totals(self, query, keys):
        """Add up the rows of ``query`` by currency.

        :param SQL query: SELECT with the columns of ``keys``
        :param dict keys: see :class:`WorkbookSheet`
        :return: list of :class:`Total`, one per currency; number of rows
        """
        if not keys:
            [(count,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) total", query))
            return [], count
        names = [name for group in keys.values() for name in group]
        rows = self.env.execute_query_dict(SQL(
            "SELECT %(currencies)s, COUNT(*) AS count, %(sums)s FROM (%(query)s) total GROUP BY %(currencies)s",
            currencies=SQL(", ").join(SQL.identifier(f"{key}_id") for key in keys),
            sums=SQL(", ").join(SQL("SUM(%s) AS %s", SQL.identifier(name), SQL.identifier(name)) for name in names),
            query=query))
        amounts = defaultdict(lambda: defaultdict(float))
        for row in rows:
            for key, group in keys.items():
                for name in group:
                    amounts[row[f"{key}_id"]][name] += float(row[name] or 0.0)
        currencies = self._get_currencies()
        totals = [Total(*currencies[currency_id], dict(amounts[currency_id])) for currency_id in sorted(amounts)]
        return totals, sum(row["count"] for row in rows)

    @api.model
    def _fetch_batches(self, query):
        """Yield the rows of ``query`` as lists of dicts, from a cursor on the database server."""
        cursor = SQL.identifier("credit_overdue_workbook")
        # All rows will be fetched: PostgreSQL would plan for the first ones.
        self.env.cr.execute("SET LOCAL cursor_tuple_fraction = 1")
        self.env.cr.execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", cursor, query))
        while rows := self.env.execute_query_dict(SQL("FETCH %s FROM %s", BATCH, cursor)):
            yield rows
        self.env.cr.execute(SQL("CLOSE %s", cursor))
