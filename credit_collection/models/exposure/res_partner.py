from odoo import fields, models

from ..profile.res_partner import search_fact

VIEWER = "credit_collection.credit_collection_group_viewer"


class ResPartner(models.Model):
    """The parts of the exposure on the contact; each opens the documents behind it."""

    _inherit = "res.partner"

    credit_exposure_receivable = fields.Monetary(
        string="Receivables", compute="_compute_credit_facts", search=search_fact("exposure_receivable"),
        currency_field="credit_currency_id", groups=VIEWER,
    )
    credit_exposure_draft = fields.Monetary(
        string="Draft Invoices", compute="_compute_credit_facts", search=search_fact("exposure_draft"),
        currency_field="credit_currency_id", groups=VIEWER,
    )
    credit_exposure_orders = fields.Monetary(
        string="Open Orders", compute="_compute_credit_facts", search=search_fact("exposure_orders"),
        currency_field="credit_currency_id", groups=VIEWER,
    )
    credit_exposure_payments = fields.Monetary(
        string="Uncleared Payments", compute="_compute_credit_facts", search=search_fact("exposure_payments"),
        currency_field="credit_currency_id", groups=VIEWER,
    )

    def action_view_credit_open_items(self):
        """Open the posted items behind the receivables of the customer."""
        return self._get_credit_profiles().action_view_open_items()

    def action_view_credit_overdue_items(self):
        """Open the overdue items and the open credits of the customer."""
        return self._get_credit_profiles().action_view_overdue_items()

    def action_view_credit_draft_invoices(self):
        """Open the draft invoices of the customer."""
        return self._get_credit_profiles().action_view_draft_invoices()

    def action_view_credit_open_orders(self):
        """Open the orders of the customer that are not invoiced."""
        return self._get_credit_profiles().action_view_open_orders()

    def action_view_credit_payments(self):
        """Open the payments of the customer that the bank has not confirmed."""
        return self._get_credit_profiles().action_view_payments()
