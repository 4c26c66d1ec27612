from odoo import fields, models

from odoo.addons.credit_collection.models.common.days import days_until


class CreditDeliveryRelease(models.Model):
    """One delivery let out to a held customer: who, when, why, until when, and for which quantities.

    Written by ``stock.picking._release_credit_hold`` only: no group may create or change one.
    """

    _name = "credit.delivery.release"
    _description = "Credit Release of a Delivery"
    _order = "id desc"
    _rec_name = "picking_id"

    picking_id = fields.Many2one(
        "stock.picking", string="Delivery", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="picking_id.partner_id", string="Delivery Contact")
    order_id = fields.Many2one(related="picking_id.sale_id", string="Order")
    company_id = fields.Many2one(related="picking_id.company_id", store=True)
    explanation = fields.Text(readonly=True, help="Reason for the hold when the delivery was released.")
    reason = fields.Char(required=True, readonly=True)
    reason_id = fields.Many2one("credit.reason", string="Reason Code", readonly=True)
    released_by_id = fields.Many2one("res.users", required=True, readonly=True)
    released_on = fields.Datetime(required=True, readonly=True)
    valid_until = fields.Date(required=True, readonly=True, help="Last day on which the delivery may be validated.")
    valid_until_days = days_until("valid_until", string="Ends in (days)")
    quantities = fields.Json(
        readonly=True, export_string_translation=False,
        help="Quantity of each product in the delivery when it was released; beyond it the release does not count.",
    )

    def _covers(self, quantities):
        """:return: whether the delivery holds no more than what was released (``{product: quantity}``)"""
        self.ensure_one()
        released = self.quantities or {}
        return all(
            product.uom_id.compare(quantity, released.get(str(product.id), 0.0)) <= 0
            for product, quantity in quantities.items())

    def _expire(self):
        """End releases that were given before the deliveries were held manually."""
        for release in self:
            today = release.company_id._get_credit_today()
            release.valid_until = min(release.valid_until, fields.Date.subtract(today, days=1))
