from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import get_reference_sql
from odoo.addons.credit_collection.report.workbook.overdue_workbook import WorkbookSheet
from odoo.addons.credit_collection.report.workbook.workbook_sheet import Column, in_tens


class CreditOverdueWorkbook(models.AbstractModel):
    """Accrued charges: a sheet of their own, and a column of the customers and of the items."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_columns(self, sheet):
        columns = super()._get_columns(sheet)
        if not self.env["credit.charge"].search_count([("state", "=", "accrued")], limit=1):
            return columns
        if sheet == "customers":
            columns.append(Column(
                "charges", self.env._("Accrued Charges (Company Currency)"), "money", 15, "company_currency", sequence=222,
                values=lambda rows: self._get_charges("profile_id", [row["profile_id"] for row in rows]), is_of_now=True))
        elif sheet == "items":
            columns.append(Column(
                "charges", self.env._("Accrued Charges (Company Currency)"), "money", 15, "company_currency", sequence=142,
                values=lambda rows: self._get_charges("line_id", [row["id"] for row in rows]), is_of_now=True))
        elif sheet == "charges":
            columns.extend(in_tens([
                Column("customer", self.env._("Customer"), width=30),
                Column("reference", self.env._("Customer Number"), width=14),
                Column("kind", self.env._("Charge"), width=22),
                Column("document", self.env._("Document"), width=18),
                Column("date_from", self.env._("From"), "date", 12),
                Column("date_to", self.env._("To"), "date", 12),
                Column("percent", self.env._("Rate (% per Year)"), "decimal", 10),
                Column("principal", self.env._("Open Amount"), "money", 15, "currency"),
                Column("currency", self.env._("Currency"), width=9),
                Column("amount", self.env._("Amount"), "money", 15, "currency"),
            ]))
        return columns

    @api.model
    def _get_charges(self, key, ids):
        """:param str key: profile_id or line_id
        :return: what is accrued of each of ``ids``; a customer with several currencies is told it once
        """
        sums = {record.id: amount for record, amount in self.env["credit.charge"]._read_group(
            [(key, "in", [each for each in ids if each]), ("state", "=", "accrued")], [key], ["amount:sum"])}
        return [sums.pop(each, None) for each in ids]

    @api.model
    def _get_sheets(self, scope):
        if not self.env["credit.charge"].search_count([("state", "=", "accrued")], limit=1):
            return super()._get_sheets(scope)
        kinds = dict(self.env["credit.charge"]._fields["kind"]._description_selection(self.env))
        label = SQL("CASE charge.kind %s END", SQL(" ").join(SQL("WHEN %s THEN %s", *kind) for kind in kinds.items()))
        return [*super()._get_sheets(scope), WorkbookSheet(
            24, "charges", self.env._("Charges"),
            SQL(
                """
                SELECT partner.name AS customer, %s AS reference, %s AS kind, move.name AS document, charge.date_from,
                       COALESCE(charge.date_to, charge.date) AS date_to, NULLIF(charge.percent, 0)::float8 AS percent,
                       charge.principal, charge.amount, company.currency_id, currency.name AS currency
                  FROM credit_charge charge
                  JOIN credit_profile profile ON profile.id = charge.profile_id
                  JOIN res_partner partner ON partner.id = profile.partner_id
                  JOIN res_company company ON company.id = profile.company_id
                  JOIN res_currency currency ON currency.id = company.currency_id
             LEFT JOIN account_move move ON move.id = charge.move_id
                 WHERE charge.state = 'accrued' AND charge.date <= %s AND %s
                 ORDER BY partner.name, partner.id, charge.date, charge.id
                """, get_reference_sql("partner", "profile"), label, scope.today, scope.condition),
            {"currency": ["amount"]},
        )]
