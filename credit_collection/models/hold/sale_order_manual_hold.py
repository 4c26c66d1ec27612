from odoo import models
from odoo.exceptions import AccessError, UserError

MANAGER = "credit_collection.credit_collection_group_manager"


class SaleOrder(models.Model):
    """A single order that a credit manager holds, also one that passed the check or is prepaid."""

    _inherit = "sale.order"

    def _hold_manually(self, reason):
        """Hold the orders of ``self``, confirmed or not, until a credit manager releases them or lifts the hold.

        :param reason: why, a text or a ``credit.reason``
        :return: the orders held
        :raise AccessError: the user is no credit manager
        :raise UserError: no reason is given, or an order is cancelled
        """
        self._check_manual_hold_right()
        text = (reason.name if isinstance(reason, models.BaseModel) else reason or "").strip()
        if not text:
            raise UserError(self.env._("Enter the reason."))
        orders_sudo = self.sudo()  # sudo: credit managers decide on orders that they may not sell.
        if cancelled := orders_sudo.filtered(lambda order: order.state == "cancel"):
            raise UserError(self.env._("%(order)s is cancelled.", order=cancelled[0].name))
        orders_sudo.credit_manual_hold = text
        checks = orders_sudo._get_credit_checks()
        self._guard_credit(checks.values())
        self.env["credit.hold"].sudo()._hold_orders(orders_sudo, checks)
        return self

    def _hold_anew(self):
        """Check orders whose decision no longer counts.

        :return: the holds of the orders that wait for another decision
        """
        checks = self._get_credit_checks()
        held = self.filtered(lambda order: order.id in checks and checks[order.id].verdict.state == "held")
        for order in (self - held).filtered(lambda order: order.credit_state == "held"):
            order.credit_state = checks[order.id].verdict.state if order.id in checks else "clear"
        return self.env["credit.hold"].sudo()._hold_orders(held, checks)

    def action_lift_manual_hold(self):
        """End the manual hold; the order stays held when something else holds it."""
        self._check_manual_hold_right()
        orders_sudo = self.sudo().filtered("credit_manual_hold")  # sudo: as in _hold_manually.
        orders_sudo.credit_manual_hold = False
        for order_sudo in orders_sudo:
            order_sudo.message_post(body=self.env._("Manual hold lifted."), subtype_xmlid="mail.mt_note")
        orders_sudo.credit_hold_id._reevaluate()

    def _check_manual_hold_right(self):
        """:raise AccessError: the user is no credit manager of the companies of the orders"""
        user = self.env.user
        if not user.has_group(MANAGER) or not self.sudo().company_id.root_id <= user.company_ids.root_id:
            raise AccessError(self.env._("Only credit managers hold a single order."))
