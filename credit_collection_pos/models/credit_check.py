from typing import NamedTuple

from odoo import api, models


class CounterSale(NamedTuple):
    """A sale at the counter: what of it is on account, in the currency of the counter, and who is to owe it.

    ``counted`` is what the exposure has of it already, in company currency; ``hold`` the release that may cover it.
    """

    payer: models.BaseModel
    company: models.BaseModel
    currency: models.BaseModel
    amount: float
    total: float
    term_days: int
    hold: models.BaseModel
    counted: float = 0.0


class CreditCheckService(models.AbstractModel):
    """Sales on account are checked as orders are: the same facts, rules, policy and tolerances."""

    _inherit = "credit.check"

    @api.model
    def _check_counter_sale(self, sale):
        """:param CounterSale sale:
        :return: ``CreditCheck``; what is paid otherwise at the counter is prepaid
        """
        today = sale.company._get_credit_today()
        row = self._prepare_counter_request(sale, today)
        standings = self._get_standings([sale.payer.id], [sale.company.id], today)
        Order = self.env["sale.order"]
        checks = Order._decide_credit([row], standings, {})
        refined = self._refine_overdue(standings, checks.values(), today)
        return (Order._decide_credit([row], {**standings, **refined}, {}) if refined else checks)[row["id"]]

    @api.model
    def _prepare_counter_request(self, sale, today):
        """:return: the sale as ``sale.order._read_credit_requests`` has orders"""
        def convert(amount):
            return sale.currency._convert(amount, sale.company.currency_id, sale.company, today)

        amount, total = convert(sale.amount), convert(max(sale.total, sale.amount))
        return {
            "id": sale.hold.id or 0, "partner_id": sale.payer.id, "company_id": sale.company.id,
            "amount": amount, "total_amount": total, "receipt_amount": total - amount,
            "counted_amount": sale.counted,
            "later_amount": 0.0 if sale.company.credit_count_counter else amount,
            "term_days": sale.term_days, "manual_hold": False, "orderer_profile_id": None, "is_orderer_on_hold": False,
            **sale.hold._prepare_release(amount),
        }
