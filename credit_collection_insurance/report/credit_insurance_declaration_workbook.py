from odoo import models

from odoo.addons.credit_collection.report.workbook.document_workbook import make_workbook, write_table
from odoo.addons.credit_collection.report.workbook.workbook_sheet import Column

AMOUNTS = ("invoiced", "credited", "turnover")


class CreditInsuranceDeclaration(models.Model):
    """The declaration as XLSX, for the insurer."""

    _inherit = "credit.insurance.declaration"

    def _generate(self):
        """:return: the workbook as bytes, in the language of the user"""
        self.ensure_one()
        self.check_access("read")
        return make_workbook(self._write_turnover)

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
        write_table(
            self.env, workbook, formats, self.env._("Turnover"), columns, rows, currency=currency,
            heading=[self.display_name, *self._get_notes(policy)], totals={name: self[name] for name in AMOUNTS})

    def _get_notes(self, policy):
        return [
            self.env._("%(company)s, policy %(policy)s of %(insurer)s", company=self.company_id.name, policy=policy.name,
                       insurer=policy.insurer_id.name),
            self.env._("Posted invoices and credit notes of the month, without tax. Premium %(rate)s ‰: %(premium)s",
                       rate=f"{self.premium_rate:g}", premium=self.currency_id.format(self.premium)),
        ]
