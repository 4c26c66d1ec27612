from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_count_draft = fields.Boolean(string="Draft Invoices Count as Exposure", default=True)
    credit_count_orders = fields.Boolean(string="Open Orders Count as Exposure", default=True)
    credit_order_policy = fields.Selection(
        [("allow", "Allow"), ("warn", "Warn"), ("hold", "Hold")],
        default="hold", required=True, string="Orders of Unrated Customers",
        help="What happens to an order over the limit or of an overdue customer when the customer has no rating.",
    )
    credit_max_overdue_days = fields.Integer(
        string="Tolerated Overdue Days", default=30,
        help="Orders of a customer without rating are held when the oldest overdue item is later than this.",
    )
    credit_release_days = fields.Integer(
        string="Release Valid For (days)", default=7, help="How long a released order may be confirmed.",
    )
    credit_promise_grace_days = fields.Integer(
        string="Grace on Promises (days)", default=0,
        help="How many days after the promised date a receipt still keeps a promise to pay. Applies to new promises.",
    )
    credit_min_invoices = fields.Integer(
        string="Fewest Invoices Paid", default=3,
        help="With fewer invoices paid in full in the last 12 months a score is provisional: no better rating is "
             "proposed than the customer has.",
    )
    credit_min_settled = fields.Monetary(
        string="Least Amount Paid", default=0.0,
        help="With less paid in the last 12 months a score is provisional, too.",
    )
    credit_provisional_rating_id = fields.Many2one(
        "credit.rating", string="Best Provisional Rating",
        default=lambda self: self.env.ref("credit_collection.credit_rating_c", raise_if_not_found=False),
        help="Customers without a rating are proposed no better one while their score is provisional. Leave empty to "
             "propose none.",
    )
    credit_auto_approve = fields.Boolean(
        string="Approve Small Changes Automatically",
        help="Periodic reviews that keep the rating or improve it by one, and change the limit little, need no decision.",
    )
    credit_auto_approve_percent = fields.Float(string="Change of Limit Up To (%)", default=10.0)
    credit_manager_id = fields.Many2one(
        "res.users", string="Credit Manager", domain=[("share", "=", False)],
        help="Decides on held orders and reviews of customers without collector.",
    )
    credit_followup_plan_id = fields.Many2one(
        "credit.followup.plan", string="Follow-up Plan", help="Plan of customers without one of their own or of their rating.",
        default=lambda self: self.env.ref("credit_collection.credit_followup_plan_default", raise_if_not_found=False),
    )
