from odoo import models


class CreditStatement(models.Model):
    _inherit = "credit.statement"

    def _get_page_values(self):
        """:return: values of the page of the customer: what was sent, what was answered, what can be paid"""
        self.ensure_one()
        [document] = self._describe().values()
        company, currencies = self.company_id, self.balance_ids.currency_id
        payable = self._get_payable()
        return {
            **document, "date_from": document["from"],
            "company": company.name, "customer": self.profile_id.partner_id.name,
            "state": self.state, "answered_by": self.answered_by,
            "answered_on": self.answered_at and self._get_writer({}, document["lang"]).format_date(
                self.answered_at.date()),
            "can_answer": self.state == "sent" and self.asks_confirmation,
            "path": self._get_page_path(),
            "currencies": currencies.mapped("name"),
            "documents": self._get_contestable_moves().mapped("name"),
            "payment_path": self._get_payment_path() if payable else None,
            "can_pay": company._has_online_payment(),
        }
