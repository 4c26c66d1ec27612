from odoo import fields, models


class CreditStatementLine(models.Model):
    """A row of a statement as it was sent: an entry of the period, or an item that was open at its end."""

    _name = "credit.statement.line"
    _description = "Line of a Statement of Account"
    _inherit = "credit.roles.mixin"
    _order = "statement_id, id"
    _rec_name = "number"

    statement_id = fields.Many2one("credit.statement", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="statement_id.company_id")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
            ("payment", "Payment"),
            ("refund", "Payment Returned"),
            ("other", "Entry"),
            ("settlement", "Settled Elsewhere"),
            ("difference", "Currency Difference"),
        ],
        required=True, readonly=True,
        help="Settled Elsewhere: matched with an entry in another currency or of another customer.",
    )
    date = fields.Date(readonly=True)
    due_date = fields.Date(readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    number = fields.Char(string="Document", readonly=True)
    reference = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True, default=0.0, help="Amount of the document.")
    debit = fields.Monetary(string="Charges", readonly=True, default=0.0)
    credit = fields.Monetary(string="Payments and Credits", readonly=True, default=0.0)
    balance = fields.Monetary(readonly=True, default=0.0, aggregator=None, help="Balance after this entry.")
    open_amount = fields.Monetary(string="Open", readonly=True, default=0.0)
    disputed = fields.Monetary(readonly=True, default=0.0)
    line_id = fields.Many2one(
        "account.move.line", string="Journal Item", readonly=True, ondelete="set null", index="btree_not_null")
    move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, ondelete="set null", index="btree_not_null")
