from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import CreditCommon


class ShortPaymentCommon(CreditCommon):
    """A tax of 20 %, a term with 2 % in 10 days, users who decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create({
            "name": "Tax 20 %", "amount": 20, "company_id": cls.company.id,
            "country_id": cls.company.account_fiscal_country_id.id})
        cls.term = cls.env["account.payment.term"].create({
            "name": "30 days, 2 % in 10 days", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "early_pay_discount_computation": "included",
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})
        cls.discount_account = cls.env["account.account"].create({
            "code": "DISC1", "name": "Early payment discounts", "account_type": "expense"})
        cls.company.account_journal_early_pay_discount_loss_account_id = cls.discount_account
        cls.manager, cls.other_manager = cls._user("manager"), cls._user_named("other_manager", "manager")
        cls.collector = cls._user("collector")

    @classmethod
    def _user_named(cls, login, role):
        return new_test_user(
            cls.env, login, f"credit_collection.credit_collection_group_{role}", company_id=cls.company.id)

    @classmethod
    def _bill(cls, gross, day, term=None, taxed=True, partner=None, **vals):
        """An invoice over ``gross`` with 20 % tax in it, dated ``day``, by the term with discount."""
        move = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": (partner or cls.customer).id, "invoice_date": day,
            "invoice_payment_term_id": (term or cls.term).id, "invoice_line_ids": [Command.create({
                "name": "Goods", "quantity": 1, "price_unit": round(gross / 1.2, 2) if taxed else gross,
                "tax_ids": [Command.set(cls.tax.ids if taxed else [])]})], **vals})
        move.action_post()
        return move

    def _receive(self, move, amount, day, text=None):
        """A receipt of ``amount`` on ``day``, matched with ``move``."""
        item = self._open_item(move)
        currency = move.currency_id
        rate = item.balance / item.amount_currency
        entry = self.env["account.move"].create({
            "move_type": "entry", "date": day, "journal_id": self.company_data["default_journal_bank"].id, "line_ids": [
                Command.create({
                    "account_id": item.account_id.id, "partner_id": move.partner_id.id, "name": text or "Payment",
                    "currency_id": currency.id, "amount_currency": -amount, "balance": -round(amount * rate, 2)}),
                Command.create({
                    "account_id": self.company_data["default_journal_bank"].default_account_id.id,
                    "currency_id": currency.id, "amount_currency": amount, "balance": round(amount * rate, 2)})]})
        entry.action_post()
        receipt = entry.line_ids.filtered(lambda line: line.account_id == item.account_id)
        (item + receipt).reconcile()
        self._refresh()
        return receipt

    def _shorts(self, move):
        return self.env["credit.short.payment"].search([("move_id", "=", move.id)])
