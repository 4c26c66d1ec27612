from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import float_compare, formatLang

from ...tools.common.clock import get_local_day
from ...tools.order.still_to_come import get_final_quantity
from ..common.bulk import add_columns
from ..common.kept_text import choose_language


class SaleOrder(models.Model):
    """The payment schedule of an order: its milestones, and the days on which their triggers came."""

    _name = "sale.order"
    _inherit = ["sale.order", "credit.values.mixin"]
    _own_prefix = "credit_"

    credit_schedule_id = fields.Many2one(
        "credit.payment.schedule", string="Schedule", compute="_compute_credit_schedule_id", store=True, readonly=False,
        precompute=True, index="btree_not_null", check_company=True, groups="base.group_user", ondelete="set null",
        prefetch=False,
        help="Choose one to get its milestones, and change them as agreed. Once a milestone has been invoiced, the "
             "milestones stay.")
    credit_milestone_ids = fields.One2many(
        "credit.payment.milestone", "order_id", string="Payment Schedule", compute="_compute_credit_milestone_ids", store=True,
        readonly=False, copy=True, groups="base.group_user")
    credit_delivered_on = fields.Date(
        string="Delivered On", compute="_compute_credit_delivered_on", store=True, readonly=False, copy=False, tracking=True,
        groups="base.group_user", help="The day on which nothing was left to deliver. Kept for orders with a payment schedule.")
    credit_accepted_on = fields.Date(
        string="Accepted by Customer On", copy=False, tracking=True, groups="base.group_user",
        help="The day on which the customer accepted the delivery or the work.")
    credit_has_due_milestones = fields.Boolean(compute="_compute_credit_milestones", groups="base.group_user")
    credit_schedule_warning = fields.Char(
        string="Schedule Check", compute="_compute_credit_milestones", groups="base.group_user",
        help="Whether the milestones come to the whole order.")

    def _auto_init(self):
        """No order has a schedule before: its columns need no computing, however many orders there are."""
        add_columns(self.env.cr, self._table, {"credit_delivered_on": "date", "credit_schedule_id": "int4"})
        return super()._auto_init()

    @api.ondelete(at_uninstall=False)
    def _unlink_credit_milestones(self):
        """Milestones go before their order: the database alone would leave something of them to be written."""
        milestones_sudo = self.sudo().credit_milestone_ids  # sudo: who deletes orders need not change milestones.
        milestones_sudo.order_line_ids.credit_milestone_id = False
        milestones_sudo.unlink()

    @api.depends("payment_term_id")
    def _compute_credit_schedule_id(self):
        """The schedule of the payment term; another one stays when the term has none."""
        for order in self:
            if schedule := order.state in ("draft", "sent") and order.payment_term_id.credit_schedule_id:
                order.credit_schedule_id = schedule

    @api.depends("credit_schedule_id")
    def _compute_credit_milestone_ids(self):
        """The milestones of the schedule that is chosen instead of those before, until one of them has been invoiced."""
        for order in self.filtered("credit_schedule_id"):
            invoiced = order.credit_milestone_ids.filtered("order_line_ids")
            if order.state == "cancel" or invoiced:
                continue
            lang = choose_language(self.env, order.partner_id.lang)
            order.credit_milestone_ids = [Command.clear(), *order.credit_schedule_id._get_milestone_commands(lang)]

    @api.constrains("credit_milestone_ids")
    def _check_credit_milestone_shares(self):
        for order in self:
            if float_compare(sum(order.credit_milestone_ids.mapped("share")), 100, precision_digits=4) > 0:
                raise ValidationError(self.env._(
                    "The shares of the milestones of order %(order)s come to more than 100 %%.", order=order.name))

    @api.depends(
        "credit_milestone_ids.planned_amount", "credit_milestone_ids.state", "amount_total",
        "order_line.invoice_lines.price_total", "order_line.invoice_lines.move_id.state")
    def _compute_credit_milestones(self):
        for order in self:
            milestones = order.credit_milestone_ids
            order.credit_has_due_milestones = any(milestone.state == "due" for milestone in milestones)
            order.credit_schedule_warning = bool(milestones) and (
                order._explain_credit_excess() or order._explain_credit_schedule(
                    order.amount_total - sum(milestones.mapped("planned_amount"))))

    def _explain_credit_excess(self):
        """:return: that more than the order is invoiced, False when it is not. The final invoice of core does not deduct all
            down payments: of one that was credited in part, or has another currency, it deducts nothing or another amount"""
        self.ensure_one()
        # sudo: what was invoiced of the order, whoever looks at it.
        documents, _drafts = self.sudo()._get_credit_order_documents()
        excess = sum(document.amount for document in documents) - self.amount_total
        if not documents or self.state == "cancel" or self.currency_id.compare_amounts(excess, 0) <= 0:
            return False
        return self.env._(
            "The invoices of this order, drafts included, exceed it by %(amount)s. Check what they deduct.",
            amount=formatLang(self.env, excess, currency_obj=self.currency_id))

    def _explain_credit_schedule(self, difference):
        """:param float difference: what of the order no milestone plans, below zero for what is planned beyond the order
        :return: what is wrong with the schedule in a sentence, False when nothing is"""
        self.ensure_one()
        sign = self.currency_id.compare_amounts(difference, 0) if self.currency_id and self.state != "cancel" else 0
        amount = sign and formatLang(self.env, abs(difference), currency_obj=self.currency_id)
        if sign > 0:
            return self.env._("%(amount)s of the order is not in the payment schedule.", amount=amount)
        if sign < 0:
            return self.env._(
                "The payment schedule exceeds the order by %(amount)s. No more than the order is invoiced.", amount=amount)
        return False

    @api.depends(
        "state", "credit_milestone_ids", "order_line.qty_delivered", "order_line.product_uom_qty",
        "order_line.credit_closed_qty")
    def _compute_credit_delivered_on(self):
        for order in self:
            is_delivered = order.state == "sale" and order.credit_milestone_ids and order._is_credit_delivered()
            order.credit_delivered_on = is_delivered and (order.credit_delivered_on or order._get_credit_delivery_day())

    def _is_credit_delivered(self):
        """:return: whether nothing is left to deliver: of goods, or of services in an order without goods"""
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        lines = lines.filtered(lambda line: line.product_id.type != "service") or lines
        return any(line.qty_delivered for line in lines) and all(
            line.product_uom_id.compare(line.qty_delivered, get_final_quantity(line._get_credit_progress())) >= 0
            for line in lines)

    def _get_credit_delivery_day(self):
        """:return: the day of the last delivery; the day it is while no transfer tells"""
        self.ensure_one()
        return self.company_id._get_credit_today()

    def _get_credit_trigger_day(self, trigger, planned_date):
        """:return: the day on which the trigger of a milestone came, or surely comes; False while it has not come"""
        self.ensure_one()
        return {
            "order": self._get_credit_order_day(), "delivery": self.credit_delivered_on,
            "acceptance": self.credit_accepted_on, "date": planned_date or self._get_credit_order_day(),
        }[trigger]

    def _get_credit_order_day(self):
        """:return: the day of the order at its company"""
        zone = self.company_id and self.company_id._get_credit_zone()
        return bool(self.date_order and zone) and get_local_day(self.date_order, zone)

    def _get_credit_planned_day(self, trigger):
        """:return: when the trigger of a milestone without planned date is expected, by the dates of the order"""
        self.ensure_one()
        if trigger in ("order", "date"):
            return self._get_credit_order_day()
        days = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment).mapped("credit_delivery_date")
        return max(filter(None, days), default=False)

    def _get_credit_schedule_rows(self):
        """:return: list of dicts: what of the order is to be paid when, for the customer, in the language of the context"""
        self.ensure_one()
        # sudo: customers see the schedule of an order that they may see, not its milestones.
        order = self.sudo()
        labels = dict(order.credit_milestone_ids._fields["trigger"]._description_selection(self.env))
        return [{
            "name": milestone.name or labels[milestone.trigger],
            "when": order._explain_credit_trigger(milestone, labels[milestone.trigger]),
            "date": milestone.due_date if milestone.is_reached or milestone.trigger == "date" else False,
            "share": f"{milestone.share:g} %" if milestone.share else "",
            "amount": milestone.planned_amount,
        } for milestone in order.credit_milestone_ids.sorted("sequence")]

    def _explain_credit_trigger(self, milestone, label):
        if not milestone.days:
            return label
        return self.env._("%(trigger)s + %(days)s days", trigger=label, days=milestone.days)

    def action_accept_delivery(self):
        """Record that the customer has accepted the orders today."""
        for order in self.filtered(lambda order: not order.credit_accepted_on):
            order.credit_accepted_on = order.company_id._get_credit_today()

    def action_invoice_milestones(self):
        """Invoice the milestones of the orders that are due, see ``credit.payment.milestone.action_invoice``."""
        return self.credit_milestone_ids.filtered(lambda milestone: milestone.state == "due").action_invoice()
