"""What settled a debt: on which day, how much, and by what: money that stayed, credit notes, exchange differences, and the
rest, which are write-offs and offsets. Scores, promises, offers, forecasts and reports all read it here.

What is a payment, and which money went back, is said by ``credit.receipts``.
"""

from odoo import api, models
from odoo.tools import SQL

from ..common.sql import BRANCHES, MONEY_COLUMNS, TRADE_ACCOUNT_COLUMNS, build_items, is_money

EXCHANGE_JOURNALS = SQL(
    "ARRAY(SELECT currency_exchange_journal_id FROM res_company WHERE currency_exchange_journal_id IS NOT NULL)")
# What is given for early payment is no bad debt.
DISCOUNT_ACCOUNTS = SQL(
    "ARRAY(SELECT account_journal_early_pay_discount_loss_account_id FROM res_company "
    "WHERE account_journal_early_pay_discount_loss_account_id IS NOT NULL)")
# Arrays, which are read once and not joined with each journal item.
ALLOWANCE_ACCOUNTS = SQL("ARRAY(SELECT account.id FROM account_account account WHERE account.credit_is_loss)")
LOSS_ACCOUNTS = SQL(
    """ARRAY(SELECT account.id FROM account_account account
              WHERE account.account_type LIKE 'expense%%' AND NOT account.id = ANY(%s) OR account.credit_is_loss)""",
    DISCOUNT_ACCOUNTS)
# Columns that the statement reads: what must be flushed before it runs.
SETTLEMENT_DEPENDS = {
    "account.account": ["account_type", "credit_is_loss"],
    "account.journal": ["type"],
    "account.move": ["move_type"],
    "account.move.line": [*MONEY_COLUMNS, "balance", "date", "move_id"],
    "account.partial.reconcile": [
        "amount", "credit_move_id", "debit_amount_currency", "debit_move_id", "max_date",
    ],
    "res.company": ["account_journal_early_pay_discount_loss_account_id", "currency_exchange_journal_id"],
}
RECEIPT_DEPENDS = {
    "account.account": TRADE_ACCOUNT_COLUMNS,
    "account.journal": ["type"],
    "account.move.line": [
        *MONEY_COLUMNS, "account_id", "amount_currency", "balance", "company_id", "date", "move_id", "parent_state",
        "partner_id",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_amount_currency", "debit_move_id", "max_date"],
    "res.company": ["parent_path"],
    "res.partner": ["commercial_partner_id"],
}
# What ``build_short_payment`` reads besides.
SHORT_DEPENDS = {"account.move": ["reversed_entry_id"], "account.move.line": ["payment_id"]}


def get_settlement_fields(env):
    """:return: the fields that the statement reads, for ``to_flush``"""
    return tuple(env[model]._fields[name] for model, names in SETTLEMENT_DEPENDS.items() for name in names)


def build_settlements(debt_id, *, bounced=None, debt=None):
    """Build the statement of what was matched with a debt, for ``CROSS JOIN LATERAL (…) settlement`` beside it.

    Its columns: ``id`` and ``create_date`` (of the match), ``debtor_id`` (partner of the debt), ``counterpart_id`` and
    ``counterpart_date`` (the journal item that settles), ``move_id`` (its entry), ``date`` (the later one of both sides),
    ``amount`` (in company currency) and ``amount_currency`` (in the currency of the debt). By what: ``is_money`` (see
    ``sql.is_money``), ``is_credit_note``, ``is_exchange``, ``is_loss`` (an entry that takes it to expense); with
    ``bounced`` also ``is_returned`` (money that went back), with ``debt`` also ``is_payment`` (money that stayed).

    PostgreSQL merges it with the statement around it: columns that are not read cost nothing.

    :param SQL debt_id: column with the id of the journal item that is settled
    :param SQL bounced: array of the receipts that were returned, see ``credit.receipts._get_bounced_sql``
    :param str debt: alias with ``journal_id``, ``credit_is_receipt`` and ``date`` of that journal item
    :return: SQL of a SELECT, without access rights
    """
    columns = [SQL(
        """
        partial.id, partial.create_date, partial.credit_debtor_id AS debtor_id, counterpart.id AS counterpart_id,
        counterpart.date AS counterpart_date, counterpart.move_id, partial.max_date AS date, partial.amount,
        partial.debit_amount_currency AS amount_currency,
        %s AS is_money, move.move_type = 'out_refund' AS is_credit_note,
        counterpart.journal_id = ANY(%s) AS is_exchange,
        move.move_type = 'entry' AND %s AS is_loss
        """, is_money("counterpart"), EXCHANGE_JOURNALS, is_loss("counterpart"))]
    if bounced:
        columns.append(SQL("counterpart.id = ANY(%s) AS is_returned", bounced))
    if debt:
        columns.append(SQL("%s AS is_payment", _is_payment(debt, bounced)))
    return build_items(
        # What is matched is posted, on the account of the debt.
        SQL(", ").join(columns), alias="counterpart", accounts=None, state=None,
        joins=SQL(
            """
          JOIN account_partial_reconcile partial ON partial.credit_move_id = counterpart.id
     LEFT JOIN account_move move ON move.id = counterpart.move_id
            """),
        condition=SQL("partial.debit_move_id = %s", debt_id))


def is_loss(credit):
    """:param str credit: alias of a journal item of an entry
    :return: SQL: whether its entry takes a receivable to expense or to an account of losses, such as the allowance for them,
        outside of money journals; discounts for early payment are none
    """
    return _is_taken(credit, LOSS_ACCOUNTS, SQL("> 0"))


def is_recovery(debit):
    """:param str debit: alias of a journal item of an entry
    :return: SQL: whether its entry gives back by an account of losses what was written off: it was paid after all, or the
        entry that wrote it off is reversed. Expenses that are charged on are none
    """
    return _is_taken(debit, ALLOWANCE_ACCOUNTS, SQL("< 0"))


def build_short_payment(move_id, profile_id):
    """:param SQL move_id: column with the id of an entry
    :param SQL profile_id: column with the id of a credit profile, or the negative id of a customer who has none
    :return: SELECT of ``amount``, always one: what the entry of a payment itself took to expense or to an account of losses,
        because this customer paid less and no more is asked for; negative: what an entry took back from there. What other
        entries book there, such as the fee that the bank keeps of a statement line, is none. It is of the entry: share it out
        among its items by ``share_out``"""
    return build_items(
        SQL("COALESCE(SUM(spent.balance), 0)::float8 AS amount"), alias="spent", accounts=None,
        joins=SQL("JOIN account_move move ON move.id = spent.move_id"),
        condition=SQL(
            """
            spent.move_id = %s AND spent.account_id = ANY(%s)
            -- A return that is reversed is the payment again.
            AND (spent.balance < 0 OR spent.payment_id IS NOT NULL OR move.reversed_entry_id IS NOT NULL)
            AND (spent.partner_id IS NULL OR EXISTS (
                 SELECT FROM res_partner holder LEFT JOIN credit_profile own ON own.id = %s
                  WHERE holder.id = spent.partner_id AND holder.commercial_partner_id = COALESCE(own.partner_id, -%s)))
            """, move_id, LOSS_ACCOUNTS, profile_id, profile_id))


def join_short_payment(debtor):
    """Tell what of a settlement by a payment came in: less its share of what the entry of the payment wrote off itself.

    :param str debtor: alias of the partner of the debt, beside ``settlement`` of :func:`build_settlements`
    :return: SQL of joins, among them ``short`` with this ``amount``; and SQL of the share of ``settlement.amount`` that came in
    """
    holder = SQL.identifier(debtor, "commercial_partner_id")
    received = build_items(
        SQL("-SUM(receipt.balance) AS received"), alias="receipt",
        joins=SQL("JOIN res_partner payer ON payer.id = receipt.partner_id"),
        condition=SQL(
            "receipt.move_id = settlement.move_id AND receipt.balance < 0 AND payer.commercial_partner_id = %s", holder))
    return (
        SQL("CROSS JOIN LATERAL (%s) short CROSS JOIN LATERAL (%s) entry",
            build_short_payment(SQL("settlement.move_id"), SQL("(-%s)", holder)), received),
        SQL("(1 - LEAST(COALESCE(GREATEST(short.amount, 0) / NULLIF(entry.received, 0), 0), 1))"))


def share_out(amount, room, entry, item):
    """Divide an amount of an entry among its items, the first ones first.

    :param SQL amount: the same for all items of the entry
    :param SQL room: what an item takes at most
    :param SQL entry: columns that tell items that share an amount from others
    :param SQL item: column by which they take turns
    :return: SQL with a window function: what the item takes, never below zero
    """
    before = SQL("SUM(%s) OVER (PARTITION BY %s ORDER BY %s ROWS UNBOUNDED PRECEDING) - %s", room, entry, item, room)
    return SQL("GREATEST(LEAST(%s, %s - (%s)), 0)", room, amount, before)


def _is_taken(item, accounts, sign):
    """:return: SQL: whether what the entry of ``item`` books on such accounts has this sign"""
    spent = build_items(
        SQL("SUM(spent.balance)"), alias="spent", accounts=None, state=None,
        condition=SQL("spent.move_id = %s AND spent.account_id = ANY(%s)", SQL.identifier(item, "move_id"), accounts))
    return SQL("CASE WHEN NOT %s AND NOT %s = ANY(%s) THEN COALESCE((%s) %s, FALSE) ELSE FALSE END",
               is_money(item), SQL.identifier(item, "journal_id"), EXCHANGE_JOURNALS, spent, sign)


def _is_payment(debt, bounced):
    """:return: SQL: whether it is money that stayed. What the money that was given back settles is no debt that is paid"""
    return SQL(
        """(%(is_money)s AND NOT counterpart.id = ANY(%(bounced)s)
            AND NOT (%(is_given_back)s AND counterpart.date <= %(debt)s.date))""",
        debt=SQL.identifier(debt), is_money=is_money("counterpart"), is_given_back=is_money(debt), bounced=bounced)


class CreditReceipts(models.AbstractModel):
    """The one idea of *paid*: which entries are payments of customers, and which of these payments stayed.

    A receipt is a credit on a trade account in a bank, cash or card journal, or at a counter. Credit notes, write-offs and
    exchange differences are no payments. A debit in such a journal gives money back: when it takes back a receipt, the receipt
    is a *returned payment*. It pays nothing, and the debit itself is no invoice that is paid late.
    """

    _name = "credit.receipts"
    _description = "Receipts of Customers"

    @api.model
    def _get_read_fields(self):
        """:return: the fields that the statements below read, for ``to_flush``"""
        return tuple(self.env[model]._fields[name] for model, names in RECEIPT_DEPENDS.items() for name in names)

    @api.model
    def _get_returns_sql(self, today, condition=None):
        """:param date today: what is dated later has not happened yet
        :param SQL condition: on ``back``, the journal item that gives money back
        :return: SQL of ``(receipt_id, return_id, amount, date, is_reconciled)``: which receipts were given back by what, in
            company currency, with their entries ``receipt_move_id`` and ``return_move_id``, and the ``partner_id`` and
            ``company_id`` of what gave them back. Without ``is_reconciled`` the
            receipt still settles invoices, although its money is gone; it is the last one of the customer over the same amount
        """
        settled = SQL("(%s) settlement WHERE settlement.counterpart_date <= back.date", build_settlements(SQL("back.id")))
        alike = build_items(
            SQL("line.id, line.move_id, back.balance, FALSE"), accounts=None,
            condition=SQL(
                """
                line.partner_id = back.partner_id AND line.account_id = back.account_id AND line.balance = -back.balance
                AND line.date <= back.date AND %s
                -- A receipt as above, or a credit note that was paid out.
                AND NOT EXISTS (SELECT FROM %s)
                """, is_money("line"), settled))
        return build_items(
            SQL("receipt.id AS receipt_id, receipt.move_id AS receipt_move_id, back.id AS return_id, "
                "back.move_id AS return_move_id, receipt.amount, back.date, receipt.is_reconciled, back.partner_id, "
                "back.company_id"),
            alias="back",
            joins=SQL(
                """
        CROSS JOIN LATERAL (
                    SELECT counterpart_id AS id, move_id, amount, TRUE AS is_reconciled FROM %s AND settlement.is_money
                     UNION ALL
                   (%s ORDER BY line.date DESC, line.id DESC LIMIT 1)
                   ) receipt
                """, settled, alike),
            condition=SQL(
                "back.balance > 0 AND back.partner_id IS NOT NULL AND %s AND back.date <= %s AND %s",
                is_money("back"), today, condition or SQL("TRUE"), to_flush=self._get_read_fields()))

    @api.model
    def _get_bounced_sql(self, today, condition=None):
        """:return: SQL of an array with the ids of the receipts that were returned, although they still settle invoices"""
        return SQL(
            "ARRAY(SELECT receipt_id FROM (%s) given_back WHERE NOT is_reconciled)", self._get_returns_sql(today, condition))

    @api.model
    def _get_receipts_sql(self, today, condition=None):
        """:param SQL condition: on ``line``, the receipt
        :return: SQL of the payments until ``today`` that stayed: ``(line_id, partner_id, root_id, date, amount)``, with the
            commercial partner and what stayed in company currency
        """
        return SQL(
            """
              WITH given_back AS MATERIALIZED (
                SELECT receipt_id, SUM(amount) AS amount FROM (%s) given_back GROUP BY receipt_id
              ) %s
            """, self._get_returns_sql(today), build_items(
                SQL("line.id AS line_id, payer.commercial_partner_id AS partner_id, branch.root_id, line.date, "
                    "-line.balance - COALESCE(given_back.amount, 0) AS amount"),
                joins=SQL(
                    """
              JOIN %s branch ON branch.id = line.company_id
              JOIN res_partner payer ON payer.id = line.partner_id
         LEFT JOIN given_back ON given_back.receipt_id = line.id
                    """, BRANCHES),
                condition=SQL(
                    """
                    line.balance < 0 AND %s AND line.date <= %s
                    AND -line.balance > COALESCE(given_back.amount, 0) AND %s
                    """, is_money("line"), today, condition or SQL("TRUE"))))

    @api.model
    def _get_last_payments(self, today):
        """:return: ``{(commercial partner id, root company id): (day of the last payment that stayed, amount of that day)}``"""
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (partner_id, root_id) partner_id, root_id, date, SUM(amount)
              FROM (%s) receipt
             GROUP BY partner_id, root_id, date
             ORDER BY partner_id, root_id, date DESC
            """, self._get_receipts_sql(today)))
        return {row[:2]: row[2:] for row in rows}

    @api.model
    def _count_returned(self, today, since):
        """:return: ``{(commercial partner id, root company id): number of payments returned after ``since``}``"""
        counts = {}
        for partner_id, root_id, *_returned in self._read_returned(today, since):
            counts[partner_id, root_id] = counts.get((partner_id, root_id), 0) + 1
        return counts

    @api.model
    def _read_returned(self, today, since):
        """Hook: which payments count as returned.

        :return: list of ``(commercial partner id, root company id, item that gave it back, day)`` after ``since``
        """
        return self.env.execute_query(SQL(
            """
              WITH given_back AS MATERIALIZED (%s)
            SELECT DISTINCT payer.commercial_partner_id, branch.root_id, given_back.return_id, given_back.date
              FROM given_back
              JOIN res_partner payer ON payer.id = given_back.partner_id
              JOIN %s branch ON branch.id = given_back.company_id
            """, self._get_returns_sql(today, SQL("back.date > %s", since)), BRANCHES))
