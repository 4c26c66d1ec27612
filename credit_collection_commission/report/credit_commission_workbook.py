from odoo import models
from odoo.exceptions import UserError

from odoo.addons.credit_collection.report.workbook.document_workbook import make_workbook, write_table
from odoo.addons.credit_collection.report.workbook.workbook_sheet import Column

PAYOUT = ("collected", "earned", "carried_in", "amount", "carried_out")
LINE = ("base_amount", "amount")


class CreditCommissionRun(models.Model):
    """The settlement as XLSX: what each collector gets, and why, line by line."""

    _inherit = "credit.commission.run"

    def action_download(self):
        """:return: the settlement as XLSX"""
        self.ensure_one()
        self._check_manager()
        if not self.calculated_on:
            raise UserError(self.env._("Work “%(run)s” out first.", run=self.display_name))
        return {"type": "ir.actions.act_url", "url": f"/credit_collection/commission/{self.id}.xlsx", "target": "download"}

    def _generate(self):
        """:return: the workbook as bytes, in the language of the user"""
        self.ensure_one()
        self._check_manager()

        def write(workbook, formats):
            self._write_payouts(workbook, formats)
            self._write_lines(workbook, formats)

        return make_workbook(write)

    def _get_file_name(self):
        return self.env._("Commission %(first)s to %(last)s", first=self.date_from, last=self.date_to) + ".xlsx"

    def _write_sheet(self, workbook, formats, name, columns, rows, totals):
        states = dict(self._fields["state"]._description_selection(self.env))
        write_table(
            self.env, workbook, formats, name, columns, rows, currency=self.currency_id,
            heading=[self.display_name, f"{self.company_id.name} · {states[self.state]}"],
            totals={key: self.currency_id.round(sum(row[key] for row in rows)) for key in totals})

    def _write_payouts(self, workbook, formats):
        Payout = self.env["credit.commission.payout"]

        def heading(name):
            return Payout._fields[name]._description_string(self.env)

        columns = [
            Column("user", heading("user_id"), width=28), Column("currency", self.env._("Currency"), width=9),
            *(Column(name, heading(name), "money", 16, "currency") for name in PAYOUT)]
        rows = [{
            "user": payout.user_id.name, "currency": self.currency_id.name, **{name: payout[name] for name in PAYOUT}}
            for payout in self.payout_ids]
        self._write_sheet(workbook, formats, self.env._("Payouts"), columns, rows, PAYOUT)

    def _write_lines(self, workbook, formats):
        Line = self.env["credit.commission.line"]

        def heading(name):
            return Line._fields[name]._description_string(self.env)

        columns = [
            Column("user", heading("user_id"), width=24), Column("customer", heading("profile_id"), width=30),
            Column("document", heading("document"), width=18), Column("date", heading("date"), "date", 12),
            Column("age", heading("age_days"), "integer", 9), Column("currency", self.env._("Currency"), width=9),
            Column("base_amount", heading("base_amount"), "money", 16, "currency"),
            Column("percent", heading("percent"), "decimal", 9),
            Column("amount", heading("amount"), "money", 14, "currency"), Column("reason", heading("reason"), width=80)]
        rows = [{
            "user": line.user_id.name or self.env._("Nobody"), "customer": line.profile_id.display_name or "",
            "document": line.document or "", "date": line.date, "age": max(line.age_days, 0), "currency": self.currency_id.name,
            "percent": line.percent, "reason": line.reason, **{name: line[name] for name in LINE}} for line in self.line_ids]
        self._write_sheet(workbook, formats, self.env._("Lines"), columns, rows, ("amount",))
