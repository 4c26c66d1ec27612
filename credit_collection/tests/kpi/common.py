from datetime import date

from odoo.fields import Command

from ..base.common import CreditCommon


class KpiCommon(CreditCommon):
    """Documents with dates of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_customer = cls.env["res.partner"].create({"name": "Other Customer", "is_company": True})
        cls.other_profile = cls.other_customer._get_credit_profiles()

    @classmethod
    def _bill(cls, amount, day, due, partner=None, **vals):
        """An invoice of ``day``, without tax."""
        return cls._invoice(amount, 0, partner, invoice_date=day, date=day, invoice_date_due=due, **vals)

    @classmethod
    def _credit(cls, move, amount, day):
        """A credit note of ``day``, matched with ``move``."""
        note = cls._invoice(
            amount, 0, move.partner_id, move_type="out_refund", invoice_date=day, date=day, invoice_date_due=day)
        cls._match(move, note)
        return note

    @classmethod
    def _match(cls, *moves):
        lines = cls.env["account.move.line"].concat(*(move.line_ids for move in moves))
        lines.filtered(lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled).reconcile()

    @classmethod
    def _book(cls, parts, day, journal="default_journal_misc", partner=None, company_data=None):
        """An entry of ``parts``: pairs of account key and amount (negative: credit)."""
        data = company_data or cls.company_data
        move = cls.env["account.move"].with_company(data["company"]).create({
            "date": day, "journal_id": data[journal].id,
            "line_ids": [Command.create({
                "account_id": (data[key] if isinstance(key, str) else key).id, "balance": amount,
                "partner_id": (partner or cls.customer).id,
            }) for key, amount in parts],
        })
        move.action_post()
        return move

    def _figures(self, first, last, domain=None, company=None):
        self._refresh()
        return (company or self.company)._get_credit_key_figures(first, last, domain)

    def _quarter(self):
        """The worked example: opening 500, sales 900, closing 520 of which 300 are not due."""
        old = self._bill(500, date(2024, 12, 10), date(2025, 1, 10))
        january = self._bill(300, date(2025, 1, 15), date(2025, 2, 15))
        self._bill(300, date(2025, 2, 15), date(2025, 3, 17))
        self._bill(300, date(2025, 3, 15), date(2025, 4, 14))
        self._pay(old, date=date(2025, 2, 10))
        self._pay(january, date=date(2025, 2, 15))
        return date(2025, 1, 1), date(2025, 3, 31)
