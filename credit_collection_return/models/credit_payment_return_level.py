from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class CreditPaymentReturn(models.Model):
    """What follows from a return: the level that the items had reached, and a second attempt."""

    _inherit = "credit.payment.return"

    def _restore_level(self):
        """Put the customer back at the level that the items owed again had reached."""
        if level := self.env["credit.followup.round"]._restore_level(self.profile_id, self.line_ids):
            self.level_id = level

    def _make_attempt(self, day):
        """Record a second attempt as a promise: until ``day`` nobody reminds of it, then it is kept or broken.

        :return: the ``credit.promise``
        :raise UserError: the reason allows none, one was made, or nothing is owed any more
        """
        self.ensure_one()
        if self.state != "posted" or not self.allows_attempt:
            raise UserError(self.env._("“%(document)s” allows no second attempt.", document=self.display_name))
        if self.promise_id.state in ("to_approve", "proposed", "open"):
            raise UserError(self.env._("A second attempt was made already: %(promise)s.", promise=self.promise_id.display_name))
        items = self.sudo().line_ids.filtered(lambda line: not line.reconciled)
        amount = sum(items.mapped("amount_residual"))
        if self.company_currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("Nothing of “%(document)s” is owed any more.", document=self.display_name))
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile_id.id, "line_ids": [Command.set(items.ids)],
            "instalment_ids": [Command.create({"date": day, "amount": amount})],
            "note": self.env._("Second attempt to collect the returned payment: %(reason)s", reason=self.reason_id.name),
        })
        promise.action_open()
        self.sudo().promise_id = promise  # sudo: written by code only, the right to promise has been checked.
        return promise

    def action_attempt(self):
        """:return: the dialog that asks for the day of the second attempt"""
        self.ensure_one()
        self._check_recorder()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection_return.credit_payment_return_attempt_action")
        return {**action, "context": {"default_return_id": self.id}}
