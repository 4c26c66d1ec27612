from odoo import api, models
from odoo.tools import SQL

from ..common.account_partial_reconcile import SettleStep

READ = {"credit.promise": ("state", "line_ids")}


class AccountPartialReconcile(models.Model):
    """Receipts and credit notes reconciled with a promised item decide at once on the promise."""

    _inherit = "account.partial.reconcile"

    @api.model
    def _get_settle_steps(self):
        def select(line_ids):
            return SQL(
                """
                SELECT promise.id
                  FROM credit_promise_line_rel rel
                  JOIN credit_promise promise ON promise.id = rel.promise_id
                 WHERE rel.line_id = ANY(%s) AND promise.state IN ('open', 'kept', 'partial', 'broken')
                """, line_ids,
                to_flush=tuple(self.env[model]._fields[name] for model, names in READ.items() for name in names))

        Promise = self.env["credit.promise"]
        return [*super()._get_settle_steps(), SettleStep(
            10, "promise", select, lambda ids: Promise.browse(ids)._settle_by_company(),
            lambda ids, error: Promise.browse(ids)._judge_later(error))]
