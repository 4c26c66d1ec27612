from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CreditPaymentReturnAttempt(models.TransientModel):
    """Asks for the day of a second attempt."""

    _name = "credit.payment.return.attempt"
    _inherit = "credit.bounds.mixin"
    _description = "Second Attempt to Collect"

    return_id = fields.Many2one("credit.payment.return", required=True, ondelete="cascade", string="Returned Payment")
    date = fields.Date(
        string="Collect On", compute="_compute_date", store=True, readonly=False, required=True, precompute=True,
        help="Until this day nobody reminds of what is collected again.")

    @api.depends("return_id")
    def _compute_date(self):
        for wizard in self:
            company = wizard.return_id.company_id or self.env.company
            wizard.date = wizard.date or company._get_credit_today() + relativedelta(days=7)

    def action_make(self):
        """:return: the promise that stands for the second attempt"""
        self.ensure_one()
        self.return_id._check_recorder()
        promise = self.return_id._make_attempt(self.date)
        return {
            "type": "ir.actions.act_window", "res_model": "credit.promise", "res_id": promise.id, "view_mode": "form"}
