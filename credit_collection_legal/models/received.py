"""What money settled of items, for cases, placements and limitation alike."""

from typing import NamedTuple

from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import build_items, to_array
from odoo.addons.credit_collection.models.exposure.settlements import build_settlements, get_settlement_fields

#: Last entry of what ended before entries were kept: no money counts for it but what did by then.
KNOWN_ONLY = -1


class Received(NamedTuple):
    """Money that stayed: a match of an item with a receipt."""

    line_id: int
    receipt_id: int
    move_id: int
    date: object
    amount: float


class Settled(NamedTuple):
    """A match of an item, entered at the moment ``created``, ``amount`` in the currency of the item; ``is_payment``: by money
    that stayed."""

    line_id: int
    match_id: int
    created: object
    date: object
    amount: float
    is_payment: bool


class Span(NamedTuple):
    """How long items were in a case, or with an agency. Of a day on which that began or ended, the last entry of that moment
    tells what had come in already, also when it is matched later, or matched again."""

    first_day: object
    entry_before: int
    #: None while it lasts
    last_day: object = None
    last_entry: int = 0

    def has(self, row, known=()):
        """
        :param known: ids of the receipts that count already
        :return: whether a :class:`Received` came in meanwhile
        """
        if self.last_entry == KNOWN_ONLY:
            return row.receipt_id in known
        came = (row.date, row.move_id)
        return (self.first_day, self.entry_before) < came and (
            not self.last_day or came <= (self.last_day, self.last_entry))


def find_last_entry(env):
    """:return: id of the last journal entry until now, of all companies, 0 without any"""
    # sudo: no entry of the user is read, only the number of the newest one.
    return env["account.move"].sudo().search([], order="id desc", limit=1).id or 0


def read_received(lines):
    """One statement for all of them.

    :return: list of :class:`Received`; money that went back is none
    """
    return [Received(*row) for row in _read(
        lines,
        SQL("line.id, settlement.counterpart_id, settlement.move_id, settlement.counterpart_date, "
            "SUM(settlement.amount)::float8"),
        SQL("settlement.is_payment GROUP BY line.id, settlement.counterpart_id, settlement.move_id, "
            "settlement.counterpart_date ORDER BY settlement.counterpart_date, settlement.counterpart_id"))]


def read_settled(lines):
    """:return: list of :class:`Settled` of these items, in one statement"""
    return [Settled(*row) for row in _read(
        lines,
        SQL("line.id, settlement.id, settlement.create_date, settlement.date, settlement.amount_currency::float8, "
            "settlement.is_payment"),
        SQL("settlement.amount_currency <> 0 ORDER BY settlement.id"))]


def _read(lines, columns, condition):
    if not lines:
        return []
    env = lines.env
    today = max(env["res.company"]._get_credit_days())
    bounced = env["credit.receipts"]._get_bounced_sql(
        today, SQL("back.partner_id = ANY(%s)", to_array(lines.partner_id.ids)))
    return env.execute_query(build_items(
        columns, accounts=None,
        joins=SQL("CROSS JOIN LATERAL (%s) settlement", build_settlements(SQL("line.id"), bounced=bounced, debt="line")),
        condition=SQL(
            "line.id = ANY(%s) AND %s", to_array(lines.ids), condition, to_flush=get_settlement_fields(env))))
