from odoo import api, fields, models
from odoo.tools import SQL

from ..common.account_partial_reconcile import SettleStep
from ..common.days import days_until


class AccountMoveLine(models.Model):
    """What open promises cover of an item, and until when a deferral puts off its due date."""

    _inherit = "account.move.line"

    credit_promise_ids = fields.Many2many(
        "credit.promise", "credit_promise_line_rel", "line_id", "promise_id", string="Promises to Pay", copy=False,
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_promised_amount = fields.Monetary(
        string="Promised", compute="_compute_credit_promised", store=True, currency_field="company_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
        help="Part of this item that an open promise to pay covers, in company currency.",
    )
    credit_promised_until = fields.Date(
        string="Promised Until", compute="_compute_credit_promised", store=True,
        groups="credit_collection.credit_collection_group_viewer",
        help="Until this day (included) the promised part is not collected.",
    )
    credit_promised_until_days = days_until(
        "credit_promised_until", string="Promised for (days)", groups="credit_collection.credit_collection_group_viewer")

    @api.depends("credit_promise_ids.state", "credit_promise_ids.covered_until", "credit_promise_ids.line_shares")
    def _compute_credit_promised(self):
        open_promises = self.credit_promise_ids.filtered(lambda promise: promise.state == "open")
        shares = open_promises._get_line_shares()
        self.fetch(["company_currency_id"])
        for line in self:
            promises = line.credit_promise_ids & open_promises
            line.credit_promised_amount = sum(shares[promise].get(line.id, 0.0) for promise in promises)
            line.credit_promised_until = max(promises.mapped("covered_until"), default=False)

    @api.depends("credit_promise_ids.state", "credit_promise_ids.kind", "credit_promise_ids.instalment_ids.date")
    def _compute_credit_deferred_until(self):
        for line in self:
            deferrals = line.credit_promise_ids.filtered(
                lambda promise: promise.state == "open" and promise.kind == "deferral")
            line.credit_deferred_until = max(deferrals.instalment_ids.mapped("date"), default=False)

    def _get_promisable_amounts(self, today):
        """:return: ``{item: amount}``: what can be promised of each of these items that no promise covers, in company currency:
            neither what is in dispute, nor what is on its way to us"""
        announced = self.env["credit.open.item"]._get_announced_amounts(self, today)
        return {
            line: max(line.company_currency_id.round(
                line.amount_residual - line.credit_disputed_amount - announced[line]), 0.0) for line in self}


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
