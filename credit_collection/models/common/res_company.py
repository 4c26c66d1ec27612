from odoo import api, fields, models
from odoo.exceptions import ValidationError

MANAGER = "credit_collection.credit_collection_group_manager"


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_count_receivable = fields.Boolean(string="Receivables Count as Exposure", default=True)
    credit_count_draft = fields.Boolean(string="Draft Invoices Count as Exposure", default=True)
    credit_count_orders = fields.Boolean(string="Open Orders Count as Exposure", default=True)
    credit_count_payments = fields.Boolean(
        string="Uncleared Payments Count as Exposure",
        help="Receipts that the bank has not confirmed yet still use up the limit.",
    )
    credit_horizon_days = fields.Integer(
        string="Credit Horizon (days)", default=0,
        help="Confirmed orders that are to be delivered later than this many days from today do not count as exposure. "
             "The delivery date promised on the order decides; without one, the day of the order and the lead time of the "
             "line. An order that is being confirmed always counts. 0: all orders count.",
    )
    credit_order_policy = fields.Selection(
        [("allow", "Allow"), ("warn", "Warn"), ("hold", "Hold")],
        default="hold", required=True, string="Orders of Unrated Customers",
        help="Treatment of orders over the limit or of overdue customers, for customers without rating.",
    )
    credit_max_overdue_days = fields.Integer(
        string="Tolerated Overdue Days", default=30,
        help="Orders of a customer without rating are held when the oldest overdue item is later than this.",
    )
    credit_new_limit_mode = fields.Selection(
        [("unlimited", "Buy without limit"), ("no_credit", "Pay in advance")], default="unlimited", required=True,
        string="New Customers", help="Applies to customers who never had a credit profile and have no limit.",
    )
    credit_limit_warning_days = fields.Integer(
        string="Credit Limit Expiry Notice (days before)", default=14,
        help="The collector is notified once, this number of days before a limit or temporary limit ends. 0: never.",
    )
    # The hold rules of customers without rating, named as those of a rating.
    credit_hold_over_limit = fields.Boolean(string="Over the Limit", default=True)
    credit_tolerance_percent = fields.Float(
        string="Limit Tolerance (%)", help="Orders may exceed the limit by this share of it.",
    )
    credit_hold_limit_expired = fields.Boolean(string="Limit Expired", default=True)
    credit_limit_grace_days = fields.Integer(string="Limit Grace Period (days)")
    credit_hold_overdue = fields.Boolean(string="Overdue for Long", default=True)
    credit_min_overdue = fields.Monetary(
        string="Smallest Overdue Amount", default=1.0,
        help="Overdue items up to this amount hold no order, nor does a customer whose items together do not exceed it.",
    )
    credit_count_disputed = fields.Boolean(
        string="Disputed Amounts Count as Overdue",
        help="Otherwise what is under dispute holds no order until the dispute is rejected.",
    )
    credit_hold_overdue_amount = fields.Boolean(string="High Overdue")
    credit_max_overdue_amount = fields.Monetary(string="Tolerated Overdue Amount", default=0.0)
    credit_hold_broken_promise = fields.Boolean(string="Broken Promise")
    credit_hold_followup_level = fields.Boolean(string="Follow-up Level", default=True)
    credit_hold_review_overdue = fields.Boolean(string="Review Overdue")
    credit_review_grace_days = fields.Integer(string="Review Grace Period (days)")
    credit_hold_order_amount = fields.Boolean(string="Large Order")
    credit_max_order_amount = fields.Monetary(string="Largest Order", default=0.0)
    credit_hold_term = fields.Boolean(string="Payment Term Too Long")
    credit_max_term_days = fields.Integer(string="Maximum Payment Term (days)", default=60)
    credit_prepayment_percent = fields.Float(string="Prepayment (%)", help="Share of an order to be paid in advance.")
    credit_release_days = fields.Integer(
        string="Release Valid For (days)", default=7, help="How long a released order may be confirmed.",
    )
    credit_promise_grace_days = fields.Integer(
        string="Promise Grace Period (days)", default=0,
        help="How many days after the promised date a receipt still keeps a promise to pay. Applies to new promises.",
    )
    credit_promise_tolerance_percent = fields.Float(
        string="Tolerance on Promises (%)",
        help="A payment that falls short of a promise by no more than this share keeps it. Applies to new promises.",
    )
    credit_promise_approval_amount = fields.Monetary(
        string="Promises To Approve Above", default=0.0,
        help="Larger promises need the approval of somebody whose tier covers the amount. Zero: no amount needs one.",
    )
    credit_promise_approval_days = fields.Integer(
        string="Plans To Approve Beyond (days)",
        help="Plans whose last payment is later than this need an approval, too. Zero: no length needs one.",
    )
    credit_promise_limit_renewals = fields.Boolean(
        string="Limit New Promises on the Same Items",
        help="When promises on an item were not kept or withdrawn several times, only a credit manager may accept one more.",
    )
    credit_promise_max_renewals = fields.Integer(string="New Promises at Most", default=2)
    credit_promise_ask_acceptance = fields.Boolean(
        string="Customers Confirm Repayment Plans",
        help="Default for plans with several installments: the plan is sent to the customer and takes effect once "
             "they accept it.",
    )
    credit_settlement_post = fields.Boolean(
        string="Post Credit Notes of Settlements",
        help="When a settlement offer is paid in time, its credit notes are posted and reconciled at once. Otherwise they "
             "are drafts for an accountant to check and post.",
    )
    credit_interest_product_id = fields.Many2one(
        "product.product", string="Interest Product", domain=[("type", "=", "service")],
        help="Account and taxes of interest on repayment plans. Without it, the sales account of the journal and no tax.",
    )
    credit_min_invoices = fields.Integer(
        string="Minimum Paid Invoices", default=3,
        help="With fewer invoices paid in full in the last 12 months a score is provisional: no better rating is "
             "proposed than the customer has.",
    )
    credit_min_settled = fields.Monetary(
        string="Minimum Amount Paid", default=0.0,
        help="With less paid in the last 12 months a score is provisional, too.",
    )
    credit_provisional_rating_id = fields.Many2one(
        "credit.rating", string="Rating Cap for Provisional Scores",
        default=lambda self: self.env.ref("credit_collection.credit_rating_c", raise_if_not_found=False),
        help="Best rating proposed to customers without rating while their score is provisional. Leave empty to "
             "propose none.",
    )
    credit_auto_approve = fields.Boolean(
        string="Approve Small Changes Automatically",
        help="Periodic reviews that keep the rating or improve it by one, and change the limit little, need no decision.",
    )
    credit_auto_approve_percent = fields.Float(string="Change of Limit Up To (%)", default=10.0)
    credit_manager_id = fields.Many2one(
        "res.users", domain=lambda self: [("all_group_ids", "in", self.env.ref(MANAGER).ids)],
        help="Decides on held orders and reviews of customers without collector.",
    )
    credit_escalation_user_id = fields.Many2one(
        "res.users", string="Escalate Decisions To", domain=[("share", "=", False)],
        help="Gets the decisions on held orders that were not taken in time.",
    )
    credit_escalation_days = fields.Integer(string="Escalate After (days)", default=2)

    _credit_check_rules = models.Constraint(
        "CHECK (credit_tolerance_percent >= 0 AND credit_prepayment_percent BETWEEN 0 AND 100 AND credit_max_term_days >= 0 "
        "AND credit_max_overdue_days >= 0 AND credit_max_overdue_amount >= 0 AND credit_max_order_amount >= 0 "
        "AND credit_limit_grace_days >= 0 AND credit_review_grace_days >= 0 AND credit_min_overdue >= 0)",
        "Tolerances, terms and grace periods cannot be negative, and a prepayment must be between 0 and 100 %.",
    )
    _credit_check_days = models.Constraint(
        "CHECK (credit_max_overdue_days >= 0 AND credit_release_days >= 0 AND credit_promise_grace_days >= 0 "
        "AND credit_limit_warning_days >= 0)",
        "The tolerated overdue days, the days that a release is valid, the grace on promises and the days before the end of a "
        "limit cannot be negative.",
    )

    _credit_check_promises = models.Constraint(
        "CHECK (credit_promise_tolerance_percent BETWEEN 0 AND 50 AND credit_promise_approval_amount >= 0 "
        "AND credit_promise_approval_days >= 0 AND credit_promise_max_renewals >= 0)",
        "The tolerance on promises must lie between 0 and 50 %; the other settings of promises cannot be negative.",
    )

    _credit_check_horizon = models.Constraint(
        "CHECK (credit_horizon_days >= 0)", "The credit horizon cannot be negative; 0 means that all orders count.",
    )

    @api.model
    def _has_field_access(self, field, operation):
        """Our settings are read inside the company only, not by customers in the portal."""
        if field.name.startswith("credit_") and not (self.env.su or self.env.user._is_internal()):
            return False
        return super()._has_field_access(field, operation)

    @api.constrains("credit_manager_id")
    def _check_credit_manager_id(self):
        for company in self:
            manager = company.credit_manager_id
            if manager and not manager.has_group(MANAGER):
                raise ValidationError(self.env._(
                    "%(user)s lacks the rights of a credit manager and cannot be the credit manager of %(company)s.",
                    user=manager.name, company=company.name))

    def _has_online_payment(self):
        """:return: whether customers of the company can pay online by one of its published providers"""
        self.ensure_one()
        # sudo: providers hold secrets of theirs; only whether there is one is told.
        return bool(self.env["payment.provider"].sudo().search_count([
            *self.env["payment.provider"]._check_company_domain(self),
            ("state", "in", ("enabled", "test")), ("is_published", "=", True),
        ], limit=1))
