from odoo import models


class CreditStatement(models.Model):
    _inherit = "credit.statement"

    def _get_page_values(self, path=None):
        """:param str path: address of the page, that of the link of the statement by default
        :return: values of the page of the customer: what was sent, what was answered, what can be paid"""
        self.ensure_one()
        [document] = self._describe().values()
        company, currencies = self.company_id, self.balance_ids.currency_id
        payable = None if self._is_link_expired() else self._get_payable()
        return {
            **document,
            "company": company.name, "customer": self.profile_id.partner_id.name,
            "state": self.state, "answer": self._thank(document["lang"]),
            "can_answer": self.state == "sent" and self.asks_confirmation,
            "path": path or self._get_page_path(),
            "currencies": currencies.mapped("name"),
            "documents": self._get_contestable_moves().mapped("name"),
            "payment_path": self._get_payment_path() if payable else None,
            "can_pay": company._has_online_payment(),
        }

    def _thank(self, lang):
        """:return: who gave which answer when; nothing without an answer"""
        if not self.answered_at:
            return None
        writer = self._get_writer({}, lang)
        values = {
            "name": self.answered_by, "date": writer.format_date(self.company_id._get_credit_today(self.answered_at))}
        if self.state == "confirmed":
            return writer.env._("Thank you: %(name)s confirmed this balance on %(date)s.", **values)
        if self.state == "contested":
            return writer.env._("Thank you: %(name)s contested this balance on %(date)s. We will contact you.", **values)
        return None
