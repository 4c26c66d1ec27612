from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.report.workbook.overdue_workbook import WorkbookSheet
from odoo.addons.credit_collection.report.workbook.workbook_sheet import Column, in_tens


class CreditOverdueWorkbook(models.AbstractModel):
    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_columns(self, sheet):
        columns = super()._get_columns(sheet)
        if sheet == "customers":
            # Columns of the core have the sequences 10, 20, 30 …: this one stands after the customer.
            columns.append(Column(
                "industry", self.env._("Industry"), width=18, sequence=15, values=self._get_industries))
        elif sheet == "held_orders":
            columns.extend(in_tens([
                Column("customer", self.env._("Customer"), width=30),
                Column("order_name", self.env._("Order"), width=16),
                Column("date", self.env._("Held Since"), "date", 12),
                Column("currency", self.env._("Currency"), width=9),
                Column("order_amount", self.env._("Amount"), "money", 15, "currency"),
            ]))
        return columns

    @api.model
    def _get_industries(self, rows):
        """:return: the industry of the customer of each row; called once for thousands of rows"""
        partners = self.env["res.partner"].browse(row["partner_id"] for row in rows)
        return [partner.industry_id.name for partner in partners]

    @api.model
    def _get_sheets(self, scope):
        return [*super()._get_sheets(scope), WorkbookSheet(
            25, "held_orders", self.env._("Held Orders"),
            SQL(
                """
                SELECT partner.name AS customer, hold.order_name, hold.date, hold.order_amount,
                       company.currency_id, currency.name AS currency
                  FROM credit_hold hold
                  JOIN credit_profile profile ON profile.id = hold.profile_id
                  JOIN res_partner partner ON partner.id = profile.partner_id
                  JOIN res_company company ON company.id = profile.company_id
                  JOIN res_currency currency ON currency.id = company.currency_id
                 WHERE hold.state = 'pending' AND hold.date <= %s AND %s
                 ORDER BY partner.name, hold.date, hold.id
                """, scope.today, scope.condition),
            {"currency": ["order_amount"]},
        )]
