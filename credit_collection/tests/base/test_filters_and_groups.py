"""Whatever a list offers to filter, group, total and name by works."""

from odoo.fields import Domain
from odoo.tests import tagged

from .common import CreditCommon

CORE = ("account.move", "account.move.line", "res.partner", "sale.order", "sale.order.line", "stock.picking")
# A condition of each kind that the editor of filters offers.
CONDITIONS = {
    "boolean": [("=", True), ("!=", True)],
    "char": [("ilike", "a"), ("=", False)],
    "date": [("<", "2026-01-01"), ("=", False)],
    "datetime": [("<", "2026-01-01 00:00:00"), ("=", False)],
    "float": [(">=", 0.5), ("<", 0.5), ("=", 0), ("!=", 0)],
    "html": [("ilike", "a")],
    "integer": [(">=", 1), ("<", 1), ("=", 0), ("!=", 0)],
    "many2many": [("ilike", "a"), ("=", False)],
    "many2one": [("ilike", "a"), ("=", False), ("!=", False)],
    "monetary": [(">=", 0.5), ("<", 0.5), ("=", 0), ("!=", 0)],
    "one2many": [("ilike", "a"), ("=", False)],
    "selection": [("in", ["none"]), ("=", False), ("!=", False)],
    "text": [("ilike", "a"), ("=", False)],
}


@tagged("post_install", "-at_install")
class TestFiltersAndGroups(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls._user("manager")
        user.group_ids |= cls.env.ref("account.group_account_manager") | cls.env.ref("sales_team.group_sale_manager")
        cls.user_env = cls.env(user=user)

    def _get_models(self):
        """:return: ``{model: descriptions of our fields}`` of the models whose records have lists"""
        own = [name for name in self.env.registry if name.startswith("credit.") and not self.env[name]._abstract]
        models = {}
        for name in [*sorted(own), *(name for name in CORE if name in self.env)]:
            Model = self.user_env[name]
            if Model.has_access("read"):
                models[Model] = {
                    field: description for field, description in Model.fields_get().items()
                    if name not in CORE or field.startswith("credit_")}
        return models

    def _is_seen(self, description):
        return "relation" not in description or self.user_env[description["relation"]].has_access("read")

    def test_filters(self):
        for Model, descriptions in self._get_models().items():
            conditions = [
                Domain(name, operator, value) for name, description in descriptions.items()
                if description["searchable"] and self._is_seen(description)
                for operator, value in CONDITIONS.get(description["type"], ())]
            with self.subTest(Model._name), self.env.cr.savepoint():
                Model.search_count(Domain.OR(conditions))

    def test_groups_totals_and_order(self):
        for Model, descriptions in self._get_models().items():
            groups = [
                f"{name}:month" if description["type"] in ("date", "datetime") else name
                for name, description in descriptions.items() if description.get("groupable")]
            totals = [f"{name}:{description['aggregator']}" for name, description in descriptions.items()
                      if description.get("aggregator")]
            currencies = [f"{name}:sum_currency" for name, description in descriptions.items()
                          if description.get("aggregator") and description["type"] == "monetary"]
            order = ",".join(name for name, description in descriptions.items() if description.get("sortable"))
            with self.subTest(Model._name), self.env.cr.savepoint():
                Model.formatted_read_group([], groups, [*totals, *currencies])
                Model.search([], order=order, limit=1)

    def test_names(self):
        for Model in self._get_models():
            with self.subTest(Model._name), self.env.cr.savepoint():
                Model.name_search("a")

    def test_numbers_that_are_worked_out(self):
        """Zero is what most records have: those without a row to compare are found by it too."""
        order, free = self._order(100), self._order(0)
        (order | free).action_confirm()
        self._refresh()
        Order = self.env["sale.order"].with_context(active_test=False)
        for operator, value, found in (
                (">", 0, order), (">=", 100, order), (">", 100, free.browse()), ("=", 100, order), ("=", 0, free),
                ("<", 100, free), ("!=", 0, order), (">=", 0, order | free), ("<=", 0, free), ("in", [0, 100], order | free)):
            with self.subTest(operator, value=value):
                domain = [("id", "in", (order | free).ids), ("credit_open_amount", operator, value)]
                self.assertEqual(Order.search(domain, order="id"), found)
        Profile = self.env["credit.profile"]
        for domain, found in (
                ([("broken_promise_count", "=", 0)], self.profile), ([("broken_promise_count", "!=", 0)], Profile),
                ([("open_review_id.state", "=", "draft")], Profile)):
            self.assertEqual(Profile.search([("id", "=", self.profile.id), *domain]), found)
