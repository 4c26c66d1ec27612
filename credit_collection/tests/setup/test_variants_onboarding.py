"""Contacts imported with credit limits: who may bring them, of whom, and how they are written."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..base.common import CreditCommon

MANAGER = "credit_collection.credit_collection_group_manager,base.group_partner_manager"


@tagged("post_install", "-at_install")
class TestVariantsOnboarding(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._importer("manager", MANAGER)

    @classmethod
    def _importer(cls, name, groups):
        return new_test_user(cls.env, f"importing_{name}", groups, company_id=cls.company.id)

    def _load(self, fields, rows, user=None, **context):
        self._refresh()
        result = self.env["res.partner"].with_user(user or self.manager).with_context(**context).load(fields, rows)
        self._refresh()
        return result

    def _assert_refused(self, result, *texts):
        self.assertFalse(result["ids"])
        messages = [message["message"] for message in result["messages"]]
        self.assertEqual(len(messages), len(texts), messages)
        for message, text in zip(messages, texts, strict=True):
            self.assertIn(text, message)

    def _find(self, *names):
        return self.env["res.partner"].search([("name", "in", names)])

    def _limits(self, *names):
        profiles = self._find(*names)._get_credit_profiles()
        return {profile.partner_id.name: (profile.limit_mode, profile.credit_limit) for profile in profiles}

    def test_salesperson_without_and_with_the_column(self):
        seller = self._importer("seller", "sales_team.group_sale_salesman,base.group_partner_manager")
        self.assertEqual(len(self._load(["name"], [["One"], ["Two"], ["Three"]], seller)["ids"]), 3)
        result = self._load(["name", "credit_limit"], [["Four", "100"], ["Five", ""]], seller)
        self._assert_refused(result, "“Credit Limit”")
        self.assertFalse(self._find("Four", "Five"), "nothing is written")

    def test_empty_zero_amount_and_word(self):
        rows = [["Amount", "10000.50"], ["Zero", "0"], ["Word", "Unlimited"], ["Chinese", "不限额"], ["Nothing", ""]]
        result = self._load(["name", "is_company", "credit_limit"], [[name, "1", limit] for name, limit in rows])
        self.assertEqual(len(result["ids"]), 5, result["messages"])
        self.assertEqual(self._limits("Amount", "Zero", "Word", "Chinese"), {
            "Amount": ("limited", 10000.5), "Zero": ("no_credit", 0), "Word": ("unlimited", 0), "Chinese": ("unlimited", 0)})

    def test_empty_cell_leaves_the_limit_as_it_is(self):
        """It made the customer unlimited."""
        self.profile.write({"limit_mode": "limited", "credit_limit": 10000})
        result = self._load([".id", "credit_limit", "phone"], [[str(self.customer.id), "", "+1 555 0199"]])
        self.assertTrue(result["ids"])
        self.assertRecordValues(self.profile, [{"limit_mode": "limited", "credit_limit": 10000}])
        self.assertEqual(self.customer.phone, "+1 555 0199")
        self._load([".id", "credit_limit"], [[str(self.customer.id), "0"]])
        self.assertEqual(self.profile.limit_mode, "no_credit")

    def test_what_is_no_limit_is_told_and_nothing_written(self):
        result = self._load(["name", "credit_limit"], [
            ["Good", "5"], ["Dots", "1,000.00"], ["Less", "-1"], ["Nan", "nan"], ["Text", "much"],
            ["Line", "1_000"]])
        self._assert_refused(result, "“1,000.00”", "“-1”", "“nan”", "“much”", "“1_000”")
        self.assertFalse(self._find("Good", "Dots", "Less", "Nan", "Text", "Line"))

    def test_limit_belongs_to_the_company_and_stands_once(self):
        fields = ["name", "is_company", "parent_id", "credit_limit"]
        company, contact, again = (
            ["File Company", "1", "", "10000"], ["File Contact", "0", "File Company", "5000"],
            ["File Company", "1", "", "12000"])
        self._assert_refused(self._load(fields, [company, contact]), "is a contact of File Company")
        self._assert_refused(self._load(fields, [company, again]), "several rows", "several rows")
        self.assertFalse(self._find("File Company", "File Contact"))
        contact[3] = ""
        self.assertEqual(len(self._load(fields, [company, contact])["ids"]), 2)
        self.assertEqual(self._limits("File Company"), {"File Company": ("limited", 10000)})

    def test_limit_of_a_contact_of_a_known_customer(self):
        result = self._load([".id", "credit_limit"], [[str(self.contact.id), "5000"]])
        self._assert_refused(result, "is a contact of Careful Customer")

    def test_what_was_exported_comes_back(self):
        """Lists show the limit of the customer at its contacts."""
        self.profile.write({"limit_mode": "limited", "credit_limit": 500})
        rows = [[str(self.customer.id), "700"], [str(self.contact.id), "700"]]
        self.assertTrue(self._load([".id", "credit_limit"], rows)["ids"])
        self.assertEqual(self.profile.credit_limit, 700)

    def test_lines_of_a_contact_below_it(self):
        result = self._load(["name", "is_company", "child_ids/name", "credit_limit"], [
            ["First", "1", "Ann", "100"], ["", "", "Bob", ""], ["Second", "1", "", "200"]])
        self.assertEqual(len(result["ids"]), 2, result["messages"])
        self.assertEqual(self._limits("First", "Second"), {"First": ("limited", 100), "Second": ("limited", 200)})

    def test_accountant_gives_the_first_limit_and_changes_none(self):
        accountant = self._importer("accountant", "account.group_account_invoice,base.group_partner_manager")
        result = self._load(["name", "is_company", "credit_limit"], [["New", "1", "100"]], accountant)
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual(self._limits("New"), {"New": ("limited", 100)})
        result = self._load([".id", "credit_limit"], [[str(self.customer.id), "99999"]], accountant)
        self._assert_refused(result, "Only credit managers change")

    def test_above_the_own_tier_it_is_proposed(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 500})
        self.env["credit.approval.tier"].create({
            "name": "Small", "company_id": self.company.id, "user_ids": [Command.set(self.manager.ids)], "max_amount": 1000})
        result = self._load([".id", "credit_limit"], [[str(self.customer.id), "5000"]])
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual((self.profile.credit_limit, self.profile.review_ids.state), (500, "submitted"))

    def test_other_companies_are_left_alone(self):
        other = self.setup_other_company(name="Second")["company"]
        self.manager.company_ids += other
        self._load(["name", "is_company", "credit_limit"], [["Of Both", "1", "10000"]],
                   allowed_company_ids=(self.company | other).ids)
        partner = self._find("Of Both")
        self.assertEqual(
            [partner._get_credit_profiles(company).credit_limit for company in self.company | other], [10000, 0])

    def _import_file(self, *limits):
        """Import a file of contacts with these limits by the dialog of Odoo, as a German writes numbers."""
        fields = ["name", "is_company", "credit_limit"]
        rows = [";".join(fields), *(f"Row {number};1;{limit}" for number, limit in enumerate(limits))]
        dialog = self.env["base_import.import"].with_user(self.manager).create({
            "res_model": "res.partner", "file": "\n".join(rows).encode(), "file_type": "text/csv", "file_name": "limits.csv"})
        self._refresh()
        result = dialog.execute_import(fields, fields, {
            "quoting": '"', "separator": ";", "has_headers": True, "encoding": "utf-8",
            "float_thousand_separator": ".", "float_decimal_separator": ","})
        self._refresh()
        return result

    def test_dialog_of_odoo_reads_the_word_for_unlimited(self):
        result = self._import_file("10.000", "10.000,50", "Unlimited", "不限额", "0", "")
        self.assertEqual(len(result["ids"]), 6, result["messages"])
        names = [f"Row {number}" for number in range(5)]
        self.assertEqual([self._limits(name)[name] for name in names], [
            ("limited", 10000), ("limited", 10000.5), ("unlimited", 0), ("unlimited", 0), ("no_credit", 0)])
        self.assertFalse(self._import_file("much").get("ids"))
