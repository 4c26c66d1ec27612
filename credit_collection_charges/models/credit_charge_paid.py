from odoo import api, models
from odoo.fields import Domain

from odoo.addons.credit_collection.tools.promise.judgement import allocate

# Of several charges, a receipt that does not cover all pays these first; before them, kinds that other add-ons bring: costs.
ORDER = ("compensation", "fee", "interest")


class CreditCharge(models.Model):
    """Booking charges only when they are paid: what a customer pays beyond all that is due pays the charges claimed."""

    _inherit = "credit.charge"

    @api.model
    def _book_paid(self, profiles, today):
        """Book charges of those of these customers who have nothing due and money on account that came since; a receipt kept
        for an order, and the money of customers with open orders, is prepayment.

        :return: the bills, posted and matched with the receipts
        """
        profiles = profiles.filtered(lambda profile: profile.company_id.credit_charge_booking == "paid")
        bills = self.env["account.move"]
        accrued = self.search([("profile_id", "in", profiles.ids), ("state", "=", "accrued"), ("amount", ">", 0)])
        charged = accrued.grouped("profile_id")
        items = self.env["credit.open.item"]._read(accrued.profile_id, today)
        for profile, charges in charged.items():
            receipts = self._find_receipts(profile, items.get(profile, []), charges, today)
            if receipts:
                bills |= charges._book_with(receipts, today)
        return bills

    @api.model
    def _find_receipts(self, profile, items, charges, today):
        """:return: the journal items of the money that pays ``charges``; none while something is due"""
        is_due = any(item.residual > 0 and item.due_date and item.due_date <= today for item in items)
        if is_due or not profile.currency_id.is_zero(profile.exposure_orders):
            return self.env["account.move.line"]
        since = min(charge.date_from or charge.date for charge in charges)
        lines = self.env["account.move.line"].browse([item.id for item in items if item.residual < 0])
        kept = self.env["sale.order"].search([("credit_receipt_ids", "in", lines.ids)]).credit_receipt_ids
        return (lines - kept).filtered_domain(lines._get_money_domain() & Domain("date", ">=", since))

    def _book_with(self, receipts, today):
        """:return: the bill over what ``receipts`` cover of these charges of one customer, matched with them"""
        profile, currency = self.profile_id, self.currency_id
        places = {kind: place for place, kind in enumerate(ORDER)}
        charges = self.sorted(lambda charge: (places.get(charge.kind, -1), charge.date, charge.id))
        paid = self.browse()
        shares = allocate(-sum(receipts.mapped("amount_residual")), charges.mapped("amount"), currency.rounding)
        for charge, share in zip(charges, shares, strict=True):
            if not currency.is_zero(share):
                paid |= charge._split(share) if currency.compare_amounts(share, charge.amount) < 0 else charge
        if not paid:
            return self.env["account.move"]
        bill = paid._bill_customer(profile, today)
        bill.action_post()
        (bill.line_ids | receipts).filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled).reconcile()
        return bill
