from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...models.common.credit_bounds_mixin import ANY_LATER_DATE


class CreditFollowupLeaveOut(models.TransientModel):
    """Leave customers out of the follow-ups: this time, or until a day."""

    _name = "credit.followup.leave.out"
    _inherit = "credit.bounds.mixin"
    _description = "Exclude Customers from Follow-up"

    line_ids = fields.Many2many("credit.followup.tonight.line", string="Customers", required=True)
    customer_count = fields.Integer(string="Excluded Customers", compute="_compute_customer_count")
    date = fields.Date(string="Day of the Run", required=True)
    mode = fields.Selection(
        [("once", "This run only"), ("until", "Until a date")], required=True, default="once", string="Exclude",
    )
    until = fields.Date(
        string="Follow-up Block Until", compute="_compute_until", store=True, readonly=False, precompute=True,
        help="Until this day (included) the customers get no follow-up.", bounds=ANY_LATER_DATE,
    )
    reason = fields.Char(required=True)

    @api.depends("line_ids")
    def _compute_customer_count(self):
        for wizard in self:
            wizard.customer_count = len(wizard.line_ids)

    @api.depends("mode", "date")
    def _compute_until(self):
        for wizard in self:
            if wizard.mode == "once" or not wizard.until:
                wizard.until = wizard.date

    def action_confirm(self):
        """Leave the customers out, and show so in the list."""
        self.ensure_one()
        until = self.date if self.mode == "once" else self.until
        if not until or until < self.date:
            raise UserError(self.env._(
                "Choose a day that is not before the run of %(date)s.", date=format_date(self.env, self.date)))
        self.line_ids.profile_id._leave_out(until, self.reason)
        self.line_ids._update_rows()
        return {"type": "ir.actions.act_window_close"}
