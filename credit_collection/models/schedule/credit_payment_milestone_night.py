from odoo import api, fields, models
from odoo.fields import Domain

JOB = "credit_collection.ir_cron_payment_milestones"
ACTIVITY = "credit_collection.mail_activity_credit_milestone"
BATCH = 500


class CreditPaymentMilestone(models.Model):
    """Each night: salespeople are told what is to be invoiced, and orders with late milestones are held."""

    _inherit = "credit.payment.milestone"
    _batch_company_field = "order_id.company_id"

    reminded_on = fields.Date(readonly=True, copy=False, help="When the salesperson was told to invoice the milestone.")

    @api.model
    def _cron_look_after(self):
        """Look after the milestones of one batch."""
        self._run_batch(
            JOB, lambda today: Domain("order_id.state", "=", "sale") & Domain("state", "in", ("due", "invoiced")),
            lambda milestones, today: milestones._look_after(today), size=BATCH, stamped=True)

    def _look_after(self, today):
        """Tell salespeople of what is due, once; hold orders whose milestones are late."""
        due = self.filtered(lambda milestone: milestone.state == "due" and not milestone.reminded_on)
        for order, milestones in due.grouped("order_id").items():
            if order.user_id:
                names = ", ".join(milestones.with_context(lang=order.user_id.lang or self.env.lang).mapped("display_name"))
                order.activity_schedule(ACTIVITY, date_deadline=today, user_id=order.user_id.id, summary=names)
        due.reminded_on = today
        self.filtered(lambda milestone: milestone.days_late > 0).order_id._hold_credit_late_milestones()

    def _create_invoices(self):
        invoices = super()._create_invoices()
        for order in self.order_id:
            if not order.credit_has_due_milestones:
                order.activity_feedback([ACTIVITY])
        return invoices
