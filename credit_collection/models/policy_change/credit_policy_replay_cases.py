from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.hold.order_decision import get_state
from ...tools.policy_change.playback import walk
from ...tools.policy_change.replay import Held, Judged, judge, prepare_case
from ...tools.rating import proposals
from ...tools.score.measures import PastSources, Point
from ..common.sql import build_items, to_array
from ..score.credit_scorecard_past import get_window, get_window_start
from .past_standings import PastStandings
from .replay_policies import Terms


class CreditPolicyReplay(models.AbstractModel):
    """What was known before each document, and what the rules say to it."""

    _inherit = "credit.policy.replay"

    @api.model
    def _replay_batch(self, change, books, customers, documents, are_grouped, today):
        """:param customers: the :class:`PastCustomers` of the documents
        :return: list of :class:`Judged`
        """
        moves = self._read_moves(documents)
        paid = self._read_outcomes(customers, moves, today)
        outcomes = self._get_outcomes(customers, documents, moves, paid)
        moments = self._play(change, customers, documents, moves, are_grouped)
        judged = self._judge(change, books, customers, moments, outcomes)
        return self._look_again(change, books, customers, judged, (moves, paid))

    @api.model
    def _play(self, change, customers, documents, moves, are_grouped):
        """:param are_grouped: whether the customers may share limits, and are looked at together
        :return: list of :class:`Moment` of the documents of these customers
        """
        rates = self._read_rates(
            change.company_id, customers.get_currency_ids(), documents[0].day - timedelta(days=1), documents[-1].day)
        if are_grouped:
            return list(self._walk(change, customers, customers.partner_ids, documents, moves, rates))
        by_partner = {}
        for document in documents:
            by_partner.setdefault(document.partner_id, []).append(document)
        return [
            moment for partner_id, own in by_partner.items()
            for moment in self._walk(change, customers, [partner_id], own, moves, rates)]

    @api.model
    def _walk(self, change, customers, partner_ids, documents, moves, rates):
        standings = PastStandings(change, customers, partner_ids, rates)
        for document in walk(documents, standings.accounts, standings.orders, moves):
            yield standings.get_moment(document)

    @api.model
    def _score(self, change, customers, moments):
        """:return: ``{number of a document: (score of the day or None, whether it was provisional)}``"""
        points, facts = {}, {}
        for moment in moments:
            number, partner_id, day = moment.document.number, moment.document.partner_id, moment.document.day
            points[number] = Point(customers.get_profile_id(partner_id), day, get_window_start(day), get_window(day))
            limit = moment.decision.get_effective_limit(day)
            facts[number] = {"utilisation": moment.known.exposure / limit if limit > 0 else None}
        # sudo: settings of the scorecard.
        return self.env["credit.scorecard"]._judge_past(change.company_id.sudo(), PastSources(
            points, {moment.document.number: moment.history for moment in moments}, facts))

    @api.model
    def _judge(self, change, books, customers, moments, outcomes):
        """:param books: the :class:`PolicyBook` in force and the drafted one
        :return: list of :class:`Judged`
        """
        scores = self._score(change, customers, moments)
        rounding = change.currency_id.rounding
        partners = self.env["res.partner"].browse({moment.document.partner_id for moment in moments})
        scales = self.env["credit.rating"]._get_scales(change.company_id, partners)
        facts = self.env["credit.hold"]._get_past_order_facts([moment.document for moment in moments])
        judged = []
        for moment in moments:
            document = moment.document
            score, is_provisional = scores[document.number]
            scale = scales[partners.browse(document.partner_id)]
            terms = self._prepare_terms(change, customers, moment, scale, score, is_provisional)
            policies = [book.get_policy(terms_of_book) for book, terms_of_book in zip(books, terms, strict=True)]
            case = prepare_case(document, moment.known, facts.get(document.number, {}))
            judged.append(Judged(
                document, case, terms[1].rating_id, customers.get_profile_id(document.partner_id), moment.is_assumed, score,
                *policies, *(judge(policy, case, rounding) for policy in policies), books[1].get_grace_days(terms[1]),
                outcomes[document.number]))
        return self._count_prepayments(change, judged)

    @api.model
    def _prepare_terms(self, change, customers, moment, scale, score, is_provisional):
        """:return: the :class:`Terms` under the policy in force and under the draft"""
        document, decision = moment.document, moment.decision
        rating_id, by_score = decision.rating_id, moment.is_assumed and change.replay_basis == "score"
        if by_score:
            # sudo: a setting.
            provisional = change.company_id.sudo().credit_provisional_rating_id
            rating_id = proposals.propose_rating(
                score, scale, provisional.min_score if is_provisional else None,
            ) if not is_provisional or provisional else None
        terms = Terms(
            document.day, decision, rating_id, customers.get_exclusions(document.partner_id, document.day),
            proposals.monthly_sales(moment.history["sales"], moment.history["days"]), moment.group_limit, by_score)
        drafted = terms
        if customers.get_profile_id(document.partner_id) is None:
            drafted = terms._replace(decision=decision._replace(limit_mode=change.new_limit_mode or decision.limit_mode))
        return terms, drafted

    @api.model
    def _count_prepayments(self, change, judged):
        """Orders with reasons against them are looked at again with what had been paid on them by then, as in the check."""
        orders = {one.document.order_id: one for one in judged if one.document.order_id and (
            one.verdict.reasons or one.verdict_before.reasons)}
        paid = self._read_prepayments(change, orders) if orders else {}
        if not paid:
            return judged
        rounding = change.currency_id.rounding
        again = []
        for one in judged:
            if one.document.order_id in paid:
                prepaid, unposted = paid[one.document.order_id]
                request = one.case.request._replace(
                    amount=one.case.request.amount - unposted, prepaid=prepaid,
                    is_prepaid=prepaid - one.document.amount >= -rounding / 2)
                case = one.case._replace(request=request)
                one = one._replace(
                    case=case, verdict=judge(one.policy, case, rounding),
                    verdict_before=judge(one.policy_before, case, rounding))
            again.append(one)
        return again

    # After an order was let through

    @api.model
    def _look_again(self, change, books, customers, judged, payments):
        """Orders of which a rule speaks after they were confirmed, with what was still to come of them then.

        :param payments: pair of the invoices of documents, see ``_read_moves``, and how these were paid, see ``_read_outcomes``
        :return: the same list of :class:`Judged`
        """
        rules = self.env["credit.hold"]._get_past_later_rules(
            [one.document.order_id for one in judged if one.document.order_id])
        return [one._replace(**dict(zip(
            ("later_before", "later"),
            (self._find_later(change, book, customers, one, rules[one.document.order_id], payments) for book in books),
            strict=True))) if one.document.order_id in rules else one for one in judged]

    @api.model
    def _find_later(self, change, book, customers, one, rules, payments):
        """:return: the :class:`Held` of the first day on which one of ``rules`` holds the order under the policies of ``book``,
            None if none does
        """
        document = one.document
        events = {code: customers.get_events(document.partner_id, rule.move_ids) for code, rule in rules.items()}
        for first, last in customers.get_spans(document.partner_id, document.day):
            decision, is_assumed = customers.get_decision(document.partner_id, first, None)
            by_score = is_assumed and change.replay_basis == "score"
            policy = book.get_policy(Terms(
                first, decision, one.rating_id if by_score else decision.rating_id,
                customers.get_exclusions(document.partner_id, first), is_by_score=by_score))
            days = {
                code: day for code, rule in rules.items()
                if code in policy.rules and get_state(policy, (code,)) == "held"
                and (day := rule.find(policy, events[code], first, last))}
            if days:
                code = min(days, key=days.get)
                return self._prepare_held(customers, document, code, days[code], payments)
        return None

    @api.model
    def _prepare_held(self, customers, document, code, day, payments):
        moves, paid = payments
        rest = document._replace(amount=document.amount * customers.get_share_to_come(document, day))
        later = [move for move in moves[document.number] if move[1] > day]
        to_come = document.amount * customers.get_to_come(document.partner_id).get(document.order_id, 0.0)
        return Held(day, rest.amount, self._get_outcome(rest, later, paid, to_come), code)

    @api.model
    def _read_prepayments(self, change, judged_by_order):
        """:return: ``{order id: (paid in advance by its day, part of it that is not in the ledger)}`` in company currency"""
        documents = [one.document for one in judged_by_order.values()]
        paid = {order_id: [amount, 0.0] for order_id, amount in self.env.execute_query(build_items(
            SQL("ordered.id, (%s)::float8", self.env["sale.order"]._get_credit_receipt_amount_sql(
                SQL("-item.balance"), SQL("-item.amount_currency"), SQL("ordered.day"), SQL("branch"))), alias="item",
            joins=SQL(
                """
              JOIN sale_order_credit_receipt_rel rel ON rel.line_id = item.id
              JOIN UNNEST(%s, %s) AS ordered (id, day) ON ordered.id = rel.order_id
              JOIN sale_order so ON so.id = ordered.id
              JOIN %s branch ON branch.id = so.company_id
                """, to_array([document.order_id for document in documents]),
                to_array([document.day for document in documents], "date"),
                self.env["credit.exposure"]._build_horizons(documents[-1].day)),
            condition=SQL(
                "item.balance < 0 AND item.date <= ordered.day "
                "GROUP BY ordered.id, ordered.day, so.currency_id, branch.currency_id, branch.root_id")))}
        # sudo: what was paid online counts, whoever may see transactions.
        orders_sudo = self.env["sale.order"].sudo().browse([document.order_id for document in documents])
        zone_days = {document.order_id: document.day for document in documents}
        known = orders_sudo.filtered(lambda order: order.transaction_ids and all(
            change.company_id._get_credit_today(tx.last_state_change) <= zone_days[order.id]
            for tx in order.transaction_ids.filtered(lambda tx: tx.state == "done")))
        for order_id, (amount, unposted) in known._get_credit_payments(documents[-1].day).items():
            entry = paid.setdefault(order_id, [0.0, 0.0])
            entry[0] += amount
            entry[1] += unposted
        return {order_id: tuple(amounts) for order_id, amounts in paid.items() if amounts[0] > 0}
