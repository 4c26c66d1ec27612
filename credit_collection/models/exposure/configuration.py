from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """What counts as exposure."""

    _inherit = "res.company"

    credit_count_receivable = fields.Boolean(string="Receivables Count as Exposure", default=True, **COMPANY_SETTING)
    credit_count_draft = fields.Boolean(string="Draft Invoices Count as Exposure", default=True, **COMPANY_SETTING)
    credit_count_orders = fields.Boolean(string="Open Orders Count as Exposure", default=True, **COMPANY_SETTING)
    credit_count_payments = fields.Boolean(
        string="Uncleared Payments Count as Exposure",
        help="Receipts that the bank has not confirmed yet still use up the limit.", **COMPANY_SETTING,
    )
    credit_horizon_days = fields.Integer(
        string="Credit Horizon (days)", default=0,
        help="Confirmed orders that are to be delivered later than this many days from today do not count as exposure. "
             "The delivery date promised on the order decides; without one, the day of the order and the lead time of the "
             "line. An order that is being confirmed always counts. 0: all orders count.", **COMPANY_SETTING,
    )

    _credit_check_horizon = models.Constraint(
        "CHECK (credit_horizon_days >= 0)", "The credit horizon cannot be negative; 0 means that all orders count.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_count_draft = fields.Boolean(related="company_id.root_id.credit_count_draft", readonly=False)
    credit_count_orders = fields.Boolean(related="company_id.root_id.credit_count_orders", readonly=False)
    credit_count_receivable = fields.Boolean(related="company_id.root_id.credit_count_receivable", readonly=False)
    credit_count_payments = fields.Boolean(related="company_id.root_id.credit_count_payments", readonly=False)
    credit_horizon_days = fields.Integer(related="company_id.root_id.credit_horizon_days", readonly=False)
