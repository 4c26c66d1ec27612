"""The readers that stand furthest from the ledger, score, key figures and portal, against plain loops over journal items."""

from collections import defaultdict

from odoo.fields import Domain

from ...tools.exposure.aging import BUCKETS

MONEY = ("bank", "cash", "credit")
SALES = ("out_invoice", "out_refund", "out_receipt")


class RandomReadersMixin:
    """For cases of ``RandomLedgerCommon``: its ledger, and sums of our own of what was settled by what."""

    def _find_lines(self, profile, last):
        """:return: all items of a customer dated until ``last``"""
        return self.env["account.move.line"].search([
            ("partner_id.commercial_partner_id", "=", profile.partner_id.id), ("company_id", "=", profile.company_id.id),
            ("parent_state", "=", "posted"), ("date", "<=", last), ("account_id.account_type", "=", "asset_receivable"),
            ("account_id.non_trade", "=", False)])

    def _find_bounced(self, lines):
        """A debit of a bank takes back the receipt that it is matched with, else the last one before it over the same amount.

        :return: the receipts that still settle invoices although their money is gone
        """
        bounced, money = lines.browse(), lines.filtered(lambda line: line.journal_id.type in MONEY)
        for back in money.filtered(lambda line: line.balance > 0 and line.date <= self.today):
            if not any(part.credit_move_id.date <= back.date for part in back.matched_credit_ids):
                alike = money.filtered(lambda line, back=back: (
                    line.balance == -back.balance and line.partner_id == back.partner_id
                    and line.account_id == back.account_id and line.date <= back.date))
                bounced |= alike.sorted(lambda line: (line.date, line.id))[-1:]
        return bounced

    def _find_payments(self, profile):
        """:return: list of ``(debt, day, amount)`` of what money that stayed settled"""
        lines = self._find_lines(profile, self._days(400))
        bounced, payments = self._find_bounced(lines), []
        for debt in lines:
            for part in debt.matched_credit_ids:
                receipt = part.credit_move_id
                gives_back = debt.journal_id.type in MONEY and receipt.date <= debt.date
                if receipt.journal_id.type in MONEY and receipt not in bounced and not gives_back:
                    payments.append((debt, part.max_date, part.amount))
        return payments

    # Score

    def _check_score(self):
        today, items = self.today, self._find_items(self.today)
        found = self.env["credit.scorecard"]._get_history(self.profiles, today)
        for profile in self.profiles:
            debts = [(line, amount) for line, amount, _foreign in items[profile.partner_id, profile.company_id] if amount > 0]
            sold = self._find_lines(profile, today).filtered(lambda line: line.move_id.move_type in SALES)
            paid = [payment for payment in self._find_payments(profile) if payment[1] <= today]
            late = [(line, amount) for line, amount in debts if line.date_maturity < today]
            own = {
                "open": sum(amount for _line, amount in debts), "overdue": sum(amount for _line, amount in late),
                "sales": sum(sold.mapped("balance")),
                "settled": sum(amount for _debt, _day, amount in paid),
                "on_time": sum(amount for debt, day, amount in paid if day <= debt.date_maturity),
                "late_amount_days": sum(
                    amount * max((day - debt.date_maturity).days, 0) for debt, day, amount in paid)
                + sum(amount * (today - line.date_maturity).days for line, amount in late),
            }
            for name, value in own.items():
                self._same(found[profile.id][name], float(value), (profile.display_name, name))

    # Key figures

    def _check_key_figures(self, day):
        """Of the 30 days up to ``day``, of all these customers of a company together."""
        first = self._days((day - self.today).days - 29)
        before, after = self._find_items(self._days((first - self.today).days - 1)), self._find_items(day)
        for company, profiles in self.profiles.grouped("company_id").items():
            [found] = company._get_credit_components([(first, day)], Domain("id", "in", profiles.ids))
            own = defaultdict(float)
            for profile in profiles:
                self._add_key_figures(own, profile, (first, day), before, after)
            for name, value in own.items():
                self._same(found.get(name, 0.0), float(value), (day, company.name, name))

    def _add_key_figures(self, own, profile, period, before, after):
        key, (first, day) = (profile.partner_id, profile.company_id), period
        debts = sum(amount for _line, amount, _foreign in after[key] if amount > 0)
        credits = sum(amount for _line, amount, _foreign in after[key] if amount < 0)
        due = sum(amount for line, amount, _foreign in after[key] if amount > 0 and line.date_maturity < day)
        own["opening"] += sum(amount for _line, amount, _foreign in before[key])
        own["receivable"] += debts + credits
        own["owing"] += max(debts + credits, 0)
        own["overdue"] += max(due + credits, 0)
        own["sales"] += sum(self._find_lines(profile, day).filtered(
            lambda line: line.date >= first and line.move_id.move_type in SALES).mapped("balance"))
        if day > self.today:
            return
        for debt, settled_on, amount in self._find_payments(profile):
            if first <= settled_on <= day:
                own["settled"] += amount
                own["on_time"] += amount if settled_on <= debt.date_maturity else 0
                own["deviation_days"] += amount * (settled_on - debt.date_maturity).days

    # Portal

    def _check_portal(self):
        today, items = self.today, self._find_items(self.today)
        Account = self.env["credit.portal.account"]
        for profile in self.profiles:
            balances, buckets = defaultdict(float), defaultdict(float)
            for line, amount, foreign in items[profile.partner_id, profile.company_id]:
                balances[line.currency_id.id] += foreign
                if amount > 0:
                    late = max((today - line.date_maturity).days, 0)
                    place = next(
                        place for place, bucket in enumerate(BUCKETS) if bucket.last_day is None or late <= bucket.last_day)
                    buckets[line.currency_id.id, place] += foreign
            parts = [part for part in Account._read(profile, today).parts if part.documents]
            self.assertEqual({part.currency_id for part in parts}, set(balances), profile.display_name)
            for part in parts:
                self._same(part.closing, balances[part.currency_id], (profile.display_name, part.currency_id))
                for place, amount in enumerate(part.aging):
                    self._same(amount, buckets[part.currency_id, place], (profile.display_name, part.currency_id, place))
            self._check_payable(profile, balances)

    def _check_payable(self, profile, balances):
        """All that may be chosen for payment is all that is open."""
        chosen = defaultdict(float)
        for item in self.env["credit.portal.account"]._select(profile, self.today, set(), "pay_all"):
            chosen[item.currency_id] += item.residual_currency
        self.assertEqual(set(chosen), set(balances), profile.display_name)
        for currency_id, amount in balances.items():
            self._same(chosen[currency_id], amount, (profile.display_name, currency_id))
