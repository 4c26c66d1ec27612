from odoo import fields, models
from odoo.exceptions import UserError


class CreditPaymentReturn(models.Model):
    """The bank fee is claimed as a charge in place of an entry of its own."""

    _inherit = "credit.payment.return"

    charge_ids = fields.One2many("credit.charge", "return_id", string="Claimed As", readonly=True)

    def _make_claim(self):
        oldest = self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))[:1]
        self.env["credit.charge"].create({
            "profile_id": self.profile_id.id, "kind": "fee", "date": self.date, "amount": self.bank_fee,
            "line_id": oldest.id, "move_id": oldest.move_id.id, "return_id": self.id})

    def _drop_fee(self):
        if any(charge.state == "billed" for charge in self.charge_ids):
            raise UserError(self.env._(
                "The fee of “%(document)s” was billed: waive the charge first.", document=self.display_name))
        self.charge_ids.filtered(lambda charge: charge.state == "accrued")._set_state("cancelled")
        return super()._drop_fee()
