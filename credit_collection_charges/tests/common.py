from datetime import date

from odoo.addons.credit_collection.tests.common import CreditCommon


class ChargesCommon(CreditCommon):
    """A customer in Japan with ten percent a year: shipped tables neither end nor change under these tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref("base.jp")
        cls.customer.country_id = cls.country
        cls.terms = cls.env["credit.interest.rule"].create({
            "name": "Ten percent", "country_id": cls.country.id, "compensation_currency_id": cls.company.currency_id.id,
            "compensation_ids": [(0, 0, {"amount": 40})],
            "rate_ids": [(0, 0, {"date_from": "2000-01-01", "rate": 10, "source": "Test"})],
        })
        cls.german = cls.env.ref("credit_collection_charges.credit_interest_rule_de")

    @classmethod
    def _late(cls, amount, due, partner=None, **vals):
        """An invoice over ``amount`` that is due on the date ``due``."""
        return cls._invoice(amount, (due - cls.today).days, partner, **vals)

    def _accrue(self, today=None):
        """:return: the accrued charges by kind after accruing to ``today``"""
        self._refresh()
        charges = self.profile._accrue_charges(today or self.today)
        return charges

    def _interest(self, move, today=None):
        """:return: the interest accrued of an invoice after accruing to ``today``"""
        charges = self._accrue(today).filtered(lambda charge: charge.kind == "interest" and charge.move_id == move)
        return round(sum(charges.mapped("amount")), 2)

    @classmethod
    def _credit(cls, move, amount, day, **vals):
        """A credit note over ``amount`` of an invoice, dated ``day`` and matched with it."""
        note = cls.env["account.move"].create({
            "move_type": "out_refund", "partner_id": move.partner_id.id, "invoice_date": day, "date": day,
            "invoice_date_due": day, "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, {"name": "Credit", "quantity": 1, "price_unit": amount, "tax_ids": [(5, 0, 0)]})],
            **vals,
        })
        note.action_post()
        (move + note).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        return note


def day(text):
    return date.fromisoformat(text)
