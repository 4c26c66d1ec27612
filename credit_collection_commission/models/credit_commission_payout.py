from odoo import api, fields, models


class CreditCommissionPayout(models.Model):
    """What a settlement pays a collector. Written by code only."""

    _name = "credit.commission.payout"
    _description = "Commission Payout"
    _inherit = "credit.roles.mixin"
    _order = "run_id desc, user_id"
    _rec_name = "user_id"

    run_id = fields.Many2one("credit.commission.run", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    state = fields.Selection(related="run_id.state")
    date_from = fields.Date(related="run_id.date_from")
    date_to = fields.Date(related="run_id.date_to")
    user_id = fields.Many2one("res.users", string="Collector", required=True, readonly=True, index=True, ondelete="restrict")
    collected = fields.Monetary(readonly=True, default=0.0)
    earned = fields.Monetary(readonly=True, default=0.0, help="Sum of the lines of this settlement.")
    carried_in = fields.Monetary(
        string="From Earlier Settlements", readonly=True, default=0.0, help="What they could not deduct, below zero.")
    amount = fields.Monetary(string="Payout", readonly=True, default=0.0)
    carried_out = fields.Monetary(
        string="To the Next Settlement", readonly=True, default=0.0, help="Below zero: deducted from the next payout.")

    _once_idx = models.UniqueIndex("(run_id, user_id)")

    def action_view_lines(self):
        """:return: the lines behind the payout"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection_commission.credit_commission_line_action")
        return {**action, "domain": [("run_id", "=", self.run_id.id), ("user_id", "=", self.user_id.id)], "context": {}}

    @api.model
    def _get_carried(self, run):
        """:return: ``{user: what earlier settlements of the company left to deduct}``"""
        carried = {}
        # The latest payout of each collector has it all.
        for payout in self.search([("run_id", "in", run._find_settled().ids)]).sorted(
                lambda payout: (payout.run_id.date_to, payout.run_id.approved_on, payout.id)):
            carried[payout.user_id] = payout.carried_out
        return {user: amount for user, amount in carried.items() if not run.currency_id.is_zero(amount)}
