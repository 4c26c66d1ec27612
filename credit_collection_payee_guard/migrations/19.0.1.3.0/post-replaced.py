"""Accounts that were set back to what had been replaced wait to be approved: what was approved last counts alone."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for company in env["res.company"].search([("credit_payee_guard", "=", True), ("parent_id", "=", False)]):
        env["credit.payee.approval"]._record_as_changed(company, company._get_payee_accounts())
