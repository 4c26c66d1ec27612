from odoo import api, fields, models, tools

from ...const import ORDER_POLICIES


class CreditHoldRulesMixin(models.AbstractModel):
    """Which rules hold orders, each with a switch and its tolerances: the columns that a rating and its draft share.

    An add-on that registers a rule (``credit.hold._get_hold_rules``) adds its switch and tolerances here. For customers
    without rating the company's field with the prefix ``credit_`` counts where there is one, else the default of the column.
    """

    _name = "credit.hold.rules.mixin"
    _description = "Hold Rules and Tolerances"

    # Of the amounts; the models with these columns say which.
    currency_id = fields.Many2one("res.currency", store=False)
    order_policy = fields.Selection(
        ORDER_POLICIES,
        required=True,
        default="hold",
        help="Treatment of orders over the limit, of overdue customers or with too long a payment term.",
    )
    hold_over_limit = fields.Boolean(string="Over the Limit", default=True)
    tolerance_percent = fields.Float(
        string="Limit Tolerance (%)", help="Orders may exceed the limit by this share of it.", aggregator=None,
    )
    hold_limit_expired = fields.Boolean(string="Limit Expired", default=True)
    limit_grace_days = fields.Integer(
        string="Limit Grace Period (days)", help="How many days a limit may still be used after its last day.", aggregator=None,
    )
    hold_overdue = fields.Boolean(string="Overdue for Long", default=True)
    max_overdue_days = fields.Integer(
        string="Tolerated Overdue Days", help="Orders are held when the oldest overdue item is later than this.",
        aggregator=None,
    )
    hold_overdue_amount = fields.Boolean(string="High Overdue")
    max_overdue_amount = fields.Monetary(
        string="Tolerated Overdue Amount", default=0.0,
        help="Orders are held when more than this is overdue, net of open credits, in company currency.",
    )
    hold_review_overdue = fields.Boolean(string="Review Overdue")
    review_grace_days = fields.Integer(
        string="Review Grace Period (days)", help="How many days the credit review may be late before orders are held.",
        aggregator=None,
    )
    hold_order_amount = fields.Boolean(string="Large Order")
    max_order_amount = fields.Monetary(
        string="Largest Order", default=0.0, help="A single order over more than this is held, in company currency.",
    )
    hold_term = fields.Boolean(string="Payment Term Too Long", default=True)
    prepayment_percent = fields.Float(string="Prepayment (%)", help="Share of an order to be paid in advance.", aggregator=None)

    @api.model
    @tools.ormcache()
    def _get_rule_columns(self):
        """:return: the names of the columns, of all add-ons"""
        stored = self.env["credit.rating"]._fields
        return tuple(
            name for name in self.env["credit.hold.rules.mixin"]._fields
            if name not in models.MAGIC_COLUMNS and stored[name].store)

    @api.model
    def _get_company_column(self, name):
        """:return: the name of the company's field for customers without rating, None where it has none"""
        company_name = f"credit_{name}"
        return company_name if company_name in self.env["res.company"]._fields else None
