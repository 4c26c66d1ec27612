import re
from datetime import date

from lxml import etree

from odoo.tests import TransactionCase, tagged

OURS = "credit_collection"
# Days, rates, shares and points: two of them added up are nothing.
NO_SUM = re.compile(
    r"(days|months|percent|rate|margin|score|weight|ratio|share|threshold|strength|cycle)$|(^|_)(days|months)_|_id$")
# Points of the scorecard that add up to the score, months that are read one by one.
SUMMED = {("credit.review.line", "contribution")}


@tagged("post_install", "-at_install")
class TestNamesAndSums(TransactionCase):

    def _ours(self):
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not model._abstract and not model._transient:
                yield model

    def test_what_is_no_amount_and_no_number_is_not_added_up(self):
        """The heading of a group showed 189 points of margin, 30 days and 250 points of score."""
        added = [
            f"{model._name}.{field.name}" for model in self._ours() for field in model._fields.values()
            if field.type in ("float", "integer") and field.store and field.aggregator == "sum" and not field.related
            and field._modules and all(module.startswith(OURS) for module in field._modules)
            and not model._name.startswith("res.") and NO_SUM.search(field.name)
            and (model._name, field.name) not in SUMMED
        ]
        self.assertFalse(added, "These figures are added up in lists")

    def test_rates_are_shown_without_trailing_zeros(self):
        """A rate of 3 % was shown as 3.0000."""
        views = self.env["ir.ui.view"].search([
            ("type", "in", ["form", "list", "kanban"]), ("model", "=like", "credit.%"), ("mode", "=", "primary")])
        rates = [
            (view.model, name, node) for view in views
            for model, name, node in self._fields_in(etree.fromstring(view.get_combined_arch()), self.env[view.model])
            if model._fields[name].type == "float" and (model._fields[name].get_digits(self.env) or (0, 0))[1] > 2
            and "auc" not in name and not node.get("digits") and not node.get("widget") and node.get("column_invisible") != "1"]
        self.assertGreater(len(rates), 10)
        self.assertFalse([(model, name) for model, name, node in rates if "hide_trailing_zeros" not in node.get("options", "")])

    def _fields_in(self, parent, model):
        """:return: iterator of model, name and node of the fields of a view, those of lists and cards inside of it too"""
        for node in parent:
            field = model._fields.get(node.get("name")) if node.tag == "field" else None
            if field:
                yield model, field.name, node
            yield from self._fields_in(node, self.env[field.comodel_name] if field and field.type.endswith("2many") else model)

    def test_records_named_by_a_day_show_it_in_the_format_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        named = [model for model in self._ours() if model._name.startswith("credit.")
                 and model._rec_name in model._fields and model._fields[model._rec_name].type in ("date", "datetime")]
        self.assertTrue(named)
        for model in named:
            with self.subTest(model._name):
                record = model.new({model._rec_name: date(2026, 3, 9)})
                self.assertEqual(record.with_context(lang="en_US").display_name, "03/09/2026")
                self.assertEqual(record.with_context(lang="zh_CN").display_name, "2026/03/09")

    def test_an_empty_list_of_ours_says_what_we_say(self):
        """The list of held deliveries invited to create a transfer."""
        actions = self.env["ir.actions.act_window"].search([("help", "!=", False)])
        ours = {key: name for key, name in actions.get_external_id().items() if name.startswith(OURS)}
        self.assertTrue(ours)
        stored = {action.id: action.help for action in actions.browse(ours)}
        for values in actions.browse(ours).read(["help", "context"]):
            with self.subTest(ours[values["id"]]):
                self.assertEqual(values["help"], stored[values["id"]])

    def test_a_page_is_not_headed_by_the_name_of_a_model(self):
        """Every page that a menu opens with an empty form, as the import of a workbook."""
        actions = self.env["ir.actions.act_window"].search([
            ("res_model", "=like", "credit.%"), ("view_mode", "=like", "form%")])
        self.assertIn("credit.workbook.import", actions.mapped("res_model"))
        for action in actions.filtered(lambda action: action.target != "new"):
            with self.subTest(action.name):
                self.assertNotIn(action.res_model, self.env[action.res_model].new().display_name or "")
