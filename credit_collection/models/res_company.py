from odoo import api, fields, models
from odoo.exceptions import ValidationError

MANAGER = "credit_collection.credit_collection_group_manager"


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
    credit_manager_id = fields.Many2one(
        "res.users", domain=lambda self: [("all_group_ids", "in", self.env.ref(MANAGER).ids)],
        help="Decides on held orders and reviews of customers without collector.",
    )
    credit_followup_plan_id = fields.Many2one(
        "credit.followup.plan", string="Follow-up Plan", help="Plan of customers without one of their own or of their rating.",
        default=lambda self: self.env.ref("credit_collection.credit_followup_plan_default", raise_if_not_found=False),
    )

    _credit_check_days = models.Constraint(
        "CHECK (credit_max_overdue_days >= 0 AND credit_release_days >= 0 AND credit_promise_grace_days >= 0)",
        "The tolerated overdue days, the days that a release is valid and the grace on promises cannot be negative.",
    )

    @api.constrains("credit_manager_id")
    def _check_credit_manager_id(self):
        for company in self:
            manager = company.credit_manager_id
            if manager and not manager.has_group(MANAGER):
                raise ValidationError(self.env._(
                    "%(user)s cannot be the credit manager of %(company)s without the rights of one.",
                    user=manager.name, company=company.name))
