"""What the rooms and other add-ons hand to the exposure, and what they get: plain values and declarations."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ...tools.exposure.own_currency import get_own_part
from .ledger import LEDGER_DEPENDS

DETAILS = {
    "id": "line.id",
    "line_id": "line.id",
    "move_id": "line.move_id",
    "partner_id": "partner.commercial_partner_id",
    "company_id": "line.company_id",
    "currency_id": "line.currency_id",
    "company_currency_id": "company.currency_id",
    "profile_id": "profile.id",
    "collector_id": "profile.collector_id",
    "rating_id": "profile.rating_id",
    "country_id": "partner.country_id",
    "invoice_user_id": "move.invoice_user_id",
    "payment_state": "move.payment_state",
    "no_followup": "line.no_followup",
    "invoice_date": "COALESCE(move.invoice_date, line.date)",
    "original_due_date": "COALESCE(line.date_maturity, line.date)",
    "due_date": "item.due_date",
    "amount": "line.balance",
    "amount_currency": "line.amount_currency",
    "residual": "item.residual",
    "residual_currency": "item.residual_currency",
}
# Columns that ask for nothing of the entry of the item.
WITHOUT_MOVE = frozenset({"days_overdue", "root_id", *(name for name, column in DETAILS.items() if "move." not in column)})

ITEM_DEPENDS = {
    **LEDGER_DEPENDS,
    "account.journal": ["type"],
    "account.move": [
        *LEDGER_DEPENDS["account.move"], "invoice_date", "invoice_user_id", "is_move_sent", "partner_bank_id", "partner_id",
        "payment_reference", "ref",
    ],
    "account.move.line": [
        *LEDGER_DEPENDS["account.move.line"], "amount_currency", "balance", "credit_is_receipt", "discount_amount_currency",
        "discount_date", "journal_id", "move_name", "no_followup",
    ],
    "credit.profile": ["collector_id", "company_id", "partner_id", "rating_id"],
    "res.company": ["currency_id", "parent_path"],
    "res.partner": ["commercial_partner_id", "country_id"],
}


class Exclusion(NamedTuple):
    """A reason that leaves an item, or a part of it, out of collection.

    The status of an item of which nothing may be collected is the ``code`` of the first reason that takes something of it.
    """

    sequence: int
    code: str
    label: str
    #: SQL of the excluded amount in company currency, from the alias of the item and the day; of a whole exclusion: a condition
    #: on ``line`` and ``move``
    sql: Callable
    #: the same in Python, from the item and the day; of a whole exclusion: a domain
    get: Callable | None = None
    #: instead of ``get``, where each item would be a query: ``{item: amount}`` of many items and the day
    get_many: Callable | None = None
    #: whether it takes the whole item, whatever is open of it
    is_whole: bool = False
    #: SQL instead of ``sql`` in statements that :func:`~.ledger.build_ledger` makes
    ledger_sql: SQL | None = None
    #: column of the list of open items that shows the amount
    column: str | None = None
    #: columns that the SQL reads, by model
    depends: dict = {}  # noqa: RUF012 - never changed

    def get_amounts(self, lines, day):
        """:return: ``{item: amount}`` that a partial exclusion takes of each of ``lines`` on ``day``, in company currency"""
        return self.get_many(lines, day) if self.get_many else {line: self.get(line, day) for line in lines}


class OpenItem(NamedTuple):
    """An open debt or credit of a day; ``amount`` is what may be collected of it in company currency, ``announced`` what
    payments without an entry cover of it, those dated later too."""

    id: int
    partner_id: int
    root_id: int
    due_date: date | None
    amount: float
    residual: float
    residual_currency: float
    amount_currency: float
    currency_id: int
    number: str | None
    invoice_date: date | None
    reference: str | None
    move_id: int | None = None
    is_unsent: bool = False
    address_id: int | None = None
    bank_id: int | None = None
    order: str | None = None
    disputed: float = 0.0
    #: the same in the currency of the item
    disputed_own: float = 0.0
    announced: float = 0.0
    discount: float = 0.0
    discount_until: date | None = None
    #: what is settled of the item by entries dated later, in its own currency, zero or positive
    later: float = 0.0
    is_post_dated: bool = False

    @property
    def own_amount(self):
        """``amount`` in the currency of the item, not rounded"""
        return get_own_part(self.amount, self.residual, self.residual_currency, self.disputed, self.disputed_own)


class ExposurePart(NamedTuple):
    """A part of the exposure: its sum, its switch, its documents. No two parts hold the same amount."""

    sequence: int
    #: the fact is ``exposure_<code>``, a Monetary of ``credit.profile`` with ``compute="_compute_facts"``
    code: str
    label: str
    #: Boolean of ``res.company``: whether the part counts
    switch: str
    #: method of ``credit.profile`` that opens the documents behind the sum
    documents: str
    #: function of the day and an SQL array of commercial partners (None: all): SQL of ``partner_id``, ``root_id``,
    #: ``amount`` with a row per customer
    build: Callable | None = None
    #: column of the balances (see ``balances.py``) that is the part, or belongs to it too
    balance: str | None = None
    #: whether the part counts where the switch was never set
    is_on: bool = True
    #: columns that the SQL reads, by model, to be flushed
    depends: dict = {}  # noqa: RUF012 - never changed


class Demand(NamedTuple):
    """Something that is demanded of a customer beside the open items: the ledger does not have it yet."""

    label: str
    amount: float
    currency_id: int
