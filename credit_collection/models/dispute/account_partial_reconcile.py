from odoo import api, fields, models
from odoo.tools import SQL


class AccountPartialReconcile(models.Model):
    """Receipts and credit notes reconciled with an item decide at once on its promises and disputes, and on the
    customer's held orders."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self._credit_settle((partials.debit_move_id | partials.credit_move_id).ids, fields.Date.context_today(self))
        return partials

    def unlink(self):
        line_ids = (self.debit_move_id | self.credit_move_id).ids
        result = super().unlink()
        self._credit_settle(line_ids, fields.Date.context_today(self))
        return result

    @api.model
    def _credit_settle(self, line_ids, today):
        """Judge what the reconciliation of journal items touches; costs one query when it touches nothing.

        :param line_ids: ids of the journal items that were reconciled or unreconciled
        """
        if not line_ids:
            return
        touched = {}
        for kind, record_id in self.env.execute_query(self._get_credit_touched_sql(line_ids)):
            touched.setdefault(kind, []).append(record_id)
        if "promise" in touched:
            self.env["credit.promise"].browse(touched["promise"])._settle(today)
        if "hold" in touched:
            # sudo: whoever books a payment need not see holds.
            self.env["credit.hold"].sudo().browse(touched["hold"])._reevaluate_isolated()
        if "dispute" in touched:
            self.env["credit.dispute"].browse(touched["dispute"])._settle()
        if "settlement" in touched:
            self.env["credit.settlement"]._mark(touched["settlement"])

    @api.model
    def _get_credit_touched_sql(self, line_ids):
        """:return: SQL of ``(kind, record id)`` of what reconciling these items may change"""
        read = {
            "account.move.line": ("move_id", "partner_id"),
            "credit.promise": ("state", "line_ids"),
            "credit.dispute": ("state", "move_id"),
            "credit.settlement": ("state", "line_ids"),
            "credit.hold": ("state", "profile_id"),
            "credit.profile": ("partner_id",),
            "res.partner": ("commercial_partner_id",),
        }
        return SQL(
            """
            SELECT 'promise', promise.id
              FROM credit_promise_line_rel rel
              JOIN credit_promise promise ON promise.id = rel.promise_id
             WHERE rel.line_id IN %(line_ids)s AND promise.state IN ('open', 'kept', 'partial', 'broken')
             UNION
            SELECT 'dispute', dispute.id
              FROM account_move_line item
              JOIN credit_dispute dispute ON dispute.move_id = item.move_id
             WHERE item.id IN %(line_ids)s AND dispute.state IN ('open', 'accepted')
             UNION
            SELECT 'settlement', offer.id
              FROM credit_settlement_line_rel rel
              JOIN credit_settlement offer ON offer.id = rel.settlement_id
             WHERE rel.line_id IN %(line_ids)s AND offer.state IN ('open', 'lapsed', 'settled')
             UNION
            SELECT 'hold', hold.id
              FROM account_move_line item
              JOIN res_partner payer ON payer.id = item.partner_id
              JOIN credit_profile profile ON profile.partner_id = payer.commercial_partner_id
              JOIN credit_hold hold ON hold.profile_id = profile.id
             WHERE item.id IN %(line_ids)s AND hold.state = 'pending'
            """,
            line_ids=tuple(line_ids),
            to_flush=tuple(self.env[model]._fields[name] for model, names in read.items() for name in names),
        )
