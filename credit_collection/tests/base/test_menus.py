from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

ROLES = ("viewer", "collector", "manager")


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    """Every menu is shown to those who may use it: Odoo hides a menu when the user may not read the model of its action."""

    def _load(self, groups):
        user = new_test_user(
            self.env, f"menus_{len(groups)}_{groups[-12:]}", groups, company_ids=[Command.set(self.env.company.ids)])
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return user, {menu["xmlid"] for menu in menus.values() if menu.get("xmlid")}

    def _get_menus(self):
        menus = self.env["ir.ui.menu"].search([]).filtered("action")
        return {
            xmlid: menu for menu in menus
            if (xmlid := menu.get_external_id()[menu.id]).startswith("credit_collection.")
        }

    def _is_for(self, menu, user):
        """:return: whether the groups of this menu and of those above it let the user in"""
        while menu:
            if menu.group_ids and not menu.group_ids & user.all_group_ids:
                return False
            menu = menu.parent_id
        return True

    def test_each_role_sees_all_menus_of_its_groups(self):
        menus = self._get_menus()
        self.assertIn("credit_collection.credit_overdue_workbook_menu", menus)
        for role in ROLES:
            user, shown = self._load(f"credit_collection.credit_collection_group_{role}")
            expected = {xmlid for xmlid, menu in menus.items() if self._is_for(menu, user)}
            with self.subTest(role=role):
                self.assertEqual(expected - shown, set())

    def test_other_employees_see_none_of_our_menus(self):
        _user, shown = self._load("base.group_user")
        self.assertEqual(shown & self._get_menus().keys(), set())
