"""What was paid at counters on invoices is money, also where it was booked before."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["pos.payment"]._mark_past_credit_receipts()
