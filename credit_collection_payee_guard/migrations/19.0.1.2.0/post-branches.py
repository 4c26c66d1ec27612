"""Accounts of branches, of which customers were told none, wait to be approved."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for company in env["res.company"].search([("credit_payee_guard", "=", True), ("parent_id", "=", False)]):
        env["credit.payee.approval"]._record_as_changed(company, company._get_payee_accounts())
