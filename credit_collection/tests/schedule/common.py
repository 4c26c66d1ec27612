from odoo.fields import Command

from ..common import CreditCommon


class ScheduleCommon(CreditCommon):
    """Orders with a payment schedule."""

    def _schedule(self, amount=1000, *milestones, confirm=True, **vals):
        """:return: an order over ``amount`` with milestones given as dicts, confirmed"""
        order = self._order(amount, **vals)
        order.credit_milestone_ids = [
            Command.create({"sequence": index, **milestone}) for index, milestone in enumerate(milestones)]
        if confirm:
            order.action_confirm()
        return order

    def _invoiced(self, milestones, post=True):
        """:return: the invoices of these milestones"""
        invoices = milestones._create_invoices()
        if post:
            invoices.action_post()
        return invoices

    def _column(self, order, name):
        self._refresh()
        return order.credit_milestone_ids.sorted("sequence").mapped(name)

    def _amounts(self, order, *names):
        """:return: a list of amounts per name, in the order of the milestones"""
        return tuple([round(value, 2) for value in self._column(order, f"{name}_amount")] for name in names)
