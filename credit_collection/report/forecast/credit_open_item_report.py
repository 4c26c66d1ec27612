from odoo import fields, models


class CreditOpenItemReport(models.Model):
    """When the item is expected to be paid, and why."""

    _inherit = "credit.open.item.report"

    expected_date = fields.Date(related="line_id.credit_expected_date", string="Expected Payment")
    expected_source = fields.Selection(related="line_id.credit_expected_source", string="Expected By")
    expected_first_date = fields.Date(related="line_id.credit_expected_first_date", string="Expected From")
    expected_last_date = fields.Date(related="line_id.credit_expected_last_date", string="Expected Until")
    late_probability = fields.Float(related="line_id.credit_late_probability", string="Probability Late")
    expected_reason = fields.Char(related="line_id.credit_expected_reason", string="Paying Habit")
