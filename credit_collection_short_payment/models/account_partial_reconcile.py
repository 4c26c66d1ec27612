from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.account_partial_reconcile import SettleStep
from odoo.addons.credit_collection.models.common.sql import build_items

READ = {
    "account.move.line": ("amount_residual", "balance", "display_type"),
    "credit.short.payment": ("line_id", "state"),
}


class AccountPartialReconcile(models.Model):
    """What a receipt leaves open is looked at once it is reconciled; where that fails, the night does it."""

    _inherit = "account.partial.reconcile"

    @api.model
    def _get_settle_steps(self):
        flush = tuple(self.env[model]._fields[name] for model, names in READ.items() for name in names)

        def select(line_ids):
            return build_items(SQL("line.id"), condition=SQL(
                """
                line.id = ANY(%s) AND line.display_type = 'payment_term' AND line.balance > 0
                AND (line.amount_residual > 0 AND line.amount_residual < line.balance OR EXISTS (
                    SELECT FROM credit_short_payment known
                     WHERE known.line_id = line.id AND known.state IN ('proposed', 'claimed', 'waiving')))
                """, line_ids, to_flush=flush))

        return [
            *super()._get_settle_steps(),
            SettleStep(60, "short_payment", select, self.env["credit.short.payment"]._look_at)]
