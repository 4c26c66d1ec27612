from odoo import api, models
from odoo.tools import SQL

from ..common.account_partial_reconcile import SettleStep
from ..common.sql import build_items

READ = {
    "account.move.line": ("move_id",),
    "credit.dispute": ("is_settled", "move_id", "state"),
    "credit.settlement": ("state", "line_ids"),
}


class AccountPartialReconcile(models.Model):
    """Credit notes take the place of disputed parts at once; receipts have the settlement offers judged soon."""

    _inherit = "account.partial.reconcile"

    @api.model
    def _get_settle_steps(self):
        flush = tuple(self.env[model]._fields[name] for model, names in READ.items() for name in names)

        def select_disputes(line_ids):
            return build_items(
                SQL("dispute.id"), alias="item", accounts=None, state=None,
                joins=SQL("JOIN credit_dispute dispute ON dispute.move_id = item.move_id"),
                condition=SQL(
                    "item.id = ANY(%s) AND (dispute.state IN ('open', 'accepted') OR dispute.is_settled)",
                    line_ids, to_flush=flush))

        def select_offers(line_ids):
            return SQL(
                """
                SELECT offer.id
                  FROM credit_settlement_line_rel rel
                  JOIN credit_settlement offer ON offer.id = rel.settlement_id
                 WHERE rel.line_id = ANY(%s) AND offer.state IN ('open', 'lapsed', 'settled')
                """, line_ids, to_flush=flush)

        Dispute, Offer = self.env["credit.dispute"], self.env["credit.settlement"]
        return [
            *super()._get_settle_steps(),
            SettleStep(30, "dispute", select_disputes, lambda ids: Dispute.browse(ids)._settle()),
            SettleStep(40, "settlement", select_offers, Offer._mark),
        ]
