from odoo import api, models
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.bulk import get_kept

from .credit_bill import RUNNING


class CreditOpenItem(models.AbstractModel):
    """Letters and pages name the bill that a debt was to be paid by."""

    _inherit = "credit.open.item"

    @api.model
    def _get_item_notes(self, day):
        kept = get_kept(self.env, "credit_bill_notes", {})
        key = day, self.env.lang
        if key not in kept:
            kept[key] = self._describe_bills(day)
        return {**super()._get_item_notes(day), **kept[key]}

    @api.model
    def _describe_bills(self, day):
        """:return: ``{item id: text}`` of open items for which bills were taken; they are few"""
        notes = {}
        # sudo: who gets the message is decided by who writes it.
        for bill in self.env["credit.bill"].sudo().search([
            ("state", "in", (*RUNNING, "dishonored")), ("line_ids.reconciled", "=", False), ("date", "<=", day)]):
            text = self.env._(
                "%(bill)s over %(amount)s was dishonored on %(date)s", bill=bill.display_name,
                amount=bill.currency_id.format(bill.amount), date=format_date(self.env, bill.end_date),
            ) if bill.state == "dishonored" else self.env._(
                "%(bill)s over %(amount)s, payable on %(date)s, was taken for a part", bill=bill.display_name,
                amount=bill.currency_id.format(bill.amount), date=format_date(self.env, bill.maturity))
            for item in bill.line_ids:
                if not item.reconciled:
                    notes.setdefault(item.id, []).append(text)
        return {item_id: "; ".join(texts) for item_id, texts in notes.items()}
