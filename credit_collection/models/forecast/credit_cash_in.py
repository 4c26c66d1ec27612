from collections import defaultdict
from statistics import median

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.common.clock import add_days
from ...tools.forecast import cash_in
from ..common.bulk import flush, insert_select
from ..common.sql import BRANCHES, to_array

JOB = "credit_collection.ir_cron_forecast_cash_in"
BATCH = 4000
# Payment term of a customer who has not been invoiced yet.
USUAL_TERM = 30
# Draft invoices are told from items (ids above zero) and orders (below) while they are predicted.
DRAFTS = 2 * 10 ** 9
COLUMNS = {
    "line_id": "int", "order_id": "int", "draft_id": "int", "profile_id": "int", "company_id": "int", "currency_id": "int",
    "due_date": "date", "date": "date", "first_date": "date", "last_date": "date", "amount": "numeric", "source": "varchar",
    "late_probability": "float8", "is_later_than_usual": "bool",
}


class CreditCashIn(models.Model):
    """The money that is expected, as of the last night: a row for each part of an open item, for each draft invoice, and for
    what is still to be invoiced of an order. Each part is there once, so that the rows of items add up to the receivables."""

    _name = "credit.cash.in"
    _description = "Expected Cash"
    _order = "date, id"
    _rec_name = "profile_id"

    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", readonly=True)
    line_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True, index=True, ondelete="cascade")
    move_id = fields.Many2one(related="line_id.move_id", string="Document")
    order_id = fields.Many2one("sale.order", readonly=True, index="btree_not_null", ondelete="cascade")
    draft_id = fields.Many2one(
        "account.move", string="Draft Invoice", readonly=True, index="btree_not_null", ondelete="cascade")
    due_date = fields.Date(readonly=True)
    date = fields.Date(
        string="Expected On", readonly=True,
        help="Empty for what is under dispute, which nobody can date, or settled by a credit note dated later.")
    first_date = fields.Date(string="Expected From", readonly=True, help="Eight of ten such items are paid in this range.")
    last_date = fields.Date(string="Expected Until", readonly=True)
    amount = fields.Monetary(
        readonly=True,
        help="In the currency of the company, at the rate of the day of the forecast; below zero for credits, on the day of "
             "the debts that they cover.")
    source = fields.Selection([
        ("promise", "Promise"), ("schedule", "Repayment Plan"), ("prediction", "Paying History"), ("due_date", "Due Date"),
        ("dispute", "Disputed, No Date"), ("credit", "Open Credit"), ("order", "Order to Invoice"),
        ("draft", "Draft Invoice"), ("receipt", "Post-dated Receipt"), ("uncleared", "Uncleared Payment"),
        ("credited", "Credit Note Dated Later, No Money"),
    ], readonly=True)
    late_probability = fields.Float(string="Probability Late", readonly=True, aggregator="avg")
    is_later_than_usual = fields.Boolean(
        string="Later than Usual", readonly=True, help="Half of such items would have been paid by now.")
    forecast_on = fields.Date(readonly=True)

    @api.model
    def _cron_forecast(self):
        """Forecast what the customers of one batch will pay."""
        self.env["credit.profile"]._run_batch(
            JOB, lambda today: Domain.TRUE, lambda profiles, today: self._forecast(profiles, today), size=BATCH, stamped=True)

    @api.model
    def _forecast(self, profiles, today):
        """Replace the rows of these customers, in a fixed number of queries for each company."""
        # sudo: rows are written by the system.
        self.sudo().search([("profile_id", "in", profiles.ids)]).unlink()
        Forecast = self.env["credit.forecast"]
        for company, own in profiles.grouped("company_id").items():
            history = Forecast._read_items(company, today, own.partner_id)
            items = Forecast._get_open_items(today, SQL("profile.id = ANY(%s)", to_array(own.ids)), own.partner_id)
            orders = self._read_orders(company, own, today, history) + self._read_drafts(company, own, today, history)
            predictions = Forecast._predict(company, today, items + orders, history)
            rows = self._date_credits(company, today, [
                *self._get_item_rows(company, items, predictions, today), *self._get_order_rows(orders, predictions)])
            if rows:
                arrays = [to_array((row.get(name) for row in rows), kind) for name, kind in COLUMNS.items()]
                values = {**{name: SQL.identifier("expected", name) for name in COLUMNS}, "forecast_on": SQL("%s::date", today)}
                insert_select(self, values, SQL(
                    "UNNEST(%s) AS expected (%s)", SQL(", ").join(arrays), SQL(", ").join(map(SQL.identifier, COLUMNS))))
        self.invalidate_model()

    @api.model
    def _get_item_rows(self, company, items, predictions, today):
        """:return: list of dicts with ``COLUMNS``, which add up to what is open"""
        Forecast, currency = self.env["credit.forecast"], company.currency_id
        promised, received = Forecast._get_promised(list(predictions)), Forecast._get_post_dated(company, items, today)
        uncleared, credited = Forecast._read_uncleared(items), Forecast._read_credited_later(items, today)
        convert, rows = self._get_converter(company, today), []

        def to_parts(parts, ratio):
            return tuple((day, currency.round(part * ratio)) for day, part in parts)

        for item in items:
            amount, prediction = convert(item), predictions.get(item["id"])
            # Parts in the currency of the books move with the rate as their item does.
            ratio = amount / item["residual"] if item["residual"] else 1.0
            claim = cash_in.Claim(
                amount, prediction.day if prediction else item["due_date"],
                prediction.source if prediction else cash_in.CREDIT, currency.round(item["disputed"] * ratio),
                tuple((day, currency.round(part * ratio), source) for day, part, source in promised.get(item["id"], ())),
                to_parts(received.get(item["id"], ()), ratio), to_parts(uncleared.get(item["id"], ()), ratio),
                currency.round(credited.get(item["id"], 0.0) * ratio))
            rows += [self._prepare_row(item, part._replace(amount=currency.round(part.amount)), prediction)
                     for part in cash_in.lay_out(claim, today, currency.is_zero)]
        return rows

    @api.model
    def _date_credits(self, company, today, rows):
        """:return: the rows, with the credits on the days of the debts that they cover"""
        by_customer, currency = defaultdict(list), company.currency_id
        for row in rows:
            by_customer[row["profile_id"]].append(row)
        return [row for own in by_customer.values() for row in cash_in.date_credits(
            own, today, currency.round, currency.is_zero)]

    @api.model
    def _prepare_row(self, item, part, prediction):
        row = {
            "line_id": item["id"], "profile_id": item["profile_id"], "company_id": item["root_id"],
            "currency_id": item["company_currency_id"], "due_date": item["due_date"], "date": part.day,
            "amount": part.amount, "source": part.source,
        }
        if prediction:
            row.update(late_probability=prediction.late_probability, is_later_than_usual=prediction.is_later_than_usual)
        if part.source == cash_in.PREDICTION:
            row.update(first_date=prediction.first_day, last_date=prediction.last_day)
        return row

    @api.model
    def _get_converter(self, company, today):
        """:return: function of an item: what is open of it in the currency of the company, at the rate of the day"""
        Currency, rates = self.env["res.currency"], {}

        def convert(item):
            if item["currency_id"] == item["company_currency_id"]:
                return item["residual"]
            if item["currency_id"] not in rates:
                currency = Currency.browse(item["currency_id"])
                rates[item["currency_id"]] = Currency._get_conversion_rate(currency, company.currency_id, company, today)
            return company.currency_id.round(item["residual_currency"] * rates[item["currency_id"]])
        return convert

    @api.model
    def _get_order_rows(self, orders, predictions):
        """:return: list of dicts with ``COLUMNS``"""
        return [{
            "order_id": order.get("order_id"), "draft_id": order.get("draft_id"), "profile_id": order["profile_id"],
            "company_id": order["root_id"], "currency_id": order["currency_id"], "due_date": order["due_date"],
            "date": predictions[order["id"]].day, "amount": order["residual"], "source": order.get("source", cash_in.ORDER),
        } for order in orders]

    @api.model
    def _read_orders(self, company, profiles, today, history):
        """Read what is still to be invoiced of orders, in one statement, whether it counts as exposure or not. It is taken to
        be invoiced on the day of the last planned delivery, with the payment term that the customer usually has.

        :param history: see ``credit.forecast._read_items``, of these customers
        :return: list of dicts as of open items; their ``id`` is that of the order below zero. A room that knows more of an
            order puts rows with a ``source`` of their own in its place, which add up to the same
        """
        terms = self._get_usual_terms(history)
        scope = SQL("line.credit_partner_id = ANY(%s) AND branch.root_id = %s", to_array(profiles.partner_id.ids), company.id)
        self.env["credit.exposure"]._flush()
        orders = self.env.execute_query_dict(SQL(
            """
            SELECT -so.order_id AS id, so.order_id, so.partner_id, so.root_id, so.amount::float8 AS residual,
                   (SELECT MAX(credit_delivery_date) FROM sale_order_line WHERE order_id = so.order_id) AS delivery
              FROM (%s) so WHERE so.amount > 0
            """, self.env["credit.exposure"]._build_open_orders(today, scope, whole=True)))
        profile_ids = {profile.partner_id.id: profile.id for profile in profiles}
        for order in orders:
            begin = max(order["delivery"] or today, today)
            order.update(
                profile_id=profile_ids[order["partner_id"]], currency_id=company.currency_id.id, invoice_date=begin,
                due_date=add_days(begin, terms.get(order["partner_id"], USUAL_TERM)))
        return orders

    @api.model
    def _get_usual_terms(self, history):
        """:return: ``{customer: days from the invoice to its due date}``"""
        terms = defaultdict(list)
        for item in history.values():
            terms[item.customer].append(item.due_day - item.invoice_day)
        return {customer: int(median(days)) for customer, days in terms.items()}

    @api.model
    def _read_drafts(self, company, profiles, today, history):
        """Read the draft invoices, in one statement, whether they count as exposure or not. They are taken to be posted today,
        or on their own day to come. A draft credit note takes nothing back before it is posted.

        :return: list of dicts as of open items
        """
        terms = self._get_usual_terms(history)
        flush(self.env, {"account.move": [
            "amount_total_signed", "commercial_partner_id", "company_id", "invoice_date", "invoice_date_due", "move_type",
            "state"]})
        drafts = self.env.execute_query_dict(SQL(
            """
            SELECT move.id AS draft_id, move.commercial_partner_id AS partner_id, branch.root_id, move.invoice_date,
                   move.invoice_date_due AS due_date, move.amount_total_signed::float8 AS residual
              FROM account_move move
              JOIN %s branch ON branch.id = move.company_id
             WHERE move.state = 'draft' AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.amount_total_signed > 0 AND move.commercial_partner_id = ANY(%s) AND branch.root_id = %s
            """, BRANCHES, to_array(profiles.partner_id.ids), company.id))
        profile_ids = {profile.partner_id.id: profile.id for profile in profiles}
        for draft in drafts:
            begin, due = draft["invoice_date"] or today, draft["due_date"]
            term = (due - begin).days if due else terms.get(draft["partner_id"], USUAL_TERM)
            begin = max(begin, today)
            draft.update(
                id=-DRAFTS - draft["draft_id"], source=cash_in.DRAFT, profile_id=profile_ids[draft["partner_id"]],
                currency_id=company.currency_id.id, invoice_date=begin, due_date=add_days(begin, max(term, 0)))
        return drafts
