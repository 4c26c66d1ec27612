from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import float_is_zero

from ...tools.common.clock import add_days
from ...tools.order.still_to_come import Progress, get_open_quantity
from ..common.credit_roles_mixin import forget_defaults

# Changing one of these may make a confirmed order grow or shrink.
AMOUNT_FIELDS = {
    "product_uom_qty", "price_unit", "discount", "tax_ids", "product_id", "product_uom_id", "order_id", "qty_delivered",
    "customer_lead", "credit_closed_qty",
}
# A line has these from its order.
TAKEN_FIELDS = {"state", "currency_id", "company_id"}
# What the check rests on is computed; nobody writes it by hand.
COMPUTED_FIELDS = {
    "credit_open_amount", "credit_draft_amount", "credit_partner_id", "credit_delivery_date", "credit_closed_qty",
    "price_total", "price_subtotal", "price_tax", "qty_invoiced", "invoice_lines", *TAKEN_FIELDS,
}


class SaleOrderLine(models.Model):
    """What is still to come of an order line: what may still be delivered or invoiced."""

    _inherit = "sale.order.line"

    credit_partner_id = fields.Many2one(
        "res.partner", string="Commercial Payer", related="order_id.partner_invoice_id.commercial_partner_id", store=True,
        prefetch=False, groups="base.group_user",
        help="The commercial entity of the invoice address, which will owe this line.",
    )
    credit_open_amount = fields.Float(
        string="Not Invoiced", compute="_compute_credit_open_amount", compute_sudo=True, store=True, digits=0,
        groups="base.group_user",
        help="What may still be delivered or invoiced, taxes included, in the currency of the order. Draft invoices count as "
             "invoiced.",
    )
    credit_draft_amount = fields.Float(
        string="In Draft Invoices", compute="_compute_credit_open_amount", compute_sudo=True, store=True, digits=0,
        groups="base.group_user",
        help="What is in draft invoices, in the currency of the order. It stays with the order while draft invoices do not "
             "count as exposure.",
    )
    credit_closed_qty = fields.Float(
        string="Closed Rest", digits="Product Unit", readonly=True, copy=False, default=0.0, groups="base.group_user",
        help="Quantity that will not be delivered any more, as decided with “Close the Rest”.",
    )
    credit_delivery_date = fields.Date(
        string="Delivery for Credit", compute="_compute_credit_delivery_date", store=True, groups="base.group_user",
        help="The delivery date promised on the order; without one, the day of the order and the lead time of the line. "
             "Later than the credit horizon, the line does not count as exposure.",
    )

    # Open orders per customer, a part of the exposure.
    _credit_open_order_idx = models.Index(
        "(credit_partner_id, company_id, order_id) "
        "INCLUDE (credit_open_amount, credit_draft_amount, credit_delivery_date, currency_id) "
        "WHERE state = 'sale' AND (credit_open_amount <> 0 OR credit_draft_amount <> 0)",
    )

    @api.depends(
        "price_total", "product_uom_qty", "qty_delivered", "qty_invoiced", "qty_invoiced_posted", "price_unit", "discount",
        "tax_ids", "display_type", "credit_closed_qty", "order_id.amount_total",
        # A note that is not posted takes nothing back. Not the state of the order: its confirmation changes nothing here.
        "invoice_lines.move_id.state", "invoice_lines.price_unit", "invoice_lines.discount",
    )
    def _compute_credit_open_amount(self):
        self.credit_open_amount = self.credit_draft_amount = 0.0
        for order, lines in self.grouped("order_id").items():
            totals = order._get_credit_line_totals()
            for line in lines.filtered(lambda line: not line.display_type):
                progress = line._get_credit_progress()
                amount = line._get_credit_amount(get_open_quantity(progress, with_drafts=True), totals)
                line.credit_open_amount = amount
                if progress.drafted:
                    line.credit_draft_amount = line.currency_id.round(
                        line._get_credit_amount(get_open_quantity(progress, with_drafts=False), totals) - amount)

    @api.depends("order_id.commitment_date", "order_id.date_order", "customer_lead")
    def _compute_credit_delivery_date(self):
        for line in self:
            ordered = line.order_id.date_order
            expected = ordered and add_days(ordered, line.customer_lead or 0.0)
            delivery = line.order_id.commitment_date or expected
            line.credit_delivery_date = delivery and line.order_id.company_id._get_credit_today(delivery)

    def _get_credit_progress(self):
        """:return: how far the line has come, a :class:`~odoo.addons.credit_collection.tools.order.still_to_come.Progress`
        """
        self.ensure_one()
        invoiced, drafted, credited = self._get_credit_invoiced()
        return Progress(
            ordered=self.product_uom_qty,
            delivered=self.qty_delivered,
            invoiced=invoiced,
            drafted=drafted,
            credited=credited,
            # Transfers of a quotation are those of an order that was cancelled and begun anew.
            coming=self._get_credit_coming() if self.state == "sale" else None,
            closed=self.credit_closed_qty,
            is_invoiced_on_delivery=self.product_id.invoice_policy == "delivery",
            # Core orders none of a down payment: a line of goods that somebody marks as one is still to come.
            is_downpayment=self.is_downpayment and not self.product_uom_qty and not self.qty_delivered,
        )

    def _get_credit_coming(self):
        """:return: quantity that transfers still bring to the customer, None when no transfer says so; to be overridden"""
        return None

    def _get_credit_invoiced(self):
        """A credit note at another price than the invoices lowers the price: it takes back no quantity. What was invoiced
        elsewhere, as at a counter, is invoiced.

        :return: quantities of the line: invoiced by posted invoices, by drafts, and taken back by posted credit notes
        """
        quantities = {"posted": 0.0, "draft": 0.0}
        notes, prices, elsewhere = [], set(), self.qty_invoiced
        for item in self.invoice_lines:
            move = item.move_id
            if move.state == "cancel" and move.payment_state != "invoicing_legacy":
                continue
            quantity = item.product_uom_id._compute_quantity(item.quantity, self.product_uom_id)
            price = item.price_unit * (1 - item.discount / 100)
            if move.move_type == "out_invoice":
                elsewhere -= quantity
                quantities["draft" if move.state == "draft" else "posted"] += quantity
                prices.add(price)
            elif move.move_type == "out_refund":
                elsewhere += quantity
                if move.state != "draft":
                    notes.append((quantity, price))
        digits = self.env["decimal.precision"].precision_get
        rounding = 10 ** -digits("Product Price") / 2
        credited = sum(
            quantity for quantity, price in notes
            if not prices or any(abs(price - invoiced) <= rounding for invoiced in prices))
        if not float_is_zero(elsewhere, precision_digits=digits("Product Unit")):
            quantities["posted"] += elsewhere
        return quantities["posted"], quantities["draft"], credited

    def _get_credit_amount(self, quantity, totals):
        """:return: value of ``quantity`` of the line, taxes included, in the currency of the order"""
        if not quantity:
            return 0.0
        ordered = self.product_uom_qty
        if ordered:
            total = totals.get(self, self.price_total)
            return self.currency_id.round(total * quantity / ordered) if quantity != ordered else total
        return self.tax_ids.compute_all(
            self.price_unit * (1 - self.discount / 100), currency=self.currency_id, quantity=quantity, product=self.product_id,
            partner=self.order_id.partner_shipping_id,
        )["total_included"]

    @api.model_create_multi
    def create(self, vals_list):
        # What the line takes from its order anyway, as imports and copies give it.
        vals_list = [{name: value for name, value in vals.items() if name not in TAKEN_FIELDS} for vals in vals_list]
        self._check_credit_amounts(set().union(*vals_list))
        lines = forget_defaults(self, self._get_credit_computed_fields().__contains__)
        order_ids = {vals.get("order_id", self.env.context.get("default_order_id")) for vals in vals_list}
        orders = self.env["sale.order"].browse(order_id for order_id in order_ids if order_id)
        with orders._credit_watching():
            return super(SaleOrderLine, lines).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._check_credit_amounts(vals)
        if self._get_credit_watched_fields().isdisjoint(vals):
            return super().write(vals)
        with (self.order_id | self.order_id.browse(vals.get("order_id") or ()))._credit_watching():
            return super().write(vals)

    @api.model
    def _get_credit_watched_fields(self):
        """:return: the names of the fields whose change may let a confirmed order grow or shrink"""
        return AMOUNT_FIELDS

    def _check_credit_amounts(self, names):
        """:raise AccessError: the user writes by hand what the exposure is computed from"""
        if not self.env.su and not self._get_credit_computed_fields().isdisjoint(names):
            raise AccessError(self.env._("Amounts and progress of an order line are computed; they cannot be edited."))

    @api.model
    def _get_credit_computed_fields(self):
        """:return: the names of the fields that nobody writes by hand"""
        return COMPUTED_FIELDS

    def unlink(self):
        with self.order_id._credit_watching():
            return super().unlink()
