from odoo import api, models
from odoo.tools import formatLang


class ReportAging(models.AbstractModel):
    """The aging as PDF: its groups, with totals for each currency."""

    _name = "report.credit_collection.report_aging"
    _description = "Aging (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        agings = self.env["credit.aging"].browse(docids)
        return {"docs": agings, "tables": {aging: self._prepare_table(aging) for aging in agings}}

    @api.model
    def _prepare_table(self, aging):
        """:return: ``{"companies", "heading", "columns", "rows", "totals", "lines"}``, amounts formatted; empty where there is
            none"""
        rows, columns = aging._get_rows(), aging._get_columns()
        totals = aging._get_totals(rows)
        if not any(total["differences"] for total in totals.values()):
            columns.pop("differences")

        def show(currency, amounts):
            return [
                "" if currency.is_zero(amounts[name]) else formatLang(self.env, amounts[name], digits=currency.decimal_places)
                for name in columns]

        return {
            "companies": aging._get_company_names(),
            "heading": dict(aging._fields["group_by"]._description_selection(self.env))[aging.group_by],
            "columns": list(columns.values()),
            "rows": [(row.name, row.currency.name, show(row.currency, row.amounts)) for row in rows],
            "totals": [(currency.name, show(currency, amounts)) for currency, amounts in totals.items()],
            "lines": aging._get_lines(),
        }
