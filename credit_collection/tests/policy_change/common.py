from freezegun import freeze_time

from odoo import fields

from ..review.common import ReviewCommon


class ReplayCommon(ReviewCommon):
    """A customer with a rating and a limit of long ago, and a draft of the policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.ratings["B"]
        cls.rating.write({
            "limit_rule": "fixed", "limit_amount": 1000, "tolerance_percent": 0, "max_overdue_days": 30, "max_term_days": 90,
            "hold_followup_level": False})
        with freeze_time(cls._days(-500)):
            cls.profile.write({"rating_id": cls.rating.id, "limit_mode": "limited", "credit_limit": 1000})
        cls.change = cls.env["credit.policy.change"].create({"reason": "To learn"})

    def _draft(self, rating=None, **vals):
        rating = rating or self.rating
        self.change.line_ids.filtered(lambda line: line.rating_id == rating).write(vals)

    def _replay(self, first=-400, last=0):
        self._refresh()
        return self.change._replay(self._days(first), self._days(last))

    def _confirmed(self, amount, day, deliver=False, **vals):
        """An order over ``amount`` confirmed ``day`` days from today, whatever the check says; invoiced at once with
        ``deliver``."""
        with freeze_time(fields.Datetime.to_datetime(self._days(day)).replace(hour=12)):
            order = self._order(amount, **vals)
            self._confirm_anyway(order)
            if deliver:
                self._bill(order)
        return order

    def _confirm_anyway(self, order):
        order.action_confirm()
        if order.state != "sale":
            order.credit_hold_id.sudo()._release("Whatever the check says")
            order.action_confirm()
        self.assertEqual(order.state, "sale")

    def _bill(self, order):
        order.order_line.qty_delivered = order.order_line.product_uom_qty
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice
