from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import LIMIT_MODES
from ...tools.common.notices import show_notice

# What may be changed, in the order of the dialog.
CHANGEABLE = ("rating_id", "limit_mode", "credit_limit", "payment_term_id", "collector_id", "followup_plan_id")


class CreditProfileChange(models.TransientModel):
    """Change rating, limit, term, collector or plan of many customers at once, with one reason. What is empty stays."""

    _name = "credit.profile.change"
    _inherit = ["credit.bounds.mixin", "credit.named.mixin"]
    _description = "Change Customers"

    profile_ids = fields.Many2many("credit.profile", string="Customers", required=True)
    customer_count = fields.Integer(compute="_compute_current")
    company_id = fields.Many2one("res.company", compute="_compute_current")
    currency_id = fields.Many2one(related="company_id.currency_id")
    current = fields.Text(string="Now", compute="_compute_current")
    rating_id = fields.Many2one("credit.rating")
    limit_mode = fields.Selection(LIMIT_MODES)
    credit_limit = fields.Monetary(default=0.0)
    payment_term_id = fields.Many2one("account.payment.term")
    collector_id = fields.Many2one(
        "res.users", domain="[('share', '=', False), ('company_ids', 'child_of', company_id)]")
    followup_plan_id = fields.Many2one("credit.followup.plan", string="Follow-up Plan")
    reason = fields.Char(required=True, help="Kept with each change in the customer change log.")

    @api.depends("profile_ids")
    def _compute_current(self):
        for change in self:
            profiles = change.profile_ids
            change.customer_count = len(profiles)
            change.company_id = profiles.company_id if len(profiles.company_id) == 1 else False
            counts = {}
            for profile in profiles:
                name = profile.rating_id.display_name or self.env._("Unrated")
                counts[name] = counts.get(name, 0) + 1
            change.current = "\n".join(f"{name}: {count}" for name, count in sorted(counts.items()))

    def action_apply(self):
        """Change the customers; what is above the approval tier of the user becomes reviews that wait for a decision.

        :return: a notice of how many were changed and how many wait
        :raise AccessError: where the user may not change a field of a customer; then nothing is changed
        :raise UserError: when nothing is to be changed, or customers of two companies are mixed
        """
        self.ensure_one()
        if len(self.profile_ids.company_id) > 1:
            raise UserError(self.env._("Choose customers of one company: ratings, limits and plans belong to a company."))
        vals = self._get_vals()
        if not vals:
            raise UserError(self.env._("Enter what is to be changed."))
        before = self.profile_ids.open_review_id
        self.profile_ids.write({**vals, "change_reason": self.reason})
        self.profile_ids.invalidate_recordset(["open_review_id"])
        waiting = len(self.profile_ids.open_review_id - before)
        count = len(self.profile_ids)
        if not waiting:
            return show_notice(self.env._("%(count)s customers changed.", count=count))
        return show_notice(self.env._(
            "%(count)s customers. %(waiting)s of them are above your approval tier and wait for a decision.",
            count=count, waiting=waiting), kind="warning")

    def _get_vals(self):
        vals = {name: self[name].id if self._fields[name].relational else self[name] for name in CHANGEABLE if self[name]}
        if self.limit_mode == "limited":
            vals["credit_limit"] = self.credit_limit
        else:
            vals.pop("credit_limit", None)
        return vals
