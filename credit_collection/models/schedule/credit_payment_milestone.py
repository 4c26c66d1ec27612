from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.schedule.progress import Document, Milestone, get_progress

TRIGGERS = [
    ("order", "Order Confirmed"),
    ("delivery", "All Delivered"),
    ("acceptance", "Accepted by Customer"),
    ("date", "Planned Date"),
]


class CreditPaymentMilestone(models.Model):
    """A part of an order that is to be paid when something has happened: signed, delivered, accepted, or on a date.

    What is due is invoiced as a down payment of Odoo; until then nobody owes it. Amounts are in the currency of the order, with
    taxes.
    """

    _name = "credit.payment.milestone"
    _description = "Payment Milestone"
    _inherit = ["credit.roles.mixin", "credit.batch.mixin"]
    _order = "order_id desc, sequence, id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id", store=True)
    partner_id = fields.Many2one(related="order_id.partner_invoice_id.commercial_partner_id", string="Payer")
    user_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Description", translate=False)
    share = fields.Float(
        string="Share (%)", digits=(16, 4), bounds=(0, 100), help="Part of the total of the order, taxes included.",
        aggregator=None)
    amount = fields.Monetary(
        string="Fixed Amount", default=0.0,
        help="Instead of a share: this amount, taxes included, whatever the order comes to.")
    trigger = fields.Selection(
        TRIGGERS, required=True, default="order",
        help="Order Confirmed: the day of the order.\n"
             "All Delivered: the day on which nothing is left to deliver.\n"
             "Accepted by Customer: the day entered on the order.\n"
             "Planned Date: the date entered here.")
    days = fields.Integer(
        string="Days After", default=0, bounds=(0, 36500), help="The milestone is due so many days after its trigger.",
        aggregator=None)
    planned_date = fields.Date(
        string="Planned On",
        help="When the trigger is expected. Without a date, orders and deliveries go by the dates of the order.")
    due_date = fields.Date(
        string="Invoice On", compute="_compute_due_date", store=True,
        help="The day of the trigger, or the planned one until it has come, and the days after it.")
    is_reached = fields.Boolean(string="Reached", compute="_compute_due_date", store=True)
    planned_amount = fields.Monetary(
        string="Planned", compute="_compute_progress", store=True, compute_sudo=True,
        help="Part of the order as it is now, taxes included.")
    to_invoice_amount = fields.Monetary(
        string="To Invoice", compute="_compute_progress", store=True, compute_sudo=True,
        help="What is still to be invoiced. When the order has changed since, this makes up for what earlier milestones were "
             "invoiced too much or too little.")
    invoiced_amount = fields.Monetary(
        string="Invoiced", compute="_compute_progress", store=True, compute_sudo=True,
        help="Posted invoices less credit notes, taxes included.")
    drafted_amount = fields.Monetary(
        string="In Draft Invoices", compute="_compute_progress", store=True, compute_sudo=True)
    # What of which document counts: {id of the document: amount}, in the currency of the order.
    parts = fields.Json(compute="_compute_progress", store=True, compute_sudo=True, export_string_translation=False)
    order_line_ids = fields.One2many(
        "sale.order.line", "credit_milestone_id", string="Down Payment Lines", readonly=True, role="open")

    @api.constrains("share", "amount")
    def _check_share(self):
        for milestone in self:
            compare = milestone.currency_id.compare_amounts
            if compare(milestone.amount, 0) < 0:
                raise ValidationError(self.env._("Milestone “%(milestone)s”: the amount cannot be negative.",
                                                 milestone=milestone.display_name))
            if bool(milestone.share) == (compare(milestone.amount, 0) > 0):
                raise ValidationError(self.env._(
                    "Milestone “%(milestone)s”: enter either a share of the order or a fixed amount.",
                    milestone=milestone.display_name))

    @api.depends("name", "trigger", "share", "amount")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["trigger"]._description_selection(self.env))
        for milestone in self:
            share = f"{milestone.share:g} %" if milestone.share else (
                milestone.currency_id.format(milestone.amount) if milestone.currency_id else f"{milestone.amount:g}")
            milestone.display_name = milestone.name or f"{share} {labels.get(milestone.trigger, '')}".strip()

    @api.depends(
        "trigger", "days", "planned_date", "order_id.state", "order_id.date_order", "order_id.credit_delivered_on",
        "order_id.credit_accepted_on", "order_id.order_line.credit_delivery_date")
    def _compute_due_date(self):
        self.is_reached = self.due_date = False
        for milestone in self.filtered("order_id"):
            order = milestone.order_id
            day = order._get_credit_trigger_day(milestone.trigger, milestone.planned_date) if order.state == "sale" else False
            planned = milestone.planned_date or order._get_credit_planned_day(milestone.trigger)
            milestone.is_reached = bool(day)
            milestone.due_date = fields.Date.add(day or planned, days=milestone.days) if day or planned else False

    @api.depends(
        "share", "amount", "sequence", "order_id.amount_total", "order_id.state", "order_id.credit_milestone_ids.share",
        "order_id.credit_milestone_ids.amount", "order_id.credit_milestone_ids.sequence",
        "order_id.order_line.credit_milestone_id", "order_id.order_line.invoice_lines.price_total",
        "order_id.order_line.invoice_lines.move_id.state")
    def _compute_progress(self):
        self.planned_amount = self.to_invoice_amount = self.drafted_amount = self.invoiced_amount = 0.0
        self.parts = None
        for order, milestones in self.filtered("order_id").grouped("order_id").items():
            progress, drafts = order._get_credit_milestone_progress()
            for milestone in milestones:
                found = progress[milestone]
                drafted = sum(amount for move_id, amount in found.parts.items() if move_id in drafts)
                milestone.planned_amount = found.planned
                milestone.to_invoice_amount = found.to_invoice
                milestone.drafted_amount = drafted
                milestone.invoiced_amount = sum(found.parts.values()) - drafted
                milestone.parts = {str(move_id): amount for move_id, amount in found.parts.items() if amount} or None

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invoiced(self):
        for milestone in self:
            if milestone.order_line_ids:
                raise UserError(self.env._(
                    "Milestone “%(milestone)s” has been invoiced. Delete its draft invoice first, or credit it.",
                    milestone=milestone.display_name))


class SaleOrder(models.Model):
    """Gathers what the progress of milestones is decided from."""

    _inherit = "sale.order"

    def _get_credit_milestone_progress(self):
        """:return: ``{milestone: Progress}`` in the currency of the order, and the ids of the documents that are drafts"""
        self.ensure_one()
        milestones = self.credit_milestone_ids.sorted(lambda milestone: (milestone.sequence, milestone._origin.id or 1 << 62))
        documents, drafts = self._get_credit_order_documents()
        keys = {milestone: milestone._origin.id or milestone.id for milestone in milestones}
        total = 0.0 if self.state == "cancel" else self.amount_total
        progress = get_progress(
            total, [Milestone(key, milestone.share, milestone.amount) for milestone, key in keys.items()], documents,
            self.currency_id.round if self.currency_id else float)
        return {milestone: progress[key] for milestone, key in keys.items()}, drafts

    def _get_credit_order_documents(self):
        """:return: list of ``Document``: what each invoice and credit note of the order takes of it, and the ids of drafts.
            Draft invoices count, so that nothing is invoiced twice; draft credit notes give nothing back yet"""
        documents, drafts = [], set()
        lines = self.order_line.invoice_lines.filtered(
            lambda line: line.move_id.state == "posted"
            or line.move_id.state == "draft" and line.move_id.move_type == "out_invoice")
        for move, own in lines.grouped("move_id").items():
            amounts = {}
            is_down_payment = move._is_downpayment()
            for line in own:
                milestone = is_down_payment and (line.sale_line_ids & self.order_line).credit_milestone_id[:1]._origin.id
                amounts[milestone or None] = amounts.get(milestone or None, 0.0) + line.price_total
            if own == move.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
                # The whole document: rounding of taxes included.
                largest = max(amounts, key=lambda key: abs(amounts[key]))
                amounts[largest] += move.amount_total - sum(amounts.values())
            if move.move_type == "out_refund" and not is_down_payment:
                self._divide_credit_surplus(amounts, own)
            sign = -1 if move.move_type == "out_refund" else 1
            day = move.invoice_date or move.date or self.company_id._get_credit_today()
            for milestone, amount in amounts.items():
                converted = move.currency_id._convert(sign * amount, self.currency_id, self.company_id, day)
                documents.append(Document(move.id, converted, milestone))
            if move.state == "draft":
                drafts.add(move.id)
        return documents, drafts

    def _divide_credit_surplus(self, amounts, lines):
        """A final invoice below the down payments that it deducts is a credit note: what it gives back was invoiced for their
        milestones, the last ones first, and is asked for again with the next.

        :param dict amounts: ``{id of a milestone or None: amount}`` of the document, to be changed
        :param lines: of the document for this order
        """
        deducted = {}
        for line in lines:
            if milestone := (line.sale_line_ids & self.order_line).credit_milestone_id[:1]._origin:
                deducted[milestone] = deducted.get(milestone, 0.0) + line.price_total
        for milestone in sorted(deducted, key=lambda milestone: (milestone.sequence, milestone.id), reverse=True):
            part = min(deducted[milestone], amounts.get(None, 0.0))
            if part > 0:
                amounts[milestone.id], amounts[None] = part, amounts[None] - part
