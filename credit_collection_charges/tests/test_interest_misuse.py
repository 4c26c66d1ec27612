"""Ways around the rules of a table of rates that somebody tried."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ChargesCommon, day


@tagged("post_install", "-at_install")
class TestInterestMisuse(ChargesCommon):

    def test_a_rate_within_the_table_is_not_deleted_or_moved(self):
        rates = self.german.rate_ids.sorted("date_from").sudo()
        with self.assertRaisesRegex(ValidationError, "has no rate"), self.cr.savepoint():
            rates[3].unlink()
        with self.assertRaisesRegex(ValidationError, "has no rate"), self.cr.savepoint():
            rates[3].rule_id = self.terms
        with self.assertRaisesRegex(ValidationError, "has no rate"), self.cr.savepoint():
            rates[3].date_from = "2090-01-01"
        rates[-1].unlink()
        self.german.sudo().unlink()

    def test_a_compensation_alone_needs_its_currency_too(self):
        self.terms.write({"compensation_ids": [(5, 0, 0)], "compensation_currency_id": False})
        with self.assertRaisesRegex(ValidationError, "currency of the compensation"), self.cr.savepoint():
            self.env["credit.compensation"].create({"rule_id": self.terms.id, "amount": 40})

    def test_imported_rates_are_checked(self):
        self.terms.sudo().company_id = self.company
        Rate = self.env["credit.interest.rate"].with_user(self._user("manager"))
        names = ["rule_id/.id", "date_from", "rate", "source"]
        for values in (["9999-12-31", "3", "x"], ["0001-01-01", "3", "x"], ["2026-02-30", "3", "x"], ["2027-01-01", "nan", "x"],
                       ["2027-01-01", "1e6", "x"], ["2027-01-01", "-25", "x"], ["2027-01-01", "3", ""], ["", "3", "x"]):
            with self.subTest(str(values)):
                result = Rate.load(names, [[str(self.terms.id), *values]])
                self.assertFalse(result["ids"])
                self.assertTrue(result["messages"])
        self.assertEqual(len(self.terms.rate_ids), 1)
        self.assertTrue(Rate.load(names, [[str(self.terms.id), "2027-01-01", "3", "Bank of Japan"]])["ids"])

    def test_nobody_enters_the_kept_rate_of_an_invoice(self):
        self.terms.follows = "invoice"
        invoice = self._late(1000, day("2024-06-30"))
        self.assertEqual(invoice.credit_interest_percent, 10)
        accountant = self.env.user
        self.assertFalse(self.env.su)
        for vals in ({"credit_interest_percent": 0}, {"credit_interest_rule_id": False}, {"credit_interest_terms": "none"}):
            with self.subTest(str(vals)), self.assertRaises(AccessError), self.cr.savepoint():
                invoice.with_user(accountant).write(vals)
        forged = self.env["account.move"].with_context(default_credit_interest_percent=99).create({
            "move_type": "out_invoice", "partner_id": self.customer.id})
        self.assertEqual(forged.credit_interest_percent, 0)
        copied = invoice.copy()
        self.assertEqual((copied.credit_interest_percent, copied.credit_interest_rule_id.id), (0, False))
