from odoo import fields, models

from ...tools.followup.values import Step


class CreditFollowupPlan(models.Model):
    """A dunning procedure: what is done how many days before or after the due date."""

    _name = "credit.followup.plan"
    _description = "Follow-up Plan"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to share the plan between all companies.")
    level_ids = fields.One2many("credit.followup.level", "plan_id", string="Levels", copy=True)
    thank_for_payment = fields.Boolean(
        string="Thank for Payment",
        help="A customer who has paid all overdue items gets a short thank-you message in their language.",
    )
    level_count = fields.Integer(compute="_compute_level_count")
    strategy_ids = fields.One2many("credit.followup.strategy", "plan_id", string="Strategy Rules")

    repeat_days = fields.Integer(
        string="Repeat the Last Level Every (days)",
        help="While the customer does not pay, the last level comes again after so many days. 0: it comes once.",
    )
    repeat_times = fields.Integer(
        string="Repetitions", help="Number of times the last level is repeated before a user takes over."
    )
    min_gap_days = fields.Integer(
        string="Days Between Messages",
        help="Minimum number of days between two follow-ups of a customer, regardless of level. A level may require "
             "more.",
    )
    country_gap_ids = fields.One2many(
        "credit.followup.country.gap", "plan_id", string="Days by Country", copy=True,
        help="Where the law asks for more time between two demands.",
    )
    unsent_invoices = fields.Selection(
        [
            ("demand", "Follow up like other invoices"),
            ("skip", "Exclude until sent"),
            ("send", "Send them first"),
        ],
        required=True,
        default="demand",
        help="Treatment of invoices that were never sent to the customer: invoices sent first are followed up the "
             "day after.",
    )

    _check_days = models.Constraint(
        "CHECK (repeat_days BETWEEN 0 AND 3650 AND repeat_times BETWEEN 0 AND 1000 AND min_gap_days BETWEEN 0 AND 3650)",
        "Days between messages and repetitions are between 0 and 3650 days, and there are at most 1000 repetitions.",
    )

    def _compute_level_count(self):
        for plan in self:
            plan.level_count = len(plan.level_ids)

    def _get_steps(self, country=None):
        """:param country: of the customer, whose law may ask for more days between two messages
        :return: the levels as plain values for the decision, in the order of their days
        """
        self.ensure_one()
        gap = max([self.min_gap_days, *(
            line.min_gap_days for line in self.country_gap_ids if country and line.country_id == country)])
        steps = [
            Step(level.id, level.days_overdue, max(level.min_gap_days, gap), level.min_amount)
            for level in self.level_ids.sorted("days_overdue")
        ]
        if steps and steps[-1].days > 0:
            steps[-1] = steps[-1]._replace(repeat_days=self.repeat_days, repeat_times=self.repeat_times)
        return steps
