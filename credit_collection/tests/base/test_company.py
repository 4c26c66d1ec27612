import os

from odoo.tests import get_db_name, tagged

from .company import HIDDEN, CompanyCommon, _hideable, _read, _restored, _show


def shape(value):
    """:return: ``value`` in words that two companies have in common"""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    try:
        return value._name, value.mapped("display_name")
    except AttributeError:
        return value


@tagged("post_install", "-at_install")
class TestKeptCompany(CompanyCommon):

    def test_company_has_its_name_and_is_the_only_one_of_its_user(self):
        self.assertEqual(self.env.company.name, "company_1_data")
        self.assertEqual(self.env.user.company_ids, self.env.company)
        self.assertEqual(self.env.user.login, "accountman")
        self.assertTrue(self.env.user.has_group("credit_collection.credit_collection_group_manager"))

    def test_pricelist_of_the_class_is_the_only_one(self):
        self.assertEqual(self.env["product.pricelist"].search([]), self.pricelist)

    def test_second_company_is_another_for_the_same_user(self):
        data = self.setup_other_company()
        self.assertEqual(data["company"].name, "company_2")
        self.assertEqual(self.env.user.company_ids, self.company_data["company"] | data["company"])
        self.assertEqual(data["default_journal_sale"].company_id, data["company"])
        self.assertEqual(data["default_user_salesman"].company_id, data["company"])
        self.assertEqual(self.env.company.name, "company_1_data")

    def test_company_of_the_same_name_can_be_set_up_in_another_currency(self):
        data = self.setup_other_company(currency_id=self.env.ref("base.EUR").id)
        self.assertEqual(data["company"].name, "company_2")
        self.assertEqual(data["default_journal_sale"].alias_name, "sales-company_2")

    def test_third_company_has_values_of_its_own(self):
        second = self.setup_other_company()["company"]
        third = self.setup_other_company(name="Third", currency_id=self.env.ref("base.EUR").id)["company"]
        self.assertEqual((third.name, third.currency_id.name), ("Third", "EUR"))
        self.assertEqual(self.env.user.company_ids, self.env.company | second | third)


@tagged("post_install", "-at_install")
class TestOwnCompany(CompanyCommon):
    """A class that asks for something special gets a company of its own, even where another is kept."""

    chart_template = "generic_coa"

    def setUp(self):
        super().setUp()
        if os.environ.get("CREDIT_TEST_DATABASE") != get_db_name():
            self.skipTest("nothing is kept in a database that is not for tests alone")
        self.kept = _read()

    def test_kept_companies_and_their_users_are_hidden(self):
        if not self.kept:
            self.skipTest("no class has kept anything so far")
        Company, User = self.env["res.company"].sudo(), self.env["res.users"].sudo()
        hidden = self.kept["hidden"]
        self.assertEqual(len(Company.with_context(active_test=False).search([("name", "=like", f"%{hidden}")])), 2)
        self.assertFalse(Company.search([("name", "like", HIDDEN)]))
        self.assertFalse(User.search([("login", "like", HIDDEN)]))
        self.assertNotIn(self.env.company.id, self.kept["class"]["company"]["ids"])

    def test_kept_is_what_odoo_sets_up(self):
        if not self.kept:
            self.skipTest("no class has kept anything so far")
        kept = self.kept["class"]
        own = {name: shape(getattr(self, name)) for name in kept}
        # Make way for the names of what is kept.
        for table, column, ids in _hideable(self.company_data, self.env.user | self.simple_accountman):
            self.env.cr.execute(f"UPDATE {table} SET {column} = {column} || ' own' WHERE id = ANY(%s)", [ids])
        _show(self.env.cr, self.kept, "class")
        self.env.invalidate_all()
        restored = _restored(self.env(user=kept["user"]["ids"][0]), kept)
        self.assertEqual({name: shape(value) for name, value in restored.items()}, own)
