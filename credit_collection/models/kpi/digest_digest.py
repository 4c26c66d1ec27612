from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

from ..common.bulk import get_kept

VIEWER = "credit_collection.credit_collection_group_viewer"
KEPT = "credit_collection.digest"


class DigestDigest(models.Model):
    """Credit and collection in the digest mail: what came in, what is overdue, how long sales stay unpaid, what is held."""

    _inherit = "digest.digest"

    kpi_credit_collected = fields.Boolean("Collected")
    kpi_credit_collected_value = fields.Monetary(compute="_compute_kpi_credit_collected_value")
    kpi_credit_overdue = fields.Boolean("Overdue at the End")
    kpi_credit_overdue_value = fields.Monetary(compute="_compute_kpi_credit_overdue_value")
    kpi_credit_dso = fields.Boolean("DSO by Counting Back (days)")
    kpi_credit_dso_value = fields.Float(compute="_compute_kpi_credit_dso_value")
    kpi_credit_promises_broken = fields.Boolean("Promises Broken")
    kpi_credit_promises_broken_value = fields.Integer(compute="_compute_kpi_credit_promises_broken_value")
    kpi_credit_orders_held = fields.Boolean("Orders Held")
    kpi_credit_orders_held_value = fields.Integer(compute="_compute_kpi_credit_orders_held_value")

    def _compute_kpi_credit_collected_value(self):
        for digest in self:
            digest.kpi_credit_collected_value = digest._get_credit_components().get("collected", 0.0)

    def _compute_kpi_credit_overdue_value(self):
        for digest in self:
            digest.kpi_credit_overdue_value = digest._get_credit_components().get("overdue", 0.0)

    def _compute_kpi_credit_dso_value(self):
        for digest in self:
            figures = digest._keep_credit("figures", lambda company, periods: company._get_credit_figures_of(periods))
            digest.kpi_credit_dso_value = figures["dso_countback"] or 0.0

    def _compute_kpi_credit_promises_broken_value(self):
        self._count_credit("credit.promise", "kpi_credit_promises_broken_value", "date_closed", [("state", "=", "broken")])

    def _compute_kpi_credit_orders_held_value(self):
        self._count_credit("credit.hold", "kpi_credit_orders_held_value", "date", [("order_id", "!=", False)])

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("credit_collection.credit_collection_menu_root").id
        actions = {
            "kpi_credit_collected": "credit_snapshot_action", "kpi_credit_overdue": "credit_open_item_report_action",
            "kpi_credit_dso": "credit_key_figure_sheet_action", "kpi_credit_promises_broken": "credit_promise_action",
            "kpi_credit_orders_held": "credit_hold_action",
        }
        return {
            **super()._compute_kpis_actions(company, user),
            **{name: f"credit_collection.{action}?menu_id={menu}" for name, action in actions.items()},
        }

    # The period of a column

    def _check_credit_viewer(self):
        """:raise AccessError: for those who see no key figures: core leaves the line out of their mail"""
        if not self.env.user.has_group(VIEWER):
            raise AccessError(self.env._("Only credit viewers get the figures of credit and collection."))

    def _get_credit_period(self):
        """:return: first and last day of the column that is computed, both included"""
        start, end, _companies = self._get_kpi_compute_parameters()
        return fields.Date.to_date(start) + timedelta(days=1), fields.Date.to_date(end)

    def _get_credit_components(self):
        return self._keep_credit("components", lambda company, periods: company._get_credit_components(periods))

    def _keep_credit(self, kind, read):
        """:return: what ``read`` finds for the company and period; read once for all figures of a user's mail"""
        self._check_credit_viewer()
        company, period = self.company_id or self.env.company, self._get_credit_period()
        kept = get_kept(self.env, KEPT, {})
        key = kind, company.id, self.env.uid, *period
        if key not in kept:
            [kept[key]] = read(company, [period])
        return kept[key]

    def _count_credit(self, model, name, date_field, domain):
        self._check_credit_viewer()
        first, last = self._get_credit_period()
        roots = (self.company_id | self.env.company).root_id
        counts = dict(self.env[model]._read_group(
            [("company_id", "in", roots.ids), (date_field, ">=", first), (date_field, "<=", last), *domain],
            ["company_id"], ["__count"]))
        for digest in self:
            digest[name] = counts.get((digest.company_id or self.env.company).root_id, 0)
