from functools import wraps

from odoo import models

from ..common.bulk import get_kept

# Key of the cursor's cache: ``{order id: amount}`` of the orders that passed the check and are being confirmed.
PASSED = "credit_collection.passed_orders"
# The methods that confirm orders; ours is the outermost step of each.
CONFIRMING = ("action_confirm", "_validate_order")
# Where the methods come from that change nothing before they confirm: ours and Odoo's own.
INNERMOST = ("odoo.addons.credit_collection", "odoo.addons.sale.")


class HeldInside(Exception):
    """An order that passed the check has changed on its way to the confirmation so that it may not be confirmed."""

    def __init__(self, checks):
        super().__init__()
        self.checks = checks


def check_outermost(method):
    """:return: ``method`` of orders, called only with those that the check lets through"""
    @wraps(method)
    def confirm(self, *args, **kwargs):
        return self._confirm_checked(lambda orders: method(orders, *args, **kwargs))

    confirm.credit_origin = method
    return confirm


class SaleOrder(models.Model):
    """Confirming orders: those that the customer's credit allows; the others are held, and nothing happens to them.

    Other add-ons extend ``action_confirm`` too: they give points, book seats, order at printers. For them a held order must
    not exist. So the check is the outermost step, whatever the order in which add-ons were loaded: the finished class is
    wrapped when the registry is ready. Inside, nearest to Odoo's own method, the amounts are compared with those that were
    checked, because an add-on may change an order before it is confirmed.
    """

    _inherit = "sale.order"

    def _register_hook(self):
        super()._register_hook()
        cls = self.env.registry[self._name]
        for name in CONFIRMING:
            method = getattr(cls, name)
            if not getattr(method, "credit_origin", None):
                setattr(cls, name, check_outermost(method))

    def _unregister_hook(self):
        result = super()._unregister_hook()
        cls = self.env.registry[self._name]
        for name in CONFIRMING:
            if getattr(cls.__dict__.get(name), "credit_origin", None):
                delattr(cls, name)
        return result

    def action_confirm(self):
        """Confirm the orders that the customer's credit allows; hold the others and say why.

        Nothing is raised for a held order, so that a signature, a payment or the rest of a batch is never lost.

        :return: core's result, or an action that shows the held orders
        """
        passed = get_kept(self.env, PASSED, {})
        if not set(self.ids) <= passed.keys():
            # Before the registry is ready there is no outer step.
            return self._confirm_checked(lambda orders: super().action_confirm())
        self._check_unchanged(passed)
        return super().action_confirm()

    def _check_unchanged(self, passed):
        """:raise HeldInside: an order changed since it passed the check, so that it is to be held"""
        changed = {order.id for order in self if passed[order.id] != order._get_credit_signature()}
        if changed:
            checks = self.sudo()._get_credit_checks()  # sudo: as in _hold_for_credit.
            held = {order_id: checks[order_id] for order_id in changed
                    if order_id in checks and checks[order_id].verdict.state == "held"}
            if held:
                raise HeldInside(held)

    def _confirm_checked(self, confirm):
        """Confirm the orders of ``self`` that pass the check.

        :param confirm: function that confirms orders
        :return: its result, or an action that shows the held orders
        """
        self.check_access("write")
        passing = get_kept(self.env, PASSED, {})
        unchecked = self.filtered(lambda order: order.id not in passing)
        if self and not unchecked:
            return confirm(self)
        confirmable = unchecked.filtered(lambda order: not order._confirmation_error_message())
        held = confirmable._hold_for_credit()
        passed = self - held
        result = True
        if passed or not held:
            held_inside, result = passed._confirm_passed(confirm, passing)
            held |= held_inside
        return self.env["sale.order.credit.hold"]._action_show(held) if held else result

    def _confirm_passed(self, confirm, passing):
        """Confirm orders that passed; when one of them may not be confirmed as it is then, undo all, hold it, and confirm the
        others.

        :return: the orders that are held after all, and the result of ``confirm``
        """
        entered = {order.id: order._get_credit_signature() for order in self if order.id not in passing}
        passing.update(entered)
        try:
            with self._credit_unwatched():
                if not self._is_confirmation_extended():
                    return self.browse(), confirm(self)
                with self.env.cr.savepoint():
                    return self.browse(), confirm(self)
        except HeldInside as problem:
            held = self.browse(problem.checks)
            held._hold_inside(problem.checks)
        finally:
            for order_id in entered:
                passing.pop(order_id, None)
        others = self - held
        held_inside, result = others._confirm_passed(confirm, passing) if others else (others, True)
        return held | held_inside, result

    def _hold_inside(self, checks):
        """Hold orders for what they were about to become on their confirmation, which was undone."""
        Hold_sudo = self.env["credit.hold"].sudo()  # sudo: as in _hold_for_credit.
        for hold_sudo in Hold_sudo._hold_orders(self.sudo(), checks).filtered(lambda hold: hold.state == "pending"):
            hold_sudo.surcharge = 0.0
            hold_sudo.surcharge = max(hold_sudo.order_amount - hold_sudo._get_present_amount(), 0.0)
        self._credit_after_check()

    def _get_credit_signature(self):
        """:return: what must not change between check and confirmation"""
        self.ensure_one()
        return self.amount_total, self.currency_id, self.partner_invoice_id, self.payment_term_id

    def _is_confirmation_extended(self):
        """:return: whether another add-on's method runs around ours or Odoo's own, and may change orders before it"""
        around = (
            next(parent for parent in self.env.registry[self._name].__mro__[1:] if name in parent.__dict__)
            for name in CONFIRMING)
        return any(not parent.__module__.startswith(INNERMOST) for parent in around)

    def _hold_for_credit(self, today=None):
        """Check the orders in turn and record what was found.

        :param date today: day of the check; without, the day it is at the company of each order
        :return: the orders that are held
        """
        # sudo: the check runs for salespeople, portal customers and payment providers; none of them sees its figures.
        orders_sudo = self.sudo()
        checks = orders_sudo._get_credit_checks(today)
        held_sudo = orders_sudo.filtered(lambda order: order.id in checks and checks[order.id].verdict.state == "held")
        passed_sudo = orders_sudo - held_sudo
        self._guard_credit([checks[order.id] for order in passed_sudo if order.id in checks])
        for state, orders in passed_sudo.filtered(lambda order: order.id in checks).grouped(
            lambda order: checks[order.id].verdict.state,
        ).items():
            orders._end_credit_hold(state)
        self.env["credit.hold"].sudo()._hold_orders(held_sudo, checks)
        passed_sudo._log_credit_warnings(checks)
        held_sudo._credit_after_check()
        return held_sudo.sudo(self.env.su)

    def _credit_after_check(self):
        """What other rooms do about orders that were held at their confirmation; to be overridden."""
