"""Lists of items inside of forms on a phone: cards, as wide lists would scroll sideways."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

# So many columns fit into 390 pixels.
FITTING = 3
# Rows of a workbook are decided on at a desk, beside the workbook.
AT_A_DESK = {("credit.workbook.import", "line_ids")}


@tagged("post_install", "-at_install")
class TestPhoneLists(TransactionCase):

    def test_wide_lists_that_are_edited_have_cards_and_a_form(self):
        views = self.env["ir.ui.view"].search([("type", "=", "form"), ("model", "=like", "credit.%"), ("mode", "=", "primary")])
        lacking, seen = [], 0
        for view in views:
            for field in etree.fromstring(view.get_combined_arch()).iter("field"):
                view_list = field.find("list")
                if view_list is None or not view_list.get("editable") or (view.model, field.get("name")) in AT_A_DESK:
                    continue
                columns = [column for column in view_list.findall("field") if column.get("optional") != "hide" and (
                    column.get("column_invisible") not in ("1", "True") and column.get("widget") != "handle")]
                seen += 1
                if len(columns) > FITTING and (field.find("kanban") is None or field.find("form") is None):
                    lacking.append((view.model, field.get("name"), len(columns)))
        self.assertFalse(lacking)
        self.assertGreater(seen, 20)
