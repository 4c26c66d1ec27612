from odoo import api, fields, models


class CreditPromiseMake(models.TransientModel):
    """Recording a deferral: one new date for all that the items owe, approved at once or asked for."""

    _inherit = "credit.promise.make"

    kind = fields.Selection(
        [("promise", "Promise to pay"), ("deferral", "Deferral of the due date")], default="promise", required=True,
        help="A deferral moves the due date of the items; the original date is kept, and counts again if the customer does "
             "not pay. A credit manager approves it.",
    )

    @api.onchange("kind", "line_ids")
    def _onchange_kind(self):
        if self.kind == "deferral":
            self.instalments = 1
            self.amount = self.owed_amount

    def action_open_promise(self):
        """Record the promise; a deferral waits for approval unless the user may approve it himself."""
        if self.kind != "deferral":
            return super().action_open_promise()
        self.ensure_one()
        deferral = self.env["credit.promise"].create(self._prepare_promise_vals())
        if deferral._may_approve_deferral():
            deferral.action_open()
        else:
            deferral.action_request_approval()
        return {
            "type": "ir.actions.act_window", "res_model": "credit.promise", "res_id": deferral.id, "view_mode": "form",
        }

    def _prepare_promise_vals(self):
        return {**super()._prepare_promise_vals(), "kind": self.kind}
