from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import COMPANY_SETTING
from ...tools.exposure.aging import BUCKETS, LONGEST_LIMIT, MOST_LIMITS, LimitsError, make_buckets, parse_limits


class ResCompany(models.Model):
    """What counts as exposure, and the buckets of its aging."""

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

    credit_aging_limits = fields.Char(
        string="Aging Buckets (days overdue)", default="30,60,90", required=True,
        help="Last day of each aging bucket, separated by commas. What is overdue for longer is in a last bucket of its own.",
        **COMPANY_SETTING,
    )

    _credit_check_horizon = models.Constraint(
        "CHECK (credit_horizon_days >= 0)", "The credit horizon cannot be negative; 0 means that all orders count.",
    )

    @api.constrains("credit_aging_limits")
    def _check_credit_aging_limits(self):
        for company in self:
            self._parse_credit_aging_limits(company.credit_aging_limits)

    def _get_credit_aging_buckets(self):
        """:return: tuple of the :class:`~...tools.exposure.aging.Bucket` of the root company, what is not due first"""
        # sudo: a user of a branch need not be in its root company.
        limits = self.sudo().root_id.credit_aging_limits
        return make_buckets(parse_limits(limits)) if limits else BUCKETS

    @api.model
    def _parse_credit_aging_limits(self, text):
        """:return: tuple of the last days of the aging buckets
        :raise ValidationError: for a text that lists none
        """
        try:
            return parse_limits(text)
        except LimitsError as error:
            raise ValidationError({
                "number": self.env._(
                    "Aging buckets: give whole numbers of days from 1 to %(longest)s, separated by commas, such as 30,60,90.",
                    longest=LONGEST_LIMIT),
                "order": self.env._("Aging buckets: each limit must be higher than the one before it."),
                "many": self.env._("Aging buckets: give at most %(most)s limits.", most=MOST_LIMITS),
            }[error.reason]) from None


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_count_draft = fields.Boolean(related="company_id.root_id.credit_count_draft", readonly=False)
    credit_count_orders = fields.Boolean(related="company_id.root_id.credit_count_orders", readonly=False)
    credit_count_receivable = fields.Boolean(related="company_id.root_id.credit_count_receivable", readonly=False)
    credit_count_payments = fields.Boolean(related="company_id.root_id.credit_count_payments", readonly=False)
    credit_aging_limits = fields.Char(related="company_id.root_id.credit_aging_limits", readonly=False)
    credit_horizon_days = fields.Integer(related="company_id.root_id.credit_horizon_days", readonly=False)
