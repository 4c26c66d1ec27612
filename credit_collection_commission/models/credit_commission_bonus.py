from dateutil.relativedelta import relativedelta

from odoo import models


class CreditCommissionRun(models.Model):
    """Bonus for targets: of each month that a settlement covers, once."""

    _inherit = "credit.commission.run"

    def _make_bonus(self, plans):
        """:return: rows of the bonus for targets of these months that were reached, and of what goes back of earlier ones"""
        paid = self._read_paid_bonus()
        result = self._make_bonus_back(paid)
        if not plans.filtered("bonus_percent"):
            return result
        targets = self.env["credit.target"].search([
            ("company_id", "=", self.company_id.id), ("month", "in", self._get_whole_months()), ("user_id", "!=", False),
            ("collected_target", ">", 0)])
        for target in targets:
            plan = plans._find(target.user_id, target.month)
            if not plan.bonus_percent or (target.user_id, target.month) in paid:
                continue
            if self.currency_id.compare_amounts(target.collected, target.collected_target) < 0:
                continue
            result.append(self._make_bonus_row(
                target.user_id, target.month, plan, plan.bonus_percent, self._round(target.collected), target.collected_target))
        return result

    def _make_bonus_row(self, user, month, plan, percent, base, aim):
        return self._make_row(
            dict.fromkeys(("profile_id", "payment_id", "debt_id", "pair", "document", "date")), user.id,
            kind="bonus", cause="target", date=month, plan_id=plan.id, base_amount=base, target=aim, percent=percent,
            amount=self._round(base * percent / 100))

    def _read_paid_bonus(self):
        """:return: ``{(user, first day of a month): lines}`` of the bonus that was settled, the first one first"""
        lines = self.env["credit.commission.line"].search([
            ("kind", "=", "bonus"), ("company_id", "=", self.company_id.id), ("run_id.state", "in", ("approved", "paid"))],
            order="id")
        return lines.grouped(lambda line: (line.user_id, line.date))

    def _make_bonus_back(self, paid):
        """A target that was reached by payments that went back later was not reached: its bonus goes back, and comes again when
        the return is taken back. A return that leaves the target reached lowers its own month alone, and a target that is
        corrected after the bonus was settled changes nothing.

        :param dict paid: as ``_read_paid_bonus`` returns it
        """
        targets = self.env["credit.target"].search([
            ("company_id", "=", self.company_id.id), ("user_id", "in", [user.id for user, _month in paid]),
            ("month", "in", [month for _user, month in paid])]) if paid else []
        returned = targets._get_returned_later(self.date_to) if targets else {}
        result = []
        for target in targets:
            lines = paid.get((target.user_id, target.month))
            if not lines:
                continue
            first, settled = lines[0], sum(lines.mapped("base_amount"))
            aim = first.target or target.collected_target  # That of the day where the settlement did not keep it yet.
            gone = returned.get(target._get_key(), 0.0)
            is_reached = self.currency_id.compare_amounts(gone, 0) <= 0 or (
                self.currency_id.compare_amounts(first.base_amount - gone, aim) >= 0)
            base = self._round((first.base_amount if is_reached else 0.0) - settled)
            if base:
                result.append(self._make_bonus_row(target.user_id, target.month, first.plan_id, first.percent, base, aim))
        return result

    def _get_whole_months(self):
        """:return: the first days of the months that lie in the period from their first to their last day"""
        first = self.date_from if self.date_from.day == 1 else self.date_from.replace(day=1) + relativedelta(months=1)
        months = []
        while first + relativedelta(months=1, days=-1) <= self.date_to:
            months.append(first)
            first += relativedelta(months=1)
        return months
