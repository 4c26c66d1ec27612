from dateutil.relativedelta import relativedelta

from odoo import models


class CreditCommissionRun(models.Model):
    """Bonus for targets: of each month that a settlement covers, once."""

    _inherit = "credit.commission.run"

    def _make_bonus(self, plans):
        """:return: rows of the bonus for the targets of these months that were reached"""
        if not plans.filtered("bonus_percent"):
            return []
        targets = self.env["credit.target"].search([
            ("company_id", "=", self.company_id.id), ("month", "in", self._get_whole_months()), ("user_id", "!=", False),
            ("collected_target", ">", 0)])
        paid = {(line.user_id, line.date) for line in self.env["credit.commission.line"].search([
            ("kind", "=", "bonus"), ("company_id", "=", self.company_id.id), ("run_id.state", "in", ("approved", "paid"))])}
        result = []
        for target in targets:
            plan = plans._find(target.user_id, target.month)
            if not plan.bonus_percent or (target.user_id, target.month) in paid:
                continue
            if self.currency_id.compare_amounts(target.collected, target.collected_target) < 0:
                continue
            base = self._round(target.collected)
            result.append(self._make_row(
                dict.fromkeys(("profile_id", "payment_id", "debt_id", "pair", "document", "date")), target.user_id.id,
                kind="bonus", cause="target", date=target.month, plan_id=plan.id, base_amount=base, percent=plan.bonus_percent,
                amount=self._round(base * plan.bonus_percent / 100)))
        return result

    def _get_whole_months(self):
        """:return: the first days of the months that lie in the period from their first to their last day"""
        first = self.date_from if self.date_from.day == 1 else self.date_from.replace(day=1) + relativedelta(months=1)
        months = []
        while first + relativedelta(months=1, days=-1) <= self.date_to:
            months.append(first)
            first += relativedelta(months=1)
        return months
