"""What money settled of items, for cases, placements and limitation alike."""

from typing import NamedTuple

from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import build_items, to_array
from odoo.addons.credit_collection.models.exposure.settlements import build_settlements, get_settlement_fields


class Received(NamedTuple):
    """Money that stayed: a match of an item with a receipt."""

    line_id: int
    receipt_id: int
    move_id: int
    date: object
    amount: float


def read_received(lines):
    """One statement for all of them.

    :return: list of :class:`Received`; money that went back is none
    """
    if not lines:
        return []
    env = lines.env
    today = max(env["res.company"]._get_credit_days())
    Receipts = env["credit.receipts"]
    bounced = Receipts._get_bounced_sql(today, SQL("back.partner_id = ANY(%s)", to_array(lines.partner_id.ids)))
    rows = env.execute_query(build_items(
        SQL("line.id, settlement.counterpart_id, settlement.move_id, settlement.counterpart_date, "
            "SUM(settlement.amount)::float8"),
        accounts=None,
        joins=SQL("CROSS JOIN LATERAL (%s) settlement", build_settlements(SQL("line.id"), bounced=bounced, debt="line")),
        condition=SQL(
            "line.id = ANY(%s) AND settlement.is_payment GROUP BY line.id, settlement.counterpart_id, settlement.move_id, "
            "settlement.counterpart_date ORDER BY settlement.counterpart_date, settlement.counterpart_id",
            to_array(lines.ids), to_flush=get_settlement_fields(env))))
    return [Received(*row) for row in rows]
