from odoo import fields, models


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    credit_interest_rule_id = fields.Many2one(
        "credit.interest.rule", string="Late Payment Terms", ondelete="restrict",
        groups="credit_collection.credit_collection_group_viewer",
        help="Agreed with the customers of this payment term, in place of those by law.",
    )
