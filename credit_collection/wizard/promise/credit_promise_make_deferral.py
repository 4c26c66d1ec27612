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

    def _prepare_promise_vals(self):
        return {**super()._prepare_promise_vals(), "kind": self.kind}
