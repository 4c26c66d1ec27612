from odoo import api, models
from odoo.tools import SQL

from ..common.account_partial_reconcile import SettleStep

READ = {
    "account.move.line": ("partner_id",),
    "credit.hold": ("state", "profile_id"),
    "credit.profile": ("partner_id",),
    "res.partner": ("commercial_partner_id",),
}


class AccountPartialReconcile(models.Model):
    """What a reconciliation changes may free held orders of the customer."""

    _inherit = "account.partial.reconcile"

    @api.model
    def _get_settle_steps(self):
        def select(line_ids):
            return SQL(
                """
                SELECT hold.id
                  FROM account_move_line item
                  JOIN res_partner payer ON payer.id = item.partner_id
                  JOIN credit_profile profile ON profile.partner_id = payer.commercial_partner_id
                  JOIN credit_hold hold ON hold.profile_id = profile.id
                 WHERE item.id = ANY(%s) AND hold.state = 'pending'
                """, line_ids,
                to_flush=tuple(self.env[model]._fields[name] for model, names in READ.items() for name in names))

        # sudo: a user who books a payment need not see holds, and scheduled actions belong to the system.
        Hold_sudo = self.env["credit.hold"].sudo()
        return [*super()._get_settle_steps(), SettleStep(
            20, "hold", select, lambda ids: Hold_sudo.browse(ids)._reevaluate(),
            lambda _ids, _error: self.env.ref("credit_collection.ir_cron_reevaluate_holds").sudo()._trigger())]
