from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.days import days_until
from odoo.addons.credit_collection.models.exposure.values import Exclusion


class CreditOpenItem(models.AbstractModel):
    """What is pursued by law is not reminded."""

    _inherit = "credit.open.item"

    @api.model
    def _get_exclusions(self):
        return [*super()._get_exclusions(), Exclusion(
            22, "legal", self.env._("In a Legal Case"), is_whole=True,
            sql=lambda alias, day: SQL("%s IS NOT NULL", SQL.identifier(alias, "credit_case_id")),
            get=lambda: self._get_marked_domain("credit_case_id"),
            depends={"account.move.line": ["credit_case_id", "credit_limitation_date"]},
        ), Exclusion(
            23, "placed", self.env._("Placed with an Agency"), is_whole=True,
            sql=lambda alias, day: SQL("%s IS NOT NULL", SQL.identifier(alias, "credit_placement_id")),
            get=lambda: self._get_marked_domain("credit_placement_id"),
            depends={"account.move.line": ["credit_placement_id"]},
        )]

    @api.model
    def _get_marked_domain(self, name):
        """:return: domain of the items that bear the mark ``name``, for users who may not read it too"""
        field = self.env["account.move.line"]._fields[name]
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s IS NOT NULL", SQL.identifier(alias, name, to_flush=field)),
            predicate=lambda line: bool(line.sudo()[name]))  # sudo: as the statement does.

    @api.model
    def _get_detail_columns(self, day, knows_later=True):
        return {
            **super()._get_detail_columns(day, knows_later), "limitation_date": SQL("line.credit_limitation_date"),
            "case_id": SQL("line.credit_case_id")}


class CreditOpenItemReport(models.Model):
    _inherit = "credit.open.item.report"
    _depends = {"account.move.line": ["credit_case_id", "credit_limitation_date"]}

    case_id = fields.Many2one("credit.case", string="Legal Case", readonly=True)
    limitation_date = fields.Date(string="Time-barred After", readonly=True)
    limitation_days = days_until("limitation_date", name="limitation_days", string="Time-barred in (days)")
