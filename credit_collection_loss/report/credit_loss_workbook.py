from odoo import models

from odoo.addons.credit_collection.report.workbook.document_workbook import make_workbook, write_table
from odoo.addons.credit_collection.report.workbook.workbook_sheet import Column

from .credit_loss_report import AMOUNTS


class CreditLossRun(models.Model):
    """The run as XLSX: the matrix, the way to the ledger, all customers."""

    _inherit = "credit.loss.run"

    def _generate(self):
        """:return: the workbook as bytes, in the language of the user"""
        self.ensure_one()
        self._check_viewer()

        def write(workbook, formats):
            self._write_matrix(workbook, formats)
            self._write_ledger(workbook, formats)
            self._write_customers(workbook, formats)

        return make_workbook(write)

    def _get_file_name(self):
        return self.env._("Loss allowance %(date)s", date=self.date) + ".xlsx"

    def _get_heading(self, name):
        return self.env["credit.loss.run.line"]._fields[name]._description_string(self.env)

    def _write_sheet(self, workbook, formats, name, columns, rows, totals):
        write_table(
            self.env, workbook, formats, name, columns, rows, currency=self.currency_id,
            heading=[self.display_name, *self._get_notes()], totals=totals)

    def _get_money_columns(self):
        return [Column(name, self._get_heading(name), "money", 15, "currency") for name in AMOUNTS]

    def _write_matrix(self, workbook, formats):
        currency = self.currency_id.name
        rows = [
            *self._get_matrix_rows(),
            *(row._replace(bucket=self.env._("Specific allowance")) for row in self._get_specific_rows())]
        columns = [
            Column("group", self._get_heading("group_label"), width=30),
            Column("bucket", self._get_heading("bucket"), width=20),
            Column("customers", self.env._("Customers"), "integer", 10), Column("currency", self.env._("Currency"), width=9),
            *self._get_money_columns(), Column("rate", self._get_heading("rate"), "decimal", 10)]
        self._write_sheet(workbook, formats, self.env._("Allowance"), columns, [
            {"group": row.group, "bucket": row.bucket, "customers": row.customers, "currency": currency,
             "rate": round(row.rate, 4), **row.amounts} for row in rows], self._get_total(rows))

    def _write_ledger(self, workbook, formats):
        currency = self.currency_id.name
        rows = [{"text": text, "currency": currency, "amount": amount} for text, amount in self._get_ledger_rows()]
        columns = [
            Column("text", self.env._("From the aging to the ledger"), width=60),
            Column("currency", self.env._("Currency"), width=9),
            Column("amount", self.env._("Amount"), "money", 16, "currency")]
        self._write_sheet(workbook, formats, self.env._("Ledger"), columns, rows, {
            "amount": self.currency_id.round(sum(row["amount"] for row in rows))})

    def _write_customers(self, workbook, formats):
        names, currency = self._get_bucket_names(), self.currency_id.name
        kinds = dict(self.env["credit.loss.run.line"]._fields["kind"]._description_selection(self.env))
        lines = self.env["credit.loss.run.line"].search_fetch(
            [("run_id", "=", self.id)], ["partner_name", "kind", "group_name", "bucket", "rate", *AMOUNTS])
        columns = [
            Column("customer", self._get_heading("partner_id"), width=34), Column("kind", self._get_heading("kind"), width=18),
            Column("group", self._get_heading("group_label"), width=18),
            Column("bucket", self._get_heading("bucket"), width=16),
            Column("currency", self.env._("Currency"), width=9), *self._get_money_columns(),
            Column("rate", self._get_heading("rate"), "decimal", 10)]
        rows = [{
            "customer": line.partner_name, "kind": kinds[line.kind],
            "group": line.group_label or "",
            "bucket": names.get(line.bucket), "currency": currency, "rate": round(line.rate, 4),
            **{name: line[name] for name in AMOUNTS},
        } for line in lines]
        # Credits are shown with what of them covers debts, which is not netted a second time.
        totals = {name: self.currency_id.round(sum(row[name] for row in rows)) for name in ("gross", "allowance")}
        self._write_sheet(workbook, formats, self.env._("Customers"), columns, rows, totals)
