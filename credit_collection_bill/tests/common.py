from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import FollowupCommon


class BillCommon(FollowupCommon):
    """A company that keeps bills, a bank, a supplier, users who book."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill_account, cls.cost_account = [
            cls.env["account.account"].create({"code": code, "name": name, "account_type": kind}) for code, name, kind in (
                ("BILL1", "Bills receivable", "asset_current"), ("BILL2", "Cost of discounting", "expense"))]
        cls.company.write({
            "credit_bill_account_id": cls.bill_account.id, "credit_bill_cost_account_id": cls.cost_account.id,
            "credit_bill_journal_id": cls.company_data["default_journal_misc"].id})
        cls.bank_journal = cls.company_data["default_journal_bank"]
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.payable = cls.company_data["default_account_payable"]
        cls.bank_partner, cls.supplier = cls.env["res.partner"].create([
            {"name": "Bank of Test", "is_company": True}, {"name": "Steel Supplier", "is_company": True}])
        cls.manager, cls.collector = cls._user("manager"), cls._user("collector")

    @classmethod
    def _user_named(cls, login, role):
        return new_test_user(
            cls.env, login, f"credit_collection.credit_collection_group_{role}", company_id=cls.company.id)

    def _bill(self, amount, maturity, moves=None, book=True, **vals):
        """A commercial acceptance of the customer, taken for ``moves``, and booked by the manager."""
        bill = self.env["credit.bill"].with_user(self.collector).create({
            "name": vals.pop("name", f"B{amount}"), "profile_id": self.profile.id, "amount": amount, "maturity": maturity,
            "line_ids": [Command.set(self._open_item(moves).ids if moves else [])], **vals})
        if book:
            bill.with_user(self.manager).action_receive()
            self._refresh()
        return bill.sudo()

    def _step(self, bills, step, user=None, **vals):
        wizard = self.env["credit.bill.step"].with_user(user or self.manager).create({
            "step": step, "bill_ids": [Command.set(bills.ids)], **vals})
        wizard.action_apply()
        self._refresh()
        return wizard

    def _balance(self, account):
        self._refresh()
        lines = self.env["account.move.line"].sudo().search([
            ("account_id", "=", account.id), ("parent_state", "=", "posted")])
        return round(sum(lines.mapped("balance")), 2)

    def _exposure(self, partner):
        self._refresh()
        profile = partner._get_credit_profiles()
        return profile.exposure_bills, profile.exposure_total
