from odoo import api, models


class CreditEvidence(models.AbstractModel):
    """Transfers of the orders behind the items: delivery slip, with the signature where there is one, and attached files."""

    _inherit = "credit.evidence"

    @api.model
    def _collect_deliveries(self, case, langs):
        transfers = self._get_orders(case).picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.picking_type_code == "outgoing").sorted("date_done")
        return [
            *super()._collect_deliveries(case, langs),
            *self._print_each("stock.action_report_delivery", transfers, langs, lambda picking: picking.name),
            *self._get_attachments(transfers)]
