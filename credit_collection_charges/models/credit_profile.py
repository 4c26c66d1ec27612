from odoo import api, fields, models


class CreditProfile(models.Model):
    """What the customer pays late costs."""

    _inherit = "credit.profile"

    interest_rule_id = fields.Many2one(
        "credit.interest.rule", string="Late Payment Terms", role="policy logged merged", tracking=True,
        help="Agreed with this customer, in place of those by payment term or law.")
    no_charges = fields.Boolean(
        string="No Charges for Late Payment", role="policy logged", tracking=True,
        help="This customer is charged neither interest nor compensation nor fees.")
    charge_ids = fields.One2many("credit.charge", "profile_id", string="Charges")
    accrued_charges = fields.Monetary(
        compute="_compute_accrued_charges", help="Charges for late payment that are not billed yet.")

    @api.depends("charge_ids.state", "charge_ids.amount")
    def _compute_accrued_charges(self):
        sums = dict(self.env["credit.charge"]._read_group(
            [("profile_id", "in", self.ids), ("state", "=", "accrued")], ["profile_id"], ["amount:sum"]))
        for profile in self:
            profile.accrued_charges = sums.get(profile._origin, 0.0)

    def _accrue_charges(self, today):
        """Bring the charges of these customers up to ``today``: interest up to and including that day, and the compensation.

        Nothing is charged twice: what was billed or waived before is deducted from what the debts come to by that day.

        :return: the charges that are accrued and not billed
        :raise UserError: the table of rates lacks one that is needed
        """
        self.check_access("read")
        # sudo: charges are written by code only, from figures of the ledger, which collectors need not read.
        Charge = self.env["credit.charge"].sudo()
        Charge._raise_missing(Charge._find_days(Charge._accrue(self.sudo(), today), "missing_from"))
        return Charge.search([("profile_id", "in", self.ids), ("state", "=", "accrued")]).sudo(self.env.su)


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (90, "credit.charge"), (91, "credit.charge.waiver")]

    @api.model
    def _get_cycle_models(self):
        """A fee belongs to the cycle of its message: both customers may have been charged for the same level."""
        return [*super()._get_cycle_models(), "credit.charge"]
