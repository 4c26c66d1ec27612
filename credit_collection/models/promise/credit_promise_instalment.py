from odoo import api, fields, models


class CreditPromiseInstalment(models.Model):
    """An amount promised for a day. Kept when all that was due by then has been received by then, grace included."""

    _name = "credit.promise.instalment"
    _description = "Promised Installment"
    _inherit = ["credit.draft.row.mixin"]
    _order = "date, id"
    _document_field = "promise_id"

    promise_id = fields.Many2one("credit.promise", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="promise_id.company_id")
    currency_id = fields.Many2one(related="promise_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(default=0.0, required=True)
    interest_amount = fields.Monetary(
        string="Interest", default=0.0,
        help="To be paid on top. It is no part of the promised items: the promise is judged without.",
    )
    total_amount = fields.Monetary(string="To Pay", compute="_compute_total_amount")
    state = fields.Selection(
        [("open", "Open"), ("kept", "Kept"), ("partial", "Partly kept"), ("broken", "Broken")],
        default="open", required=True, readonly=True, copy=False,
    )

    @api.depends("amount", "interest_amount")
    def _compute_total_amount(self):
        for instalment in self:
            instalment.total_amount = instalment.amount + instalment.interest_amount
