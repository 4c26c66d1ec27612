"""Sudden events that do not wait for the night: a promise is not kept, a dispute is opened, a new customer orders much."""

from odoo import api, models, tools


class CreditPromise(models.Model):
    _inherit = "credit.promise"

    def _on_broken(self, today):
        self.profile_id._evaluate_alerts(today, ["broken_promises"])
        return super()._on_broken(today)


class CreditDispute(models.Model):
    _inherit = "credit.dispute"

    def _open(self, today):
        opened = self.filtered(lambda dispute: dispute.state != "open")
        result = super()._open(today)
        opened.profile_id._evaluate_alerts(today, ["disputed_amount"])
        return result


class CreditAlertRule(models.Model):
    _inherit = "credit.alert.rule"

    @api.model
    @tools.ormcache()
    def _get_lowest_first_order(self):
        """:return: amount from which a first order is looked at, ``None`` without such a rule; kept in memory, because
            every confirmation asks for it"""
        # sudo: salespeople confirm orders and have no right to the rules.
        lines = self.sudo()._get_rules(["first_order"]).line_ids
        return min(lines.mapped("threshold"), default=None)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        self._alert_first_orders()
        return result

    def _credit_after_check(self):
        result = super()._credit_after_check()
        self._alert_first_orders()
        return result

    def _alert_first_orders(self):
        """Look at the customers of orders that are big enough for the rule on first orders, confirmed or held."""
        lowest = self.env["credit.alert.rule"]._get_lowest_first_order()
        if lowest is None:
            return
        # sudo: the salesperson sees neither the credit state nor the alerts.
        big_sudo = self.sudo().filtered(
            lambda order: order.amount_total / (order.currency_rate or 1.0) >= lowest
            and (order.state == "sale" or order.credit_state == "held"))
        for company, orders in big_sudo.grouped(lambda order: order.company_id.root_id).items():
            orders.partner_invoice_id._get_credit_profiles(company)._evaluate_alerts(
                company._get_credit_today(), ["first_order"])
