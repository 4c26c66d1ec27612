"""The tables of rates, and which terms apply to a customer."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestInterestTerms(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["credit.interest.rule"]
        cls.Rate = cls.env["credit.interest.rate"]

    def _terms(self, xml_id):
        return self.env.ref(f"credit_collection_charges.credit_interest_rule_{xml_id}")

    def _law(self, code):
        return self.Rule._get_law(self.env.ref(f"base.{code}"), self.company)

    def test_shipped_tables(self):
        expected = {
            ("de", "2023-01-01"): 10.62, ("de", "2023-07-01"): 12.12, ("de", "2024-07-01"): 12.37,
            ("fr", "2024-01-01"): 14.5, ("eu", "2024-01-01"): 12.5, ("cn", "2020-09-01"): 18.25,
        }
        for (country, day), percent in expected.items():
            [rate] = self._terms(country).rate_ids.filtered(lambda rate, day=day: str(rate.date_from) == day)
            self.assertAlmostEqual(rate.percent, percent, 4)
            self.assertTrue(rate.source)

    def test_law_by_country(self):
        for code, terms in (("de", "de"), ("fr", "fr"), ("cn", "cn"), ("it", "eu"), ("bg", "eu")):
            self.assertEqual(self._law(code), self._terms(terms))
        for code in ("us", "uk", "se", "ch", "jp"):
            self.assertFalse(self._law(code))
        self.assertFalse(self.Rule._get_law(self.env["res.country"], self.company))

    def test_terms_of_the_company_go_before_shared_ones(self):
        own = self.Rule.create({"name": "Ours", "country_id": self.env.ref("base.de").id, "company_id": self.company.id})
        self.assertEqual(self._law("de"), own)
        own.active = False
        self.assertEqual(self._law("de"), self._terms("de"))

    def test_rate_of_a_country_joins_the_table_of_that_country(self):
        rate = self.Rate.create({
            "country_id": self.env.ref("base.de").id, "date_from": "2026-07-01", "rate": 1.5, "margin": 9, "source": "Test"})
        self.assertEqual(rate.rule_id, self._terms("de"))
        first = self.Rate.create({
            "country_id": self.env.ref("base.jp").id, "date_from": "2020-04-01", "rate": 3, "source": "Civil Code, 404"})
        self.assertEqual(self._law("jp"), first.rule_id)
        self.assertRecordValues(first, [{"country_id": self.env.ref("base.jp").id, "percent": 3}])

    def test_table_with_a_gap_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "07/01/2026"):
            self.Rate.create({
                "rule_id": self._terms("de").id, "date_from": "2027-01-01", "rate": 1.5, "margin": 9, "source": "Test"})
        with self.assertRaisesRegex(ValidationError, "has no rate"):
            self._terms("fr").rate_ids[:1].date_from = "2028-01-01"

    def test_same_day_twice_is_refused(self):
        with self.assertRaisesRegex(Exception, "already|unique"):
            self.Rate.create({
                "rule_id": self._terms("de").id, "date_from": "2023-07-01", "rate": 3, "margin": 9, "source": "Test"})
            self.env.flush_all()

    def test_rate_below_zero_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "less than zero"):
            self._terms("cn").rate_ids.write({"rate": -1})
        with self.assertRaises(ValidationError):
            self._terms("cn").rate_ids.write({"margin": -1})

    def test_terms_name_the_first_day_without_a_rate(self):
        terms = self._terms("de")
        terms.rate_ids.filtered(lambda rate: str(rate.date_from) >= "2025-07-01").unlink()
        self.assertEqual(str(terms.missing_from), "2025-07-01")
        self.assertEqual(str(terms.known_until), "2025-06-30")
        self.assertFalse(self._terms("cn").missing_from)
        self.assertFalse(self._terms("cn").known_until)

    def test_compensation_by_what_is_open(self):
        terms = self.Rule.create({
            "name": "United Kingdom", "country_id": self.env.ref("base.uk").id, "follows": "first_day",
            "compensation_currency_id": self.company.currency_id.id,
            "compensation_ids": [(0, 0, {"amount_from": limit, "amount": amount})
                                 for limit, amount in ((0, 40), (1000, 70), (10000, 100))],
        })
        for debt, amount in ((1, 40), (999.99, 40), (1000, 70), (9999.99, 70), (10000, 100), (500000, 100)):
            self.assertEqual(terms._get_compensation(debt, self.company, self.today), amount)
        self.assertEqual(self._terms("cn")._get_compensation(500, self.company, self.today), 0)

    def test_compensation_needs_a_currency(self):
        with self.assertRaisesRegex(ValidationError, "currency"):
            self._terms("cn").compensation_ids = [(0, 0, {"amount": 40})]

    def test_only_credit_managers_change_terms(self):
        collector = self._user("collector")
        with self.assertRaises(AccessError):
            self._terms("de").with_user(collector).grace_days = 3
        with self.assertRaises(AccessError):
            self.Rate.with_user(collector).create({
                "rule_id": self._terms("de").id, "date_from": "2026-07-01", "rate": 0, "margin": 9, "source": "Test"})
        manager = self._user("manager")
        self.setup_other_company()
        with self.assertRaises(AccessError):
            self._terms("de").with_user(manager).grace_days = 3
