from odoo import api, models, tools
from odoo.tools import SQL

from ...tools.hold.order_decision import OrderRequest, decide_orders
from ...tools.hold.order_terms import get_max_term, get_prepayment
from ..common.bulk import insert_cache, is_settled
from .credit_check import CreditCheck


class SaleOrder(models.Model):
    """The credit check of orders: gather what it needs in two queries, decide customer by customer."""

    _inherit = "sale.order"

    def _get_credit_checks(self, today=None, create_profiles=True):
        """Gather what the decision needs in two queries, and decide.

        :param date today: day of the check; without, the day it is at the company of each order
        :param create_profiles: whether customers without a profile get one; those without are not checked otherwise
        :return: ``{order id: CreditCheck}`` (see ``credit.hold``)
        """
        if not self.ids:
            return {}
        if not today:
            days = self.company_id.root_id._get_credit_days()
            if len(days) > 1:
                return {order_id: check for day, companies in days.items() for order_id, check in self.filtered(
                    lambda order, companies=companies: order.company_id.root_id in companies,
                )._get_credit_checks(day, create_profiles).items()}
            today = next(iter(days))
        Check = self.env["credit.check"]
        read_standings = Check._get_standings if create_profiles else Check._read_standings
        rows = self._read_credit_requests(today)
        partner_ids, company_ids = {row["partner_id"] for row in rows}, {row["company_id"] for row in rows}
        with_groups = any(row["is_grouped"] for row in rows)
        standings = read_standings(partner_ids, company_ids, today, with_groups) if rows else {}
        checks = self._decide_credit(rows, standings, {})
        speaking_against = self.browse(order_id for order_id, check in checks.items() if check.verdict.reasons)
        payments = speaking_against._get_credit_payments(today)
        refined = Check._refine_overdue(standings, checks.values(), today)
        return self._decide_credit(rows, {**standings, **refined}, payments) if payments or refined else checks

    @api.model
    def _read_credit_standings(self, partner_ids, company_ids, today):
        return self.env["credit.check"]._read_standings(partner_ids, company_ids, today)

    def _decide_credit(self, rows, standings, payments):
        """Apply the pure decision customer by customer. What a confirmed order adds is in the exposure already.

        :param dict payments: ``{order id: (amount paid online, part of it not in the ledger)}`` in company currency
        """
        checks, figures = {}, self.env["credit.hold"]._get_hold_figures()
        used = self._get_group_use(rows, standings)
        # Customers in the order of their orders: what the first uses up of a shared limit, the next does not have.
        for key in dict.fromkeys((row["partner_id"], row["company_id"]) for row in rows):
            if not (standing := standings.get(key)):
                continue
            customer_rows = [row for row in rows if (row["partner_id"], row["company_id"]) == key]
            currency = self.env["res.company"].browse(key[1]).currency_id
            requests = []
            for row in customer_rows:
                requests.append(self._prepare_credit_request(row, payments.get(row["id"], (0.0, 0.0)), currency))
            exposure = standing.position.exposure - sum(row["counted_amount"] for row in customer_rows)
            position = standing.position._replace(
                exposure=exposure, group_exposure=standing.position.group_exposure + used.get(standing.group_id, 0.0))
            verdicts = decide_orders(standing.policy, position, requests, currency.rounding)
            if standing.group_id:
                used[standing.group_id] = used.get(standing.group_id, 0.0) + sum(
                    request.counted for request in requests if verdicts[request.key].state != "held")
            for row, request in zip(customer_rows, requests, strict=True):
                checks[row["id"]] = CreditCheck(
                    standing, verdicts[row["id"]], row["amount"], row["term_days"], request.prepaid,
                    get_prepayment(standing.policy, request), row["orderer_profile_id"],
                    get_max_term(standing.policy, request, currency.rounding) or 0, row["manual_hold"],
                    {name: value for name, value in request.facts.items() if name in figures})
        return checks

    @api.model
    def _get_group_use(self, rows, standings):
        """:return: ``{shared limit: what to add to its exposure}``: what the orders checked have added is taken off first"""
        used = {}
        for row in rows:
            standing = standings.get((row["partner_id"], row["company_id"]))
            if standing and standing.group_id:
                used[standing.group_id] = used.get(standing.group_id, 0.0) - row["counted_amount"]
        return used

    @api.model
    def _get_released_reasons(self, row, currency):
        """A release is for the whole order, also when a part of it is invoiced already.

        :return: codes of the reasons that it was released for; none when the release does not cover the order as it is
        """
        covers = row["released_amount"] is not None and (
            row["is_covered"] or currency.compare_amounts(row["total_amount"], row["released_amount"]) <= 0)
        return tuple(row["released_reasons"] or ()) if covers else ()

    @api.model
    def _prepare_credit_request(self, row, payment, currency):
        """:return: ``OrderRequest`` of a row, with what was paid in advance online and by receipts for the order"""
        paid, unposted = payment
        prepaid = paid + row["receipt_amount"]
        is_paid = currency.compare_amounts(prepaid, row["total_amount"]) >= 0
        is_prepaid = is_paid and currency.compare_amounts(prepaid, 0) > 0
        return OrderRequest(
            row["id"], row["amount"] - unposted, row["term_days"], self._get_released_reasons(row, currency),
            is_prepaid, row["total_amount"], prepaid, row["is_orderer_on_hold"], row["later_amount"],
            bool(row["manual_hold"]), {name: row.get(name) for name in self._get_credit_order_fact_names()})

    @api.model
    def _get_credit_order_facts(self, today):
        """What the rules read of an order, and what their holds keep as figures; rooms and add-ons add theirs.

        :return: ``{name: SQL}`` of the order ``so``
        """
        return {}

    @api.model
    def _flush_credit_order_facts(self):
        """Write pending changes of what ``_get_credit_order_facts`` reads."""

    @api.model
    @tools.ormcache()
    def _get_credit_order_fact_names(self):
        """:return: the names of ``_get_credit_order_facts``"""
        return tuple(self._get_credit_order_facts(None))

    def _read_credit_requests(self, today):
        """:return: a row per order, in the order of ``self``: payer, root company, amount, credit days, running release"""
        self._flush_credit_requests()
        rows = self.env["credit.stored.statement"]._execute("order_requests", orders=self.ids, today=today)
        # What the outcome is compared with. Orders read it with nothing else.
        insert_cache(self.browse([row["id"] for row in rows]), {
            name: [row[column] for row in rows] for name, column in (
                ("credit_state", "credit_state"), ("credit_hold_id", "credit_hold_id"), ("credit_manual_hold", "manual_hold"))})
        position = {order_id: index for index, order_id in enumerate(self.ids)}
        return sorted(rows, key=lambda row: position[row["id"]])

    @api.model
    def _build_credit_requests(self, orders, today):
        """:param SQL orders: array of ids of orders
        :return: SQL of a row per order; what it reads must be flushed
        """
        return SQL(
            """
            SELECT so.id, so.credit_state, so.credit_hold_id, so.credit_manual_hold AS manual_hold,
                   payer.commercial_partner_id AS partner_id, horizon.root_id AS company_id,
                   total.amount AS total_amount,
                   CASE WHEN so.state = 'sale' THEN confirmed.amount ELSE total.amount END AS amount,
                   CASE WHEN so.state = 'sale' AND horizon.counts_orders IS NOT FALSE
                        THEN confirmed.counted ELSE 0 END AS counted_amount,
                   CASE WHEN horizon.counts_orders IS FALSE THEN total.amount
                        ELSE confirmed.later END AS later_amount,
                   (%(receipts)s) AS receipt_amount,
                   %(facts)s
                   orderer_profile.id AS orderer_profile_id,
                   COALESCE(orderer_profile.on_hold, FALSE) AS is_orderer_on_hold,
                   EXISTS (SELECT FROM credit_profile account
                            WHERE account.partner_id = payer.commercial_partner_id AND account.limit_group_id IS NOT NULL
                          ) AS is_grouped,
                   COALESCE(term.credit_days, 0) AS term_days, hold.released_amount::float AS released_amount,
                   hold.released_currency_id = so.currency_id AND so.amount_total <= hold.released_in_currency AS is_covered,
                   (SELECT ARRAY_AGG(reason.code)
                      FROM credit_hold_credit_reason_rel rel
                      JOIN credit_reason reason ON reason.id = rel.credit_reason_id
                     WHERE rel.credit_hold_id = hold.id) AS released_reasons
              %(from_clause)s
             WHERE so.id = ANY(%(orders)s)
            """,
            orders=orders, receipts=self._get_credit_receipts_sql(today),
            facts=SQL(" ").join(
                SQL("%s AS %s,", fact, SQL.identifier(name)) for name, fact in self._get_credit_order_facts(today).items()),
            from_clause=self._get_credit_requests_from_sql(today),
        )

    @api.model
    def _get_credit_requests_from_sql(self, today):
        """:return: SQL of orders with their payer, who ordered, what is open of them and their running release"""
        Exposure = self.env["credit.exposure"]
        return SQL(
            """
              FROM sale_order so
              JOIN %(horizons)s horizon ON horizon.id = so.company_id
        CROSS JOIN LATERAL (
                    SELECT (%(total)s)::float AS amount
                   ) total
              JOIN res_partner payer ON payer.id = so.partner_invoice_id
         -- If another customer pays, a manual hold on the ordering customer still applies.
         LEFT JOIN LATERAL (
                    SELECT other.id, other.on_hold
                      FROM res_partner orderer
                      JOIN credit_profile other ON other.partner_id = orderer.commercial_partner_id
                     WHERE orderer.id = so.partner_id AND other.company_id = horizon.root_id
                       AND other.partner_id <> payer.commercial_partner_id
                    -- Planned on its own: with more tables in one join, planning takes longer than reading.
                    OFFSET 0
                   ) orderer_profile ON TRUE
        CROSS JOIN LATERAL (%(open_amounts)s) confirmed
         LEFT JOIN account_payment_term term ON term.id = so.payment_term_id
         LEFT JOIN credit_hold hold ON hold.id = so.credit_hold_id AND hold.order_id = so.id
               AND hold.state = 'released' AND hold.valid_until >= %(today)s
               -- What was released is this customer's order on these terms.
               AND hold.partner_id = payer.commercial_partner_id AND hold.term_days >= COALESCE(term.credit_days, 0)
            """,
            today=today, horizons=Exposure._build_horizons(today), open_amounts=self._get_credit_open_parts_sql(today),
            total=Exposure._get_order_amount_sql(
                today, SQL("so.amount_total"), SQL("so.currency_id"), SQL("horizon")),
        )

    @api.model
    def _get_credit_open_parts_sql(self, today):
        """:return: SQL of what may still come of the order ``so``, and of it what is due within and beyond the horizon"""
        Exposure = self.env["credit.exposure"]
        is_later = SQL("COALESCE(line.credit_delivery_date > horizon.horizon, FALSE)")
        amount = Exposure._get_line_amount_sql(SQL("horizon"))
        parts = [
            SQL("(%s)::float AS %s", Exposure._get_order_amount_sql(
                today, SQL("GREATEST(SUM(%s) FILTER (WHERE %s), 0)", amount, condition), SQL("so.currency_id"),
                SQL("horizon")), SQL.identifier(name))
            for name, condition in (
                ("amount", SQL("TRUE")), ("counted", SQL("NOT %s", is_later)), ("later", is_later))]
        return SQL("SELECT %s FROM sale_order_line line WHERE line.order_id = so.id", SQL(", ").join(parts))

    def _flush_credit_requests(self):
        """Write pending changes of all columns that the requests read."""
        if is_settled(self.env):
            return
        self._flush_credit_order_facts()
        self.flush_model([
            "partner_id", "partner_invoice_id", "company_id", "amount_total", "currency_id", "payment_term_id",
            "credit_hold_id", "credit_manual_hold", "credit_receipt_ids", "state"])
        self.env["account.move.line"].flush_model([
            "balance", "amount_residual", "amount_residual_currency", "currency_id", "parent_state", "partner_id", "move_id"])
        self.env["account.partial.reconcile"].flush_model([
            "amount", "credit_amount_currency", "debit_move_id", "credit_move_id"])
        self.order_line.flush_recordset(["credit_open_amount", "credit_draft_amount", "credit_delivery_date", "state"])
        self.env["res.company"].flush_model([
            "credit_count_orders", "credit_count_draft", "credit_horizon_days", "parent_path", "currency_id"])
        self.env["res.currency.rate"].flush_model()
        self.env["account.payment.term"].flush_model(["credit_days"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["credit.profile"].flush_model(["on_hold", "partner_id", "company_id", "limit_group_id"])
        self.env["credit.hold"].flush_model([
            "state", "released_amount", "released_currency_id", "released_in_currency", "valid_until", "partner_id",
            "order_id", "term_days", "reason_ids"])
