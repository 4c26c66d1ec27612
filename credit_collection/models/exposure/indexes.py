from odoo import models

from ..common.days import days_until


class AccountMove(models.Model):
    _inherit = "account.move"

    # For everybody who may read the due date.
    credit_due_days = days_until("invoice_date_due", name="credit_due_days", string="Due in (days)")

    # Open invoices with a payment that has no entry: what of them is on its way (``payments.build_registered``).
    _credit_in_payment_idx = models.Index(
        "(commercial_partner_id) WHERE state = 'posted' AND payment_state IN ('in_payment', 'paid') "
        "AND amount_residual <> 0 AND move_type IN ('out_invoice', 'out_receipt')",
    )


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # What was matched after a day, by receipts dated ahead or since a past day (``ledger.build_ledger``).
    _credit_max_date_idx = models.Index("(max_date)")
