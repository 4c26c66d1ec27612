"""What was billed of an agency's fee hung on the last document alone: each recovery gets a row for that document, and one
without a document for what earlier ones had."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    # By SQL: both are computed from the rows now, which are not there yet.
    cr.execute("""
        SELECT recovery.bill_id, recovery.id, COALESCE(recovery.fee_billed, 0)::float8
          FROM credit_agency_recovery recovery
         WHERE recovery.bill_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM credit_agency_fee_bill known WHERE known.recovery_id = recovery.id)
         ORDER BY recovery.bill_id, recovery.id""")
    billed = {}
    for bill_id, recovery_id, amount in cr.fetchall():
        billed.setdefault(bill_id, []).append((recovery_id, amount))
    env["credit.agency.fee.bill"].create([
        vals for bill_id, shares in billed.items() for vals in split(env["account.move"].browse(bill_id), shares)])


def split(bill, shares):
    """:param shares: list of ``(recovery id, amount billed of its fee by this document and those before it)``
    :return: list of values of rows, which come to the same amounts
    """
    currency = bill.currency_id
    # Of the documents before it, what all of them had is known. Whose it was is not: that of the oldest, most likely.
    before, rows = sum(amount for _id, amount in shares) + bill.amount_untaxed_signed, []
    if currency.compare_amounts(before, 0) < 0:
        before = 0.0  # somebody added to the bill what is none of our fee
    for number, (recovery_id, amount) in enumerate(shares, 1):
        earlier = before if number == len(shares) else min(before, amount)
        before -= earlier
        rows.append({"recovery_id": recovery_id, "move_id": bill.id, "amount": currency.round(amount - earlier)})
        if not currency.is_zero(earlier):
            rows.append({"recovery_id": recovery_id, "amount": currency.round(earlier)})
    return rows
