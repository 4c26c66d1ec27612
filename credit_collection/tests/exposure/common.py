from odoo import fields
from odoo.fields import Command

from ..base.common import CreditCommon


class ExposureCommon(CreditCommon):

    def _confirmed(self, amount, partner=None, delivery=None, **vals):
        """A confirmed order over ``amount``, to be delivered in ``delivery`` days."""
        order = self._order(amount, partner, **vals)
        if delivery is not None:
            order.commitment_date = fields.Datetime.to_datetime(self._days(delivery))
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        return order

    def _cheque(self, invoice, amount=None):
        """A receipt on an outstanding account: registered, and not confirmed by the bank."""
        journal = self.company_data["default_journal_bank"]
        outstanding = self.env["account.account"].search([("code", "=", "OUTSTAND"), ("company_ids", "in", self.company.ids)])
        outstanding = outstanding or self.env["account.account"].create({
            "name": "Outstanding Receipts", "code": "OUTSTAND", "account_type": "asset_current", "reconcile": True,
        })
        journal.inbound_payment_method_line_ids.payment_account_id = outstanding
        return self._pay(invoice, amount)

    def _clear(self, payment, amount):
        """The bank statement confirms ``amount`` of ``payment``."""
        outstanding = payment.outstanding_account_id
        entry = self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_misc"].id, "date": self.today,
            "line_ids": [
                Command.create({"account_id": self.company_data["default_account_assets"].id, "debit": amount}),
                Command.create({"account_id": outstanding.id, "credit": amount}),
            ],
        })
        entry.action_post()
        (payment.move_id | entry).line_ids.filtered(lambda line: line.account_id == outstanding).reconcile()
