from odoo import models

from ..common.beside import act_beside
from ..common.sql import is_trade_account


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._credit_lift_holds()
        return posted

    def _credit_lift_holds(self):
        """A posted receipt or credit note frees credit at once, allocated or not: look at the held orders."""
        credits = self.filtered(lambda move: move.move_type in ("entry", "out_refund")).line_ids.filtered(
            lambda line: is_trade_account(line.account_id) and line.balance < 0 and line.partner_id)
        if not credits:
            return
        # sudo: a user who books a payment need not see holds.
        Hold_sudo = self.env["credit.hold"].sudo()
        partner_ids = credits.partner_id.commercial_partner_id.ids
        if Hold_sudo.search_count(Hold_sudo._get_pending_domain(partner_ids), limit=1):
            act_beside(
                self.env, lambda: Hold_sudo._reevaluate_partners(partner_ids),
                # sudo: scheduled actions belong to the system.
                lambda _error: self.env.ref("credit_collection.ir_cron_reevaluate_holds").sudo()._trigger())
