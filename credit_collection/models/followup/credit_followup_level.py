from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CreditFollowupLevel(models.Model):
    """One step of a follow-up plan: when it is reached and what is done then."""

    _name = "credit.followup.level"
    _inherit = ["credit.cached.mixin", "credit.shared.mixin"]
    _description = "Follow-up Level"
    _order = "plan_id, days_overdue, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    plan_id = fields.Many2one("credit.followup.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    days_overdue = fields.Integer(
        required=True,
        help="Days after the due date of the oldest item; negative for a reminder before it is due.", aggregator=None,
    )
    min_gap_days = fields.Integer(
        string="Minimum Gap (days)",
        default=3,
        help="Days that must have passed since the last follow-up of the customer.", aggregator=None,
    )
    min_amount = fields.Monetary(
        string="Minimum Amount",
        default=0.0,
        help="The level waits while the customer owes no more than this, net of open credits, in company currency.",
    )

    send_mail = fields.Boolean(string="Send E-mail", default=True)
    subject = fields.Char(translate=True, help="Subject of the e-mail, after the name of the company.")
    body = fields.Html(
        string="Text",
        translate=True,
        help="Text of the e-mail above the list of items. Greeting, list, total and signature are added.",
    )
    layout_view_id = fields.Many2one(
        "ir.ui.view",
        string="E-mail Layout",
        domain=[("type", "=", "qweb")],
        ondelete="restrict",
        help="Page that the text is put into; the standard layout when empty.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Call or Task",
        ondelete="restrict",
        help="Activity that is scheduled on the credit profile when the level is reached.",
    )
    responsible = fields.Selection(
        [
            ("collector", "Collector"),
            ("salesperson", "Salesperson"),
            ("user", "Certain user"),
        ],
        required=True,
        default="collector",
        help="Assignee of the call. Without a collector or salesperson it goes to the credit manager of the company.",
    )
    responsible_user_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    notify_salesperson = fields.Boolean(
        string="Notify the Salesperson",
        help="Schedules a note for the salesperson of the customer when the level is reached.",
    )
    hold_orders = fields.Boolean(
        help="New orders are held while the customer is on this level and still overdue, unless their rating says "
             "otherwise.",
    )

    supplier_policy = fields.Selection(
        [("tell", "Notify the collector of our payables"), ("leave_out", "Exclude while our payables cover the amount")],
        string="Customers Who Are Suppliers",
        help="Treatment of customers who are suppliers with open bills, too. Empty: they are followed up like others.",
    )

    _plan_days_uniq = models.UniqueIndex(
        "(plan_id, days_overdue) WHERE active",
        "Two levels of a plan cannot have the same number of days.",
    )
    _check_limits = models.Constraint(
        "CHECK (min_gap_days BETWEEN 0 AND 3650 AND min_amount >= 0 AND min_amount < 1e15)",
        "The gap of a level is at most 3650 days, and neither gap nor minimum amount are negative.",
    )
    _check_level_days = models.Constraint(
        "CHECK (days_overdue BETWEEN -3650 AND 3650)", "A level is reached at most 3650 days before or after the due date.",
    )

    @api.depends_context("company")
    @api.depends("company_id")
    def _compute_currency_id(self):
        for level in self:
            level.currency_id = (level.company_id or self.env.company).currency_id

    @api.constrains(lambda self: [*self._get_channel_flags(), "responsible", "responsible_user_id", "subject"])
    def _check_actions(self):
        for level in self:
            if not level._get_channels():
                raise ValidationError(
                    self.env._(
                        "Level “%(level)s” does nothing: let it send an e-mail or a letter, or schedule a call.",
                        level=level.name,
                    )
                )
            if level.send_mail and not level.subject:
                raise ValidationError(self.env._("Level “%(level)s” needs a subject for its e-mail.", level=level.name))
            if level.responsible == "user" and not level.responsible_user_id:
                raise ValidationError(
                    self.env._("Level “%(level)s”: choose the user who gets the call.", level=level.name)
                )

    def _get_min_amount(self, currency=None):
        """:return: amount in ``currency`` that a customer has to owe more than to be followed up at this level"""
        self.ensure_one()
        currency = currency or self.env.company.currency_id
        return max(self.min_amount, self.plan_id.min_units * currency.rounding)

    def _get_responsible(self, profile):
        """:return: who calls the customer of ``profile`` at this level, possibly nobody in particular"""
        self.ensure_one()
        chosen = {
            "collector": profile.collector_id,
            "salesperson": profile.salesperson_id,
            "user": self.responsible_user_id,
        }[self.responsible]
        candidates = (chosen, profile.collector_id, profile.company_id.credit_manager_id)
        return next((user for user in candidates if user.active), profile.env["res.users"])
