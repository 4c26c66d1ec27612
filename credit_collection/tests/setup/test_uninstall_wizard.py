"""Before the add-on is uninstalled, the wizard tells what that means."""

from odoo.tests import new_test_user, tagged

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestUninstallWizard(CreditCommon):

    def _open(self, module, groups="base.group_system"):
        user = new_test_user(self.env, "uninstaller", groups, company_id=self.company.id)
        modules = self.env["ir.module.module"].search([("name", "=", module)])
        return self.env["base.module.uninstall"].with_user(user).create({"module_ids": modules.ids})

    def test_held_orders_are_told_to_whoever_uninstalls(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 10})
        before = self._open("credit_collection").credit_held_count
        self._order(500).action_confirm()
        self.env.flush_all()
        wizard = self.env["base.module.uninstall"].search([], limit=1, order="id desc").copy()
        self.assertRecordValues(wizard, [{"credit_is_lost": True, "credit_held_count": before + 1}])

    def test_another_add_on_takes_nothing_of_it_along(self):
        self.assertRecordValues(self._open("l10n_de"), [{"credit_is_lost": False, "credit_held_count": 0}])

    def test_the_workbook_is_offered_before(self):
        wizard = self._open(
            "credit_collection", "base.group_system,credit_collection.credit_collection_group_viewer")
        self.assertIn("/credit_collection/overdue.xlsx", wizard.action_export_credit_workbook()["url"])
        self.assertIn("action_export_credit_workbook", wizard.get_view()["arch"])
