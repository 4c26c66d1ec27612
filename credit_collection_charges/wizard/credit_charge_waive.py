from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditChargeWaive(models.TransientModel):
    _name = "credit.charge.waive"
    _inherit = "credit.bounds.mixin"
    _description = "Waive Charges"

    charge_ids = fields.Many2many("credit.charge", string="Charges", required=True)
    currency_id = fields.Many2one(related="charge_ids.currency_id")
    is_one_customer = fields.Boolean(compute="_compute_total")
    total = fields.Monetary(compute="_compute_total")
    amount = fields.Monetary(string="To Waive", compute="_compute_amount", store=True, readonly=False, bounds=(0, 1e15))
    reason_id = fields.Many2one("credit.reason", domain=[("kind", "=", "waiver")])
    note = fields.Char()
    stops = fields.Boolean(string="Charge Nothing More for These Invoices")
    may_decide = fields.Boolean(compute="_compute_may_decide")
    is_done = fields.Boolean(readonly=True)

    @api.depends("charge_ids")
    def _compute_total(self):
        for wizard in self:
            wizard.is_one_customer = len(wizard.charge_ids.profile_id) == 1
            wizard.total = sum(wizard.charge_ids.mapped("amount"))

    @api.depends("charge_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.total

    @api.depends("charge_ids", "amount")
    def _compute_may_decide(self):
        Waiver = self.env["credit.charge.waiver"]
        for wizard in self:
            wizard.may_decide = all(
                Waiver._find_authority(profile, wizard._get_amount(charges))
                for profile, charges in wizard.charge_ids.grouped("profile_id").items())

    def _get_amount(self, charges):
        return self.amount if self.is_one_customer else sum(charges.mapped("amount"))

    def _get_arguments(self):
        if self.is_done:
            raise UserError(self.env._("This was waived, or asked for, already."))
        reason = self.reason_id
        if self.note:
            reason = ": ".join(filter(None, (self.reason_id.name, self.note.strip())))
        return {"reason": reason or "", "amount": self.amount if self.is_one_customer else None, "stops": self.stops}

    def action_waive(self):
        """Waive the charges; the right to do so is checked there."""
        self.ensure_one()
        self.charge_ids._waive(**self._get_arguments())
        self.is_done = True
        return show_notice(self.env._("The charges were waived."))

    def action_request(self):
        """Ask who may decide."""
        self.ensure_one()
        waivers = self.charge_ids._request_waiver(**self._get_arguments())
        self.is_done = True
        # sudo: evidence is written by code only; the right has been checked.
        waivers.sudo()._ask()
        return show_notice(self.env._(
            "Asked for approval: %(users)s.", users=", ".join(waivers.sudo().activity_ids.user_id.mapped("name"))))
