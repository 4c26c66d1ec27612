from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # What was matched after a day, by receipts dated ahead or since a past day (``ledger.build_ledger``).
    _credit_max_date_idx = models.Index("(max_date)")
