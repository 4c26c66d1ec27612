import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuranceDeclaration(InsuranceCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.premium_rate = 2.5
        cls._cover(50000)
        cls.france = cls.env["res.partner"].create({
            "name": "=HYPERLINK(1)", "is_company": True, "country_id": cls.env.ref("base.fr").id})
        cls._deliver(10000, "2024-05-01", taxed=True)
        cls._deliver(4000, "2024-05-31", partner=cls.france)
        cls._deliver(7000, "2024-06-01")
        note = cls._invoice(1000, 0, move_type="out_refund", invoice_date="2024-05-15")
        note.invoice_date_due = "2024-05-15"
        cls._invoice(5000, 0, post=False, invoice_date="2024-05-10")

    def _declaration(self, **vals):
        declaration = self.env["credit.insurance.declaration"].with_user(self.manager).create({
            "policy_id": self.policy.id, "month": "2024-05-20", **vals})
        declaration.action_calculate()
        return declaration

    def test_turnover_of_the_month_without_tax(self):
        declaration = self._declaration()
        self.assertRecordValues(declaration, [{
            "invoiced": 14000, "credited": 1000, "turnover": 13000, "premium": 32.5}])
        self.assertEqual(sorted(declaration.line_ids.mapped("turnover")), [4000, 9000])

    def test_its_month_is_written_as_the_language_writes_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        declaration = self._declaration()
        self.assertTrue(declaration.display_name.endswith("May 2024"), declaration.display_name)
        declaration = declaration.with_context(lang="zh_CN")
        self.assertTrue(declaration.display_name.endswith("2024年5月"), declaration.display_name)

    def test_only_countries_of_the_policy_and_covered_customers(self):
        self.policy.declares = "covered"
        self.assertEqual(self._declaration().line_ids.partner_id, self.customer)
        self.policy.declares = "all"
        self.env["credit.insurance.cover"].search([]).active = False
        self.policy.country_ids = self.env.ref("base.fr")
        declaration = self.env["credit.insurance.declaration"].search([("policy_id", "=", self.policy.id)])
        declaration.with_user(self.manager).action_calculate()
        self.assertEqual(declaration.line_ids.partner_id, self.france)

    def test_sent_stays_as_it_is(self):
        declaration = self._declaration()
        declaration.action_send()
        self.assertRecordValues(declaration, [{"state": "sent", "sent_by_id": self.manager.id}])
        for step in (declaration.action_calculate, declaration.unlink, lambda: declaration.write({"month": "2024-06-01"})):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                step()
        running = self._declaration(month=self.today)
        with self.assertRaisesRegex(UserError, "has not ended|Work"):
            running.action_send()

    def test_workbook(self):
        declaration = self._declaration()
        book = load_workbook(io.BytesIO(declaration.with_user(self._user("viewer"))._generate()))
        rows = list(book["Turnover"].values)
        self.assertIn("4711", rows[1][0] or "")
        by_customer = {row[1]: row[5] for row in rows if row[1]}
        self.assertEqual((by_customer["=HYPERLINK(1)"], by_customer["Careful Customer"]), (4000, 9000))
        with self.assertRaises(AccessError):
            declaration.with_user(self._user("salesperson"))._generate()
        with self.assertRaises(AccessError):
            declaration.with_user(self.collector).action_calculate()
