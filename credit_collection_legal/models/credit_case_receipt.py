from odoo import api, fields, models


class CreditCaseReceipt(models.Model):
    """Money that came in for a case: what settled its items and came while they were in it. Written by code only."""

    _name = "credit.case.receipt"
    _description = "Receipt of a Legal Case"
    _inherit = "credit.roles.mixin"
    _order = "date desc, id desc"

    case_id = fields.Many2one("credit.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    line_id = fields.Many2one("account.move.line", string="Item", required=True, readonly=True, index=True, ondelete="cascade")
    receipt_id = fields.Many2one(
        "account.move.line", required=True, readonly=True, index=True, ondelete="cascade")
    move_id = fields.Many2one(related="receipt_id.move_id", string="Entry")
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(readonly=True, default=0.0)

    _once_uniq = models.UniqueIndex("(case_id, line_id, receipt_id)")

    @api.model
    def _keep(self, lines, received):
        """Attribute what was received for ``lines`` to the cases that they were in when it came, once, and take back what is
        gone, of closed cases too.

        :param received: list of :class:`~.received.Received`
        """
        stays = self.env["credit.case.item"].search([("line_id", "in", lines.ids)]).grouped(lambda stay: stay.line_id.id)
        wanted = {
            (stay.case_id, row.line_id, row.receipt_id): row
            for row in received for stay in stays.get(row.line_id, ()) if stay._get_span().has(row)}
        for receipt in self.search([("line_id", "in", lines.ids)]):
            row = wanted.pop((receipt.case_id, receipt.line_id.id, receipt.receipt_id.id), None)
            if row is None:
                receipt.unlink()
            elif receipt.currency_id.compare_amounts(receipt.amount, row.amount):
                receipt.amount = row.amount
        self.create([
            {"case_id": case.id, "line_id": line_id, "receipt_id": receipt_id, "date": row.date, "amount": row.amount}
            for (case, line_id, receipt_id), row in wanted.items()])


class CreditCase(models.Model):
    _inherit = "credit.case"

    receipt_ids = fields.One2many("credit.case.receipt", "case_id", string="Receipts", readonly=True, copy=False)
    recovered = fields.Monetary(
        compute="_compute_recovered", store=True,
        help="Money that settled the items and came in while they were in the case.")

    @api.depends("receipt_ids.amount")
    def _compute_recovered(self):
        for case in self:
            case.recovered = sum(case.receipt_ids.mapped("amount"))
