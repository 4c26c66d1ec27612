from odoo import fields, models

from ..tools.followup_values import Step


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
        help="A customer who has paid all that was overdue gets a short message of thanks, in his language.",
    )
    level_count = fields.Integer(compute="_compute_level_count")

    def _compute_level_count(self):
        for plan in self:
            plan.level_count = len(plan.level_ids)

    def _get_steps(self):
        """:return: the levels as plain values for the decision, in the order of their days"""
        self.ensure_one()
        return [
            Step(level.id, level.days_overdue, level.min_gap_days, level.min_amount)
            for level in self.level_ids.sorted("days_overdue")
        ]
