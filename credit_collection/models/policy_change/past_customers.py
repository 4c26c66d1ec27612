"""What was known of some customers on each day of the past, gathered once: accounts, orders, decisions, histories, facts."""

from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ...tools.exposure.past_account import PastAccount
from ...tools.hold.past_facts import read_fact
from ...tools.limit.past_decisions import Decision
from ...tools.order.past_orders import PastOrders, get_to_come
from ..common.bulk import flush
from ..common.sql import to_array
from ..exposure.credit_past_account import Period
from ..score.credit_scorecard_past import get_window_start


class PastCustomers:
    """
    :param change: the ``credit.policy.change`` whose company it is about
    :param partner_ids: ids of commercial partners, with all who share a limit with one of them
    :param orderer_ids: ids of those who ordered for them, of whom the decisions are asked for alone
    :param Period period: begins on the day before the first one that is asked for
    :param today: payments up to this day tell how documents were paid
    """

    def __init__(self, change, partner_ids, orderer_ids, period, today):
        env, company = change.env, change.company_id
        self.company = company.sudo()  # sudo: settings.
        self.partner_ids = partner_ids
        self._period, self._env = period, env
        Past = env["credit.past.account"]
        self.settlements = Past._read_settlements(partner_ids, Period(company, get_window_start(period.first), today))
        self.histories = env["credit.scorecard"]._get_past_histories(partner_ids, period, self.settlements)
        self._events = Past._read(partner_ids, period)
        self._events_of_documents = {}
        self._orders = env["sale.order"]._get_past_orders(partner_ids, period)
        self._orders_by_key = {
            (partner_id, order.key): order for partner_id, orders in self._orders.items() for order in orders}
        self.decisions = env["credit.policy.log"]._get_past_decisions(company, [*partner_ids, *orderer_ids])
        self._facts = env["credit.hold"]._get_past_facts(partner_ids, period)
        self._exclusions = env["credit.hold.exclusion"]._get_past_exclusions(company, partner_ids)
        self._profiles = self._read_profiles()

    def get_to_come(self, partner_id):
        """:return: ``{order id: share of it that is still to come}`` of the orders of which anything is"""
        return {
            order.key: sum(delivery.amount for delivery in order.deliveries) / order.total
            for order in self._orders[partner_id] if order.total > 0}

    def get_currency_ids(self):
        return {order.currency_id for orders in self._orders.values() for order in orders if order.currency_id}

    def open_account(self, partner_id):
        """:return: ``PastAccount`` and ``PastOrders`` of the customer, on the day before the first one"""
        first = self._period.first.toordinal()
        return (
            PastAccount(first, self._events[partner_id], bool(self.company.credit_count_disputed)),
            PastOrders(first, self._orders[partner_id], self.company.credit_horizon_days))

    def get_profile_id(self, partner_id):
        return self._profiles[partner_id][0] if partner_id in self._profiles else None

    def get_decision(self, partner_id, day, new_limit_mode):
        """:param new_limit_mode: of customers without a profile
        :return: the ``Decision`` that stood on ``day``, and whether it is later knowledge
        """
        decisions = self.decisions.get(partner_id)
        if decisions is None:
            return Decision(limit_mode=new_limit_mode), True
        return decisions.get(day), decisions.is_assumed(day)

    def get_exclusions(self, partner_id, day):
        """:return: the exceptions from hold rules that counted on ``day``"""
        return tuple(
            exclusion for begin, end, exclusion in self._exclusions.get(partner_id, ())
            if (begin is None or begin <= day) and (end is None or day <= end))

    def get_facts(self, partner_id, past):
        """:param PastDay past: of the customer
        :return: ``{name: the fact on the day}``, see ``credit.hold._get_past_facts``
        """
        return {name: partner_id in known and read_fact(known[partner_id], past) for name, known in self._facts.items()}

    def get_events(self, partner_id, move_ids):
        """:return: list of the ``Event`` of items of these entries of the customer, those of an item in their order"""
        if (by_document := self._events_of_documents.get(partner_id)) is None:
            by_document = self._events_of_documents[partner_id] = defaultdict(list)
            for event in self._events[partner_id]:
                by_document[event.item.document].append(event)
        return [event for move_id in move_ids for event in by_document.get(move_id, ())]

    def get_share_to_come(self, document, day):
        """:return: which share of the order was still to be invoiced at the end of ``day``"""
        order = self._orders_by_key.get((document.partner_id, document.order_id))
        return get_to_come(order, day.toordinal()) / order.total if order and order.total > 0 else 0.0

    def get_spans(self, partner_id, first):
        """:return: list of the first and last days, from ``first`` on, between which nothing was decided about the customer"""
        days = {first}
        if partner_id in self.decisions:
            days.update(day for day, _decision in self.decisions[partner_id].get_versions())
        for begin, end, _exclusion in self._exclusions.get(partner_id, ()):
            days.update(filter(None, (begin, end and end + timedelta(days=1))))
        begins = sorted(day for day in days if first <= day <= self._period.last)
        return list(zip(begins, [*(day - timedelta(days=1) for day in begins[1:]), self._period.last], strict=True))

    def get_review_days_overdue(self, partner_id, day):
        """:return: days since the review was due; 0 where a later review, or another rating, has set the date anew"""
        _profile_id, next_date, decided_on = self._profiles.get(partner_id, (None, None, None))
        if not next_date or (decided_on and decided_on > day):
            return 0
        decisions = self.decisions[partner_id]
        if decisions.get(day).rating_id != decisions.get_all()[-1].rating_id:
            return 0
        return (day - next_date).days

    def _read_profiles(self):
        """:return: ``{commercial partner id: (profile id, date of the next review, day of the last one)}``"""
        flush(self._env, {
            "credit.profile": ["company_id", "next_review_date", "partner_id"],
            "credit.review": ["decided_on", "profile_id", "state"]})
        return {row[0]: row[1:] for row in self._env.execute_query(SQL(
            """
            SELECT profile.partner_id, profile.id, profile.next_review_date, (
                       SELECT MAX(review.decided_on) FROM credit_review review
                        WHERE review.profile_id = profile.id AND review.state = 'approved')
              FROM credit_profile profile
             WHERE profile.company_id = %s AND profile.partner_id = ANY(%s)
            """, self._period.company.id, to_array(self.partner_ids)))}
