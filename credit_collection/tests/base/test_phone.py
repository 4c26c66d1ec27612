from odoo.tests import TransactionCase, tagged

# Lists of a desk: letters are printed, runs read, absences planned.
AT_A_DESK = {
    "credit_followup_letter_menu", "credit_followup_run_menu", "credit_unsent_invoice_menu", "credit_left_out_item_menu",
    "credit_contact_change_menu", "credit_absence_menu", "credit_limit_group_menu", "credit_approval_delegation_menu",
    "credit_insurance_extension_menu",
}


@tagged("post_install", "-at_install")
class TestPhone(TransactionCase):
    """A list of many columns cannot be read on a phone: what is worked with every day has cards, which Odoo shows there."""

    def test_documents_of_collection_and_credit_control_have_cards(self):
        root = self.env.ref("credit_collection.credit_collection_menu_collection")
        root += self.env.ref("credit_collection.credit_collection_menu_credit")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.ids), ("action", "!=", False)])
        names = menus.get_external_id()
        lists = {
            name: set(menu.action.view_mode.split(",")) for menu in menus
            if menu.action._name == "ir.actions.act_window" and "list" in menu.action.view_mode
            and (name := names[menu.id].partition(".")[2]) not in AT_A_DESK
        }
        self.assertIn("credit_promise_menu", lists)
        self.assertEqual({name for name, kinds in lists.items() if "kanban" not in kinds}, set())
