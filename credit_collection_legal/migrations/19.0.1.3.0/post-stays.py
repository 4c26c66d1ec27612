"""Which items were in a case since when was not kept: what was in it counts since the case was opened, what was posted later
since then at the earliest. Money of before that was attributed to such an item is so no more.

Of a day on which something began, entries until that moment tell what had come in; receipts that were attributed stay so.
Of placements that had ended no other receipts count: what was matched after the end bore no fee, and bears none now.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists

from odoo.addons.credit_collection_legal.models.received import KNOWN_ONLY

ANY_ENTRY = 2 ** 31 - 1
# When a placement was placed, by its history: the last change of its state but that of its end.
PLACING = SQL("""(
               SELECT message.date FROM mail_message message
                WHERE message.model = 'credit.agency.placement' AND message.res_id = placed.id AND EXISTS (
                      SELECT FROM mail_tracking_value change JOIN ir_model_fields field ON field.id = change.field_id
                       WHERE change.mail_message_id = message.id AND field.name = 'state')
             ORDER BY message.id DESC LIMIT 1 OFFSET CASE WHEN placed.date_ended IS NULL THEN 0 ELSE 1 END)""")


def migrate(cr, version):
    keep_stays(cr)
    mark_placements(cr)
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("""
        SELECT receipt.id
          FROM credit_case_receipt receipt
         WHERE NOT EXISTS (
               SELECT FROM credit_case_item stay
                WHERE stay.case_id = receipt.case_id AND stay.line_id = receipt.line_id AND stay.date_from <= receipt.date)""")
    env["credit.case.receipt"].browse(row[0] for row in cr.fetchall()).unlink()


def keep_stays(cr):
    """Items of closed cases stayed until the end; those that were taken out since, until their last receipt."""
    cr.execute(SQL("""
        INSERT INTO credit_case_item (case_id, company_id, line_id, date_from, entry_before, date_to, last_entry)
        SELECT credit_case.id, credit_case.company_id, item.line_id,
               GREATEST(credit_case.date_opened, (line.create_date - INTERVAL '12 hours')::date),
               GREATEST(LEAST(before.entry_id, receipts.first_entry - 1), %(matched)s),
               CASE WHEN credit_case.stage_kind = 'closed' THEN COALESCE(credit_case.date_closed, credit_case.date_opened)
                    WHEN NOT item.is_inside THEN receipts.last_day END,
               %(any)s
          FROM credit_case
          JOIN (SELECT case_id, line_id, TRUE AS is_inside FROM credit_case_line_rel
                 UNION ALL
                SELECT DISTINCT case_id, line_id, FALSE FROM credit_case_receipt receipt
                 WHERE NOT EXISTS (
                       SELECT FROM credit_case_line_rel rel
                        WHERE rel.case_id = receipt.case_id AND rel.line_id = receipt.line_id)
               ) item ON item.case_id = credit_case.id
          JOIN account_move_line line ON line.id = item.line_id
    CROSS JOIN LATERAL (
               SELECT COALESCE(MAX(move.id), 0) AS entry_id FROM account_move move
                WHERE move.date = credit_case.date_opened AND move.create_date <= credit_case.create_date) before
    CROSS JOIN LATERAL (
               SELECT MAX(receipt.date) AS last_day,
                      MIN(entry.move_id) FILTER (WHERE receipt.date = credit_case.date_opened) AS first_entry
                 FROM credit_case_receipt receipt JOIN account_move_line entry ON entry.id = receipt.receipt_id
                WHERE receipt.case_id = credit_case.id AND receipt.line_id = item.line_id) receipts
         WHERE NOT EXISTS (SELECT FROM credit_case_item known WHERE known.case_id = credit_case.id)""",
        any=ANY_ENTRY, matched=build_matched(
            cr, "credit_case", SQL("item.line_id"), SQL("credit_case.date_opened"), SQL("credit_case.last_match_id"))))


def mark_placements(cr):
    """What was matched by the time of placing came before, as did what had been entered by then."""
    matched = build_matched(
        cr, "credit_agency_placement",
        SQL("SELECT rel.line_id FROM credit_placement_line_rel rel WHERE rel.placement_id = placed.id"),
        SQL("placed.date_placed"), SQL("placed.last_match_id"))
    cr.execute(SQL("""
        UPDATE credit_agency_placement placement
           SET entry_before = GREATEST(LEAST(before.entry_id, receipts.first_entry - 1), %(matched)s),
               last_entry = CASE WHEN placed.date_ended IS NULL THEN 0 ELSE %(known_only)s END
          FROM credit_agency_placement placed
    CROSS JOIN LATERAL (
               SELECT COALESCE(MAX(move.id), 0) AS entry_id FROM account_move move
                WHERE move.date = placed.date_placed AND move.create_date <= COALESCE(%(placing)s, placed.write_date)) before
    CROSS JOIN LATERAL (
               SELECT MIN(entry.move_id) FILTER (WHERE recovery.date = placed.date_placed) AS first_entry
                 FROM credit_agency_recovery recovery JOIN account_move_line entry ON entry.id = recovery.receipt_id
                WHERE recovery.placement_id = placed.id) receipts
         WHERE placed.id = placement.id AND placement.entry_before IS NULL""",
        matched=matched, known_only=KNOWN_ONLY, placing=PLACING))


def build_matched(cr, table, items, day, mark):
    """:return: SQL of the last entry of ``day`` that was matched with ``items`` until ``mark``, the last match before a row of
        ``table`` began; 0 where that was not kept"""
    if not column_exists(cr, table, "last_match_id"):
        return SQL("0")
    return SQL("""COALESCE((
               SELECT MAX(entry.move_id)
                 FROM account_partial_reconcile match JOIN account_move_line entry ON entry.id = match.credit_move_id
                WHERE match.debit_move_id IN (%s) AND match.id <= %s AND entry.date = %s), 0)""", items, mark, day)
