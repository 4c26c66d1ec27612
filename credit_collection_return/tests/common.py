from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import FollowupCommon


class ReturnCommon(FollowupCommon):
    """Invoices over 300 and 400, 27 and 13 days overdue, paid by one direct debit of 700 eight days ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        cls.method = cls.bank.inbound_payment_method_line_ids[:1]
        cls.method.credit_is_debit = True
        cls.fee_account = cls.company_data["default_account_revenue"]
        cls.company.write({
            "credit_return_claims_fee": True, "credit_return_fee_account_id": cls.fee_account.id,
            "credit_return_journal_id": cls.company_data["default_journal_misc"].id})
        cls.reason = cls.env.ref("credit_collection_return.credit_reason_return_am04")
        cls.closed = cls.env.ref("credit_collection_return.credit_reason_return_ac04")
        cls.first, cls.second = cls._invoice(300, -27), cls._invoice(400, -13)
        cls.manager = new_test_user(
            cls.env, "return_manager", "credit_collection.credit_collection_group_manager", company_id=cls.company.id)

    @classmethod
    def _debit(cls, moves=None, days=-8, **vals):
        payment = cls._pay(moves or cls.first | cls.second, date=cls._days(days))
        payment.write(vals)
        return payment

    def _return(self, payment, fee=7.5, post=True, **vals):
        self._refresh()
        record = self.env["credit.payment.return"].with_user(self.manager).create({
            "payment_id": payment.id, "reason_id": self.reason.id, "bank_fee": fee, **vals})
        if post:
            record.action_post()
        self._refresh()
        return record.sudo()

    def _owed(self, day=None):
        """:return: ``{(document, days overdue): amount}`` of the debts of the customer"""
        self._refresh()
        day = day or self.today
        items = self.env["credit.open.item"]._read(self.profile, day)[self.profile]
        return {(item.number, (day - item.due_date).days): item.residual for item in items}

    @classmethod
    def _bank_entry(cls, amount, days):
        """An entry of the bank over ``amount`` (negative: given back) on the customer."""
        entry = cls.env["account.move"].create({
            "move_type": "entry", "date": cls._days(days), "journal_id": cls.bank.id, "line_ids": [
                Command.create({
                    "account_id": cls.company_data["default_account_receivable"].id, "partner_id": cls.customer.id,
                    "balance": -amount}),
                Command.create({"account_id": cls.bank.default_account_id.id, "balance": amount})]})
        entry.action_post()
        return entry
