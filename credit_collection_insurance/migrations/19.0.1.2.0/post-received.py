"""What customers had paid when a claim was settled was not kept: what is dated before that day counts as known."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    claims = api.Environment(cr, SUPERUSER_ID, {})["credit.insurance.claim"].search([("state", "=", "settled")])
    received = claims._read_received(SQL("settlement.date < claim.settled_on"))
    for claim in claims:
        claim.received_before = received.get(claim.id, 0.0)
