from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import FollowupCommon

KNOWN, NEW = "DE89370400440532013000", "GB29NWBK60161331926819"


class PayeeCommon(FollowupCommon):
    """A guarded company with one account in use, and two managers who may enter and decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.bank_ids.action_archive()
        cls.known = cls._account(KNOWN)
        cls.company.credit_payee_guard = True
        cls.manager = cls._manager("guard_one")
        cls.other = cls._manager("guard_two")
        cls.payee = cls.env["credit.payee.account"]

    @classmethod
    def _manager(cls, login):
        return new_test_user(
            cls.env, login, "credit_collection.credit_collection_group_manager,account.group_account_manager,"
            "base.group_partner_manager", company_id=cls.company.id)

    @classmethod
    def _account(cls, number, user=None):
        Bank = cls.env["res.partner.bank"].with_user(user) if user else cls.env["res.partner.bank"]
        return Bank.create({"partner_id": cls.company.partner_id.id, "acc_number": number}).sudo()

    def _approval(self, account):
        return self.env["credit.payee.approval"].search([("bank_account_id", "=", account.id), ("state", "=", "pending")])

    def _told(self):
        self._refresh()
        return self.payee._describe(self.company, set())
