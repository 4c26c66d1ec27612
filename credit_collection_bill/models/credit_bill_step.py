from odoo import models
from odoo.fields import Domain

from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditBill(models.Model):
    """The buttons of a bill."""

    _inherit = "credit.bill"

    def action_receive(self):
        """Book bills: the debts are settled by them."""
        for bill in self:
            bill._check_booker()
            bill.sudo()._receive()  # sudo: the right has been checked; credit managers need no right to write entries.
        return show_notice(self.env._("Booked: what the bills were taken for is settled by them."))

    def action_fill(self):
        """Take the oldest debts of the customer, as far as the bill reaches."""
        self.ensure_one()
        self.check_access("write")
        own = self.sudo()  # sudo: collectors need no right on entries.
        Line = own.env["account.move.line"]
        taken, left = Line.browse(), self.amount
        domain = (
            Line._get_open_debt_domain() & Line._get_account_domain(self.partner_id, self.company_id)
            & Domain("currency_id", "=", self.currency_id.id))
        for item in Line.search(domain, order="date_maturity, id"):
            if self.currency_id.compare_amounts(left, 0) <= 0:
                break
            taken, left = taken + item, left - item.amount_residual_currency
        self.line_ids = taken

    def _ask_step(self, step):
        return {
            "type": "ir.actions.act_window", "name": dict(
                self.env["credit.bill.step"]._fields["step"]._description_selection(self.env))[step],
            "res_model": "credit.bill.step", "view_mode": "form", "target": "new",
            "context": {"default_step": step, "default_bill_ids": self.ids},
        }

    def action_endorse(self):
        """:return: the dialog that asks to whom and when"""
        self._check_booker()
        return self._ask_step("endorse")

    def action_discount(self):
        """:return: the dialog that asks for bank, day and cost"""
        self._check_booker()
        return self._ask_step("discount")

    def action_collect(self):
        """:return: the dialog that asks when and where it was paid"""
        self._check_booker()
        return self._ask_step("collect")

    def action_dishonor(self):
        """:return: the dialog that asks when and why it was not paid"""
        self._check_booker()
        return self._ask_step("dishonor")

    def action_hand_back(self):
        """:return: the dialog that asks when and why it was handed back"""
        self._check_booker()
        return self._ask_step("return")
