"""Where customers who are looked at together stood at the moment of each document."""

from typing import NamedTuple

from ...tools.hold.past_facts import PastDay
from ...tools.policy_change.replay import Known
from ..score.credit_scorecard_past import get_window


class Moment(NamedTuple):
    """A document with what was known before it."""

    document: tuple
    known: Known
    history: dict
    decision: tuple
    is_assumed: bool
    group_limit: float | None


class PastStandings:
    """
    :param change: the ``credit.policy.change`` whose company it is about
    :param PastCustomers customers: these customers are among
    :param partner_ids: ids of the customers who are looked at together: one, or all who share limits
    :param rates: ``{(currency id, date): factor to the currency of the company}``
    """

    def __init__(self, change, customers, partner_ids, rates):
        self._customers, self._partner_ids, self._rates = customers, partner_ids, rates
        company_sudo = change.company_id.sudo()  # sudo: settings.
        self._new_limit_mode, self._smallest = company_sudo.credit_new_limit_mode, company_sudo.credit_min_overdue or 0.0
        self._counts_receivable = company_sudo.credit_count_receivable
        self._counts_payments = company_sudo.credit_count_payments
        self._counts_orders = company_sudo.credit_count_orders
        self.accounts, self.orders = {}, {}
        for partner_id in partner_ids:
            self.accounts[partner_id], self.orders[partner_id] = customers.open_account(partner_id)
        # sudo: limits that customers share, whoever may see them.
        self._limits = {group.id: group.amount for group in change.env["credit.limit.group"].sudo().search(
            [("company_id", "=", company_sudo.id)])} if len(partner_ids) > 1 else {}

    def get_moment(self, document):
        """:return: the :class:`Moment` of a document; accounts and orders are those before it"""
        partner_id, day = document.partner_id, document.day
        decision, is_assumed = self._customers.get_decision(partner_id, day, self._new_limit_mode)
        account = self.accounts[partner_id]
        return Moment(
            document, self._get_known(document, account, decision),
            self._customers.histories[partner_id].get(get_window(day), account), decision, is_assumed,
            self._limits.get(decision.limit_group_id))

    def _get_known(self, document, account, decision):
        partner_id, day, customers = document.partner_id, document.day, self._customers
        exposure = self._get_exposure(partner_id, day)
        return Known(
            exposure=exposure,
            overdue=account.get_overdue(),
            order_overdue=account.get_order_overdue(self._smallest),
            group_exposure=sum(self._get_exposure(member, day) for member in self._get_members(decision, day)),
            limit_days_expired=decision.get_days_expired(day),
            review_days_overdue=customers.get_review_days_overdue(partner_id, day),
            is_orderer_on_hold=bool(document.orderer_id) and customers.get_decision(document.orderer_id, day, None)[0].on_hold,
            facts=customers.get_facts(
                partner_id, PastDay(day, account, exposure, lambda: self._get_order_amounts(partner_id, day))))

    def _get_exposure(self, partner_id, day):
        """:return: the parts of the exposure that the company counts, as far as their past is known: no drafts"""
        account = self.accounts[partner_id]
        exposure = account.receivable if self._counts_receivable else 0.0
        if self._counts_payments:
            exposure += account.covered
        if self._counts_orders:
            exposure += sum(
                amount if currency_id is None else amount * self._rates[currency_id, day]
                for currency_id, amount in self.orders[partner_id].amounts.items())
        return exposure

    def _get_order_amounts(self, partner_id, day):
        """:return: ``{order id: amount in company currency}`` of what the exposure counts"""
        return {
            key: amount if currency_id is None else amount * self._rates[currency_id, day]
            for key, (currency_id, amount) in self.orders[partner_id].get_counted().items()} if self._counts_orders else {}

    def _get_members(self, decision, day):
        """:return: who shared the limit on the day"""
        if decision.limit_group_id not in self._limits:
            return ()
        return [
            partner_id for partner_id in self._partner_ids
            if self._customers.get_decision(partner_id, day, None)[0].limit_group_id == decision.limit_group_id]
