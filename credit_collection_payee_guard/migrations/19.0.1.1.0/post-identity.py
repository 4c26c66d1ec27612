"""An approval is for more values of an account than before. Accounts that are as they were approved stay approved."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for approval in env["credit.payee.approval"].search([("state", "in", ("approved", "pending"))]):
        account = approval.bank_account_id
        if approval.identity == get_former_identity(account):
            approval.identity = account._get_payee_identity()


def get_former_identity(account):
    """:return: what an approval was for until now: no choices, and nothing that administrators alone may see"""
    numbers = [name for name in account._get_payee_numbers()
               if account._fields[name].type == "char" and not account._fields[name].groups]
    others = [f"{name}={account[name]}" for name in numbers if account[name]]
    return "|".join((account.sanitized_acc_number or "", account.bank_id.bic or account.bank_id.name or "",
                     account.acc_holder_name or account.partner_id.name or "", *others))
