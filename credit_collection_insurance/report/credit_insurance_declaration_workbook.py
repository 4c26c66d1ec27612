import io

import xlsxwriter

from odoo import models

from odoo.addons.credit_collection.report.workbook.workbook_sheet import Column, Formats, Sheet, Total

AMOUNTS = ("invoiced", "credited", "turnover")


class CreditInsuranceDeclaration(models.Model):
    """The declaration as XLSX, for the insurer."""

    _inherit = "credit.insurance.declaration"

    def _generate(self):
        """:return: the workbook as bytes, in the language of the user"""
        self.ensure_one()
        self.check_access("read")
        with io.BytesIO() as file:
            # A customer named «=HYPERLINK(…)» is text, not a formula.
            workbook = xlsxwriter.Workbook(file, {
                "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True})
            self._write_turnover(workbook, Formats(workbook))
            workbook.close()
            return file.getvalue()

    def _get_file_name(self):
        return self.env._("Turnover declaration %(month)s", month=self.month.strftime("%Y-%m")) + ".xlsx"

    def action_download(self):
        """:return: the declaration as XLSX"""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url", "url": f"/credit_collection/insurance/declaration/{self.id}.xlsx",
            "target": "download"}

    def _write_turnover(self, workbook, formats):
        currency, policy = self.currency_id, self.policy_id
        Line = self.env["credit.insurance.declaration.line"]

        def heading(name):
            return Line._fields[name]._description_string(self.env)

        columns = [
            Column("country", heading("country_id"), width=22), Column("customer", heading("partner_id"), width=36),
            Column("currency", self.env._("Currency"), width=9),
            *(Column(name, heading(name), "money", 16, "currency") for name in AMOUNTS)]
        rows = [{
            "country": line.country_id.name, "customer": line.partner_name, "currency": currency.name,
            **{name: line[name] for name in AMOUNTS}} for line in self.line_ids]
        page = self.env._("Page %(page)s of %(pages)s", page="&P", pages="&N")
        sheet = Sheet(
            workbook, formats, self.env._("Turnover"), columns, {currency.name: currency.decimal_places},
            footer=f"&L&A&C{page}&R&D")
        sheet.write_title(self.display_name, *self._get_notes(policy))
        sheet.write_totals(
            self.env._("Total"),
            [Total(currency.name, currency.decimal_places, {name: self[name] for name in AMOUNTS})], len(rows))
        sheet.write_header()
        sheet.write_rows(rows)
        sheet.finish()

    def _get_notes(self, policy):
        return [
            self.env._("%(company)s, policy %(policy)s of %(insurer)s", company=self.company_id.name, policy=policy.name,
                       insurer=policy.insurer_id.name),
            self.env._("Posted invoices and credit notes of the month, without tax. Premium %(rate)s ‰: %(premium)s",
                       rate=f"{self.premium_rate:g}", premium=self.currency_id.format(self.premium)),
        ]
