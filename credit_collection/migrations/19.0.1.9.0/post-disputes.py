"""What was credited of a claim is kept in the currency of its invoice too, and disputes end with invoices that are settled."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["credit.dispute"].search([("state", "in", ("open", "accepted"))])._settle()
