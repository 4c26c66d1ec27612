import io
from datetime import date

import xlsxwriter

from odoo import api, models
from odoo.tools import SQL

from ...models.common.sql import get_reference_sql
from ...models.exposure.balances import build_balances
from .document_workbook import OPTIONS
from .overdue_workbook import WorkbookSheet
from .workbook_sheet import Column, Formats, in_tens


class CreditOverdueWorkbook(models.AbstractModel):
    """The starting template: all customers, with what a company that has lived in Excel brings along: ratings, limits, terms,
    collectors, promises and remarks. It comes back through the same import; approval tiers bind as on any other way.

    What customers owe stands beside, and its total is that of the ledger: so it can be seen whether all has been loaded.
    """

    _inherit = "credit.overdue.workbook"

    @api.model
    def _download_template(self):
        """:return: the template as bytes, for a collector, whose download is logged"""
        self.env["credit.workbook.editor"]._check_right()
        self._create_customers()
        today = self.env.company._get_credit_today()
        with io.BytesIO() as file:
            workbook = xlsxwriter.Workbook(file, OPTIONS)
            scope = self._get_scope(None, today)
            self._write_sheets(workbook, Formats(workbook), self._get_template_sheets(scope), scope)
            workbook.close()
            content = file.getvalue()
        self.env["credit.workbook.download"]._log(None, today)
        return content

    @api.model
    def _create_customers(self):
        """Open a credit profile for each customer of the ticked companies, also for those who have not bought yet."""
        roots = self.env.companies.root_id
        partners = self.env["res.partner"].search([("customer_rank", ">", 0), ("company_id", "in", [False, *roots.ids])])
        # sudo: profiles are opened by the system.
        self.env["credit.profile"].sudo()._create_missing_profiles(partners.commercial_partner_id.ids, roots.ids)

    @api.model
    def _get_template_name(self):
        return self.env._("Starting template") + ".xlsx"

    @api.model
    def _get_template_action(self):
        """:return: action that downloads the template for the ticked companies"""
        return self._get_url_action("/credit_collection/starting_template.xlsx", self._get_company_parameters())

    @api.model
    def _get_template_sheets(self, scope):
        return [WorkbookSheet(
            10, "start", self.env._("Customers"), self._build_start(scope), {"company_currency": ["receivable", "overdue"]},
            self._get_start_rows, record="profile_id",
        )]

    @api.model
    def _get_columns(self, sheet):
        columns = super()._get_columns(sheet)
        return [*columns, *in_tens(self._get_start_columns())] if sheet == "start" else columns

    @api.model
    def _get_start_columns(self):
        return [
            Column("customer", self.env._("Customer"), width=34, link="customer_url"),
            *([Column("company", self.env._("Company"), width=20)] if len(self.env.companies.root_id) > 1 else []),
            Column("reference", self.env._("Customer Number"), width=14),
            Column("company_currency", self.env._("Company Currency"), width=10),
            Column("receivable", self.env._("Open Amount"), "money", 15, "company_currency"),
            Column("overdue", self.env._("Overdue"), "money", 15, "company_currency"),
            Column("rating", self.env._("Rating"), width=14, is_editable=True, choices="rating"),
            Column("limit_mode", self.env._("Limit Type"), width=14, is_editable=True, choices="limit_mode"),
            Column("credit_limit", self.env._("Credit Limit"), "money", 15, "company_currency", is_editable=True),
            Column("payment_term", self.env._("Payment Terms"), width=20, is_editable=True, choices="payment_term"),
            Column("owner", self.env._("Owner"), width=18, is_editable=True, choices="user"),
            Column("expected_date", self.env._("Expected Payment"), "date", 12, is_editable=True),
            Column("expected_amount", self.env._("Expected Amount"), "money", 15, "company_currency", is_editable=True),
            Column("reason", self.env._("Reason for Overdue"), width=24, is_editable=True, choices="late_reason"),
            Column("remark", self.env._("Remark"), width=50, is_editable=True),
        ]

    @api.model
    def _build_start(self, scope):
        return SQL(
            """
            SELECT profile.id AS profile_id, partner.name AS customer, company.name AS company, %(reference)s AS reference,
                   company.currency_id AS company_currency_id, balance.receivable, balance.overdue
              FROM credit_profile profile
              JOIN res_partner partner ON partner.id = profile.partner_id
              JOIN res_company company ON company.id = profile.company_id
         LEFT JOIN (%(balances)s) balance ON balance.partner_id = profile.partner_id AND balance.root_id = profile.company_id
             WHERE %(condition)s AND (partner.active OR balance.receivable != 0)
             ORDER BY partner.name, profile.id
            """, reference=get_reference_sql("partner", "profile"), condition=scope.condition,
            balances=build_balances(scope.today))

    @api.model
    def _get_start_rows(self, query, scope):
        Editor, currencies = self.env["credit.workbook.editor"], self._get_currencies()
        address = self._get_address("credit.profile")
        choices = {
            column.key: Editor._get_choices(column.choices) for column in self._get_start_columns() if column.choices}
        for rows in self._fetch_batches(query):
            current = Editor._get_current(self.env["credit.profile"].browse(row["profile_id"] for row in rows), scope.today)
            for row in rows:
                known = current[row["profile_id"]]
                row.update(known, known=known, customer_url=f"{address}{row['profile_id']}")
                row["expected_date"] = known["expected_date"] and date.fromisoformat(known["expected_date"])
                row["company_currency"] = currencies[row["company_currency_id"]][0]
                for key, labels in choices.items():
                    row[key] = labels.get(known[key])
            yield rows
