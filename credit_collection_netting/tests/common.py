from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import FollowupCommon


class NettingCommon(FollowupCommon):
    """We are owed 300, 20 days overdue, and owe 200 that are due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_netting_journal_id = cls.company_data["default_journal_misc"]
        cls.manager, cls.other = (new_test_user(
            cls.env, login, "credit_collection.credit_collection_group_manager", company_id=cls.company.id)
            for login in ("netting_one", "netting_two"))
        cls.debt = cls._invoice(300, -20)

    @classmethod
    def _bill(cls, amount, due=-5, **vals):
        return cls._invoice(amount, due, move_type="in_invoice", ref=f"B{amount}{due}", **vals)

    def _fill(self, user=None, **vals):
        self._refresh()
        netting = self.env["credit.netting"].with_user(user or self.manager).create({"profile_id": self.profile.id, **vals})
        netting.action_fill()
        return netting

    def _set_off(self, **vals):
        netting = self._fill(**vals)
        netting.action_submit()
        netting.with_user(self.other).action_approve()
        netting.with_user(self.other).action_post()
        self._refresh()
        return netting.sudo()
