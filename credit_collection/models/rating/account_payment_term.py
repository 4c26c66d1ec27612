from datetime import date

from odoo import api, fields, models

# A month of 31 days, so that end-of-month terms count with the most days they can give.
LONGEST_MONTH_START = date(2023, 1, 1)


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    credit_days = fields.Integer(
        compute="_compute_credit_days", store=True, groups="base.group_user",
        help="Days until the last installment is due, at most: compared with the maximum payment term of the customer.",
        aggregator=None,
    )

    @api.depends("line_ids.delay_type", "line_ids.nb_days", "line_ids.days_next_month")
    def _compute_credit_days(self):
        for term in self:
            dates = [line._get_due_date(LONGEST_MONTH_START) for line in term.line_ids]
            term.credit_days = (max(dates) - LONGEST_MONTH_START).days if dates else 0
