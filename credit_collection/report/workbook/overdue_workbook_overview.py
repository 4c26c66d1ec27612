from odoo import api, models
from odoo.tools import SQL

from ...models.exposure.balances import build_balances
from .overdue_workbook_customers import IS_CREDIT, IS_OVERDUE
from .overview_sheet import Block, Chart, Formula, OverviewSheet
from .workbook_sheet import Column

MOST = 10
NOT_DUE, LATE = "#70AD47", ("#FFD966", "#F4B183", "#ED7D31", "#C00000", "#A50021", "#7F0000")


class CreditOverdueWorkbook(models.AbstractModel):
    """The overview: totals by currency, aging, the customers who owe most. Rooms and add-ons contribute a table with its
    chart by ``_get_blocks``."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_blocks(self, scope, sheets):
        """:param dict sheets: ``{key: Sheet}`` of the sheets that are written, for formulas
        :return: list of :class:`Block`; the sequence decides about their order
        """
        return [*self._get_totals_blocks(sheets), self._get_aging_block(scope), self._get_most_block(scope)]

    @api.model
    def _open_overview(self, workbook):
        """:return: the first sheet, to be written when the others are: in the order of the tabs it stands before them"""
        return OverviewSheet(workbook, self.env._("Overview"), self._get_footer())

    @api.model
    def _write_overview(self, overview, formats, scope, sheets):
        companies, currency = self.env.companies, self.env.company.currency_id
        lines = self._get_headlines(scope)
        if len(companies.currency_id) > 1:
            lines.append(self.env._(
                "Amounts of all companies in %(currency)s, at the rate of the day.", currency=currency.name))
        title = self.env._("%(sheet)s – %(companies)s", sheet=overview.name, companies=", ".join(companies.mapped("name")))
        overview.write_blocks(
            formats, dict(self._get_currencies().values()), title, lines, self._get_blocks(scope, sheets))

    # Amounts of several companies together

    @api.model
    def _get_rates(self, scope):
        """:return: ``{currency id: factor to the currency of the user's company}`` of the companies, on the day shown"""
        company = self.env.company
        return {
            currency.id: currency._get_conversion_rate(currency, company.currency_id, company, scope.today)
            for currency in self.env.companies.root_id.currency_id | company.currency_id}

    @api.model
    def _get_money_column(self, key, heading):
        """:return: column of a block in the currency of the user's company; its rows have that under ``currency``"""
        return Column(key, heading, "money", 14, "currency")

    # Tables

    @api.model
    def _get_totals_blocks(self, sheets):
        """The totals, as formulas over the sheet of the customers: they follow what is changed there."""
        headings = {
            "residual": self.env._("Open Amount"), "overdue_gross": self.env._("Overdue, Before Credits"),
            "credits": self.env._("Open Credits"), "overdue": self.env._("Overdue"), "disputed": self.env._("Disputed"),
        }
        yield self._get_totals_block(
            10, self.env._("Totals by Currency"), sheets.get("customers"), "currency",
            {f"{key}_currency": heading for key, heading in headings.items()})
        del headings["disputed"]
        yield self._get_totals_block(
            20, self.env._("Totals in Company Currency"), sheets.get("customers"), "company_currency", headings)

    @api.model
    def _get_totals_block(self, sequence, title, sheet, currency_key, headings):
        columns = [Column("currency", self.env._("Currency"))] + [
            self._get_money_column(key, heading) for key, heading in headings.items()]
        rows = []
        for total in sheet.totals if sheet else ():
            # Each total has the amounts in its own currency alone: of the company or of the documents.
            if not any(sheet.columns[sheet.index[key]].currency == currency_key and key in total.amounts for key in headings):
                continue
            row = {"currency": total.currency}
            for key in headings:
                row[key] = Formula(sheet.get_sum_formula(key, total.currency), total.amounts.get(key, 0.0))
            rows.append(row)
        return Block(sequence, title, columns, rows)

    @api.model
    def _get_aging_block(self, scope):
        """The open items by age; open credits, which have none, beside them."""
        OpenItems, rates = self.env["credit.open.item"], self._get_rates(scope)
        buckets = self.env.company._get_credit_aging_buckets()
        rows = self.env.execute_query(SQL(
            """
            SELECT CASE WHEN item.residual > 0 THEN %s END, item.company_currency_id, SUM(item.residual)::float8, COUNT(*)
              FROM (%s) item GROUP BY 1, 2
            """, OpenItems._get_bucket_sql(buckets), scope.items))
        labels = {**OpenItems._get_bucket_labels(buckets), None: self.env._("Open Credits")}
        amounts, counts = dict.fromkeys(labels, 0.0), dict.fromkeys(labels, 0)
        for code, currency_id, amount, count in rows:
            amounts[code] += amount * rates[currency_id]
            counts[code] += count
        currency = self.env.company.currency_id.name
        late = len(buckets) - 1
        colors = [NOT_DUE, *(LATE[number * len(LATE) // late] for number in range(late)), "#A5A5A5"]
        return Block(
            30, self.env._("Aging"),
            [Column("bucket", self.env._("Days Overdue")), Column("items", self.env._("Open Items"), "integer"),
             self._get_money_column("amount", self.env._("Open Amount"))],
            [{"bucket": label, "items": counts[code], "amount": amounts[code], "currency": currency}
             for code, label in labels.items()] if rows else [],
            Chart("column", "bucket", ["amount"], colors=colors))

    @api.model
    def _get_most_block(self, scope):
        """The customers with the highest overdue amount, less their open credits."""
        rates = self._get_rates(scope)
        rows = self.env.execute_query(SQL(
            """
            SELECT partner.name, total.profile_id, total.open, total.overdue, total.company_currency_id,
                   CASE WHEN balance.oldest_due_date < %(today)s THEN %(today)s - balance.oldest_due_date END
              FROM (
                    SELECT item.partner_id, item.root_id, item.profile_id, item.company_currency_id,
                           SUM(item.residual)::float8 AS open,
                           SUM(item.owed) FILTER (WHERE %(is_credit)s OR %(is_overdue)s)::float8 AS overdue
                      FROM (%(items)s) item
                  GROUP BY item.partner_id, item.root_id, item.profile_id, item.company_currency_id
                   ) total
              JOIN res_partner partner ON partner.id = total.partner_id
         LEFT JOIN (%(balances)s) balance ON balance.partner_id = total.partner_id AND balance.root_id = total.root_id
             WHERE total.overdue > 0
            """, today=scope.today, items=scope.items, balances=build_balances(scope.today), is_overdue=IS_OVERDUE,
            is_credit=IS_CREDIT))
        overdue = sum(row[3] * rates[row[4]] for row in rows)
        currency, address = self.env.company.currency_id.name, self._get_address("credit.profile")
        most = sorted(rows, key=lambda row: (-row[3] * rates[row[4]], row[0], row[1] or 0))[:MOST]
        return Block(
            40, self.env._("Top Ten Overdue"),
            [Column("customer", self.env._("Customer"), link="url"),
             self._get_money_column("overdue", self.env._("Overdue")), Column("share", self.env._("Share"), "percent"),
             self._get_money_column("open", self.env._("Open Amount")),
             Column("days", self.env._("Days Overdue, Oldest"), "integer")],
            [{
                "customer": name, "url": profile_id and f"{address}{profile_id}", "overdue": due * rates[currency_id],
                "share": due * rates[currency_id] / overdue, "open": owed * rates[currency_id], "days": days,
                "currency": currency,
            } for name, profile_id, owed, due, currency_id, days in most],
            Chart("bar", "customer", ["overdue"]))
