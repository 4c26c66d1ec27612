"""Lists inside of forms on a phone: cards, as wide lists would scroll sideways."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

# So many columns fit into 390 pixels.
FITTING = 3
# Policies, plans and their previews, runs and files are worked with at a desk.
DESK_MODELS = {
    "credit.agreement.template", "credit.customer.companies", "credit.followup.forecast", "credit.followup.plan",
    "credit.followup.run", "credit.forecast.company", "credit.payment.return.import", "credit.plan.comparison",
    "credit.policy.change", "credit.workbook.import", "credit.workbook.schedule", "credit.workbook.upload",
}


@tagged("post_install", "-at_install")
class TestPhoneLists(TransactionCase):

    def _wide_lists(self):
        """:return: iterator of form view, field with a list that does not fit, and that list"""
        views = self.env["ir.ui.view"].search([("type", "=", "form"), ("model", "=like", "credit.%"), ("mode", "=", "primary")])
        for view in views:
            for field in etree.fromstring(view.get_combined_arch()).iter("field"):
                inner = field.find("list")
                columns = [] if inner is None else [column for column in inner.findall("field") if not (
                    column.get("optional") == "hide" or column.get("column_invisible") in ("1", "True")
                    or column.get("widget") == "handle")]
                if len(columns) > FITTING:
                    yield view, field, inner

    def test_wide_lists_have_cards(self):
        seen = list(self._wide_lists())
        self.assertGreater(len(seen), 50)
        self.assertFalse([
            (view.model, field.get("name")) for view, field, _list in seen
            if field.find("kanban") is None and view.model not in DESK_MODELS])

    def test_wide_lists_that_are_edited_have_cards_and_a_form(self):
        edited = [
            (view.model, field) for view, field, inner in self._wide_lists()
            # Rows of a workbook are decided on beside the workbook.
            if inner.get("editable") and view.model != "credit.workbook.import"]
        self.assertGreater(len(edited), 15)
        self.assertFalse([
            (model, field.get("name")) for model, field in edited
            if field.find("kanban") is None or field.find("form") is None])

    def test_cards_grouped_from_the_start_are_flat_on_a_phone(self):
        """The aging opened with a column for each customer, one beside the other."""
        actions = self.env["ir.actions.act_window"].search([
            ("res_model", "=like", "credit.%"), ("view_mode", "=like", "%kanban%"),
            ("context", "like", "search_default_group_")])
        actions += self.env.ref("credit_collection.credit_aging_item_action")
        for action in actions:
            with self.subTest(action.name):
                arch = self.env[action.res_model].get_view(view_type="kanban")["arch"]
                self.assertEqual(etree.fromstring(arch).get("js_class"), "credit_flat_kanban")
