from odoo import api, models

from ..workbook.document_workbook import make_workbook
from ..workbook.workbook_sheet import Column, Sheet, Total


class CreditStatement(models.Model):
    """A statement as a workbook with a sheet for each currency, from what was kept."""

    _inherit = "credit.statement"

    def _make_xlsx(self):
        """:return: the statement as a workbook, from what was kept"""
        self.ensure_one()
        [described] = self._describe().values()
        [parts] = self._get_kept_parts().values()
        return self._write_xlsx(described, parts)

    @api.model
    def _write_xlsx(self, described, parts):
        """:param dict described: texts of the statement, of :meth:`_describe`
        :param parts: list of :class:`~odoo.addons.credit_collection.tools.statement.figures.Part`
        """
        env = self.with_context(lang=described["lang"]).env

        def write(workbook, formats):
            for part in parts:
                self._write_sheet(env, workbook, formats, part, described)
            if not parts:
                workbook.add_worksheet().write_string(0, 0, env._("There are no open items."))

        return make_workbook(write)

    @api.model
    def _write_sheet(self, env, workbook, formats, part, described):
        currency = self.env["res.currency"].browse(part.currency_id)
        is_activity = described["kind"] == "activity"
        sheet = Sheet(workbook, formats, currency.name, self._get_xlsx_columns(env, is_activity),
                      {currency.name: currency.decimal_places}, footer="&C&P / &N")
        sheet.write_title(
            env._("Statement of account %(number)s", number=described["number"]).strip(),
            self.env["res.currency"].browse(part.currency_id).name,
            *(f"{label}: {amount}" for label, amount in self._get_xlsx_figures(env, part, described)))
        rows = [{**row._asdict(), "currency": currency.name} for row in (part.movements if is_activity else part.documents)]
        amounts = {"debit": part.debit, "credit": part.credit} if is_activity else {"open_amount": part.closing}
        sheet.write_totals(env._("Total"), [Total(currency.name, currency.decimal_places, amounts)], len(rows))
        sheet.write_header()
        sheet.write_rows(rows)
        sheet.finish()

    @api.model
    def _get_xlsx_figures(self, env, part, described):
        [texts] = [texts for texts in described["parts"] if texts["currency_id"] == part.currency_id]
        yield env._("From"), described["from"]
        yield env._("As of"), described["to"]
        yield env._("Our reference"), described["reference"]
        if described["kind"] == "activity":
            yield env._("Opening balance"), texts["opening"]
        yield env._("Closing balance"), texts["balance"]
        yield from zip(texts["bucket_labels"], texts["buckets"], strict=True)

    @api.model
    def _get_xlsx_columns(self, env, is_activity):
        columns = [
            Column("number", env._("Document"), width=22), Column("reference", env._("Reference"), width=22),
            Column("date", env._("Date"), "date"), Column("due_date", env._("Due"), "date"),
        ]
        if not is_activity:
            columns.append(Column("days_overdue", env._("Days overdue"), "integer"))
        labels = (
            {"debit": env._("Charges"), "credit": env._("Payments and Credits"), "balance": env._("Balance")} if is_activity
            else {"amount": env._("Amount"), "open_amount": env._("Open"), "disputed": env._("Disputed")})
        return [*columns, Column("currency", env._("Currency"), width=9),
                *(Column(key, label, "money", 14, "currency") for key, label in labels.items())]
