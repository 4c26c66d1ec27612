"""Until when the rates of a table are known, and what is said of the days after it."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.credit_interest_rule_known import ACTIVITY
from .common import ChargesCommon, day


@tagged("post_install", "-at_install")
class TestRatesKnown(ChargesCommon):

    def _run_night(self):
        self.env["credit.charge"].sudo()._accrue_and_tell(self.profile.sudo(), self.today)
        self._refresh()

    def _get_tasks(self, terms=None):
        return (terms or self.terms).sudo().activity_search([ACTIVITY])

    def _add_rate(self, date_from, rate):
        self.terms.rate_ids = [Command.create({"date_from": date_from, "rate": rate, "source": "Test"})]

    def _interest_charge(self):
        return self.profile.charge_ids.filtered(lambda charge: charge.kind == "interest" and charge.state == "accrued")

    def test_shipped_table_of_the_lpr_is_known_until_its_last_publication(self):
        lpr = self.env.ref("credit_collection_charges.credit_interest_rule_cn_lpr")
        self.assertEqual((str(lpr.known_until), str(lpr.unchecked_from)), ("2025-06-19", "2025-06-20"))
        by_law = self.env.ref("credit_collection_charges.credit_interest_rule_cn")
        self.assertEqual((by_law.known_until, by_law.unchecked_from), (False, False))

    def test_days_after_the_last_check_bear_the_last_rate_and_say_so(self):
        self.company.credit_manager_id = self._user("manager")
        self._late(1000, self._days(-60))
        self.terms.checked_until = self._days(-10)
        for _night in range(2):
            self._run_night()
        charge = self._interest_charge()
        self.assertEqual((charge.amount, charge.unchecked_from), (16.44, self._days(-9)))
        task = self._get_tasks()
        self.assertEqual((len(task), task.user_id), (1, self.company.credit_manager_id))
        charge.action_bill()
        self.assertIn("Nobody has checked", charge.bill_id.message_ids.filtered(lambda message: "Ten" in message.body).body)
        self.assertFalse(charge.unchecked_from)
        self.terms.checked_until = self.today
        self.assertFalse(self._get_tasks())

    def test_the_manager_of_the_company_that_uses_the_table_is_asked(self):
        """The night does customers of several companies at once."""
        other = self.setup_other_company()
        theirs = self._user("manager")
        theirs.write({"company_ids": [Command.set(other["company"].ids)], "company_id": other["company"].id})
        self.company.credit_manager_id, other["company"].credit_manager_id = self.env.user, theirs
        self.terms.checked_until = self._days(-10)
        self._late(1000, self._days(-60), company_id=other["company"].id, journal_id=other["default_journal_sale"].id)
        self._refresh()
        self.env["credit.charge"].sudo()._accrue_and_tell(
            (self.profile | self.customer._get_credit_profiles(other["company"])).sudo(), self.today)
        self.assertEqual(self._get_tasks().user_id, theirs)

    def test_what_is_checked_or_paid_before_asks_for_nothing(self):
        self.terms.checked_until = self._days(-10)
        move = self._late(1000, self._days(-60))
        self._pay(move, 1000, date=self._days(-20))
        self._run_night()
        self.assertFalse(self._interest_charge().unchecked_from)
        self.assertFalse(self._get_tasks())

    def test_a_rate_entered_later_counts_from_its_day(self):
        self._late(1000, self._days(-60))
        self.terms.checked_until = self._days(-40)
        self._run_night()
        self._add_rate(self._days(-29), 20)
        self._run_night()
        charge = self._interest_charge()
        # 30 days at 10 %, 30 days at 20 %.
        self.assertEqual((charge.amount, charge.unchecked_from), (24.66, self._days(-28)))
        self.assertTrue(self._get_tasks())
        self._add_rate(self.today, 20)
        self.assertFalse(self._get_tasks())

    def test_an_invoice_keeps_no_rate_that_nobody_checked(self):
        self.terms.follows = "invoice"
        self.terms.checked_until = day("2024-01-31")
        self._late(1000, day("2024-06-30"), invoice_date=day("2024-05-31"))
        self._add_rate(day("2024-03-01"), 5)
        self.terms.checked_until = day("2024-12-31")
        kept = self._late(1000, day("2024-06-30"), invoice_date=day("2024-05-31"))
        charges = self._accrue(day("2024-07-30")).filtered(lambda charge: charge.kind == "interest")
        self.assertEqual(charges.mapped("amount"), [4.11, 4.11])
        self.terms.rate_ids.filtered(lambda rate: rate.rate == 5).rate = 7
        charges = self._accrue(day("2024-07-30")).filtered(lambda charge: charge.kind == "interest")
        self.assertEqual({charge.move_id == kept: charge.amount for charge in charges}, {True: 4.11, False: 5.75})

    def test_an_invoice_prints_from_when_the_last_known_rate_is(self):
        """Without the rate of its half-year, and after the last check: the invoice says so, and the manager is asked."""
        self.company.credit_manager_id = self._user("manager")
        self.terms.write({"print_on_invoice": True, "period": "half_year", "rate_ids": [
            Command.clear(), *(Command.create({"date_from": date_from, "rate": 10, "margin": 2, "source": "Test"})
                               for date_from in ("2024-01-01", "2024-07-01"))]})
        known = self._late(100, day("2024-12-30"), invoice_date=day("2024-12-15"))
        self.assertTrue(known.credit_interest_terms.startswith("Interest on late payment: 12 % per year. Fixed"))
        self.assertFalse(self._get_tasks())
        late = self._late(100, day("2025-01-30"), invoice_date=day("2025-01-15"))
        self.assertIn("12 % per year (rate from 07/01/2024, the last one known). Fixed", late.credit_interest_terms)
        self.assertEqual(self._get_tasks().user_id, self.company.credit_manager_id)
        self.terms.write({"period": "none", "checked_until": "2024-12-31"})
        unchecked = self._late(100, day("2025-01-30"), invoice_date=day("2025-01-15"))
        self.assertIn("the last one known", unchecked.credit_interest_terms)
        self.terms.checked_until = "2025-06-30"
        checked = self._late(100, day("2025-01-30"), invoice_date=day("2025-01-15"))
        self.assertNotIn("known", checked.credit_interest_terms)

    def test_a_half_year_without_rate_is_a_task_too(self):
        self.customer.country_id = self.env.ref("base.de")
        self._late(1000, self._days(-60))
        self.german.rate_ids.filtered(lambda rate: rate.date_from > self._days(-400)).unlink()
        for _night in range(2):
            self._run_night()
        self.assertEqual(len(self._get_tasks(self.german)), 1)

    def test_nobody_knows_rates_years_ahead(self):
        with self.assertRaisesRegex(ValidationError, "nobody knows yet"), self.cr.savepoint():
            self.terms.checked_until = self.today + timedelta(400)
        self.terms.checked_until = self.today + timedelta(30)
        self.assertFalse(self.terms.unchecked_from)

    def test_a_confirmation_ends_with_the_terms_that_it_is_of(self):
        german = self.german.with_user(self._user("manager"))
        german.sudo().company_id = self.company
        with self.assertRaisesRegex(UserError, "which lawyer"):
            german.action_confirm_terms()
        with self.assertRaises(AccessError):
            german.confirmed_date = self.today
        german.lawyer = "Weber & Partner"
        self.assertFalse(german.is_confirmed)
        german.action_confirm_terms()
        self.assertRecordValues(german, [{
            "is_confirmed": True, "confirmed_date": self.today, "confirmed_user_id": german.env.user.id}])
        # A rate that is published later is none of the terms, another margin is.
        german.rate_ids = [Command.create({"date_from": "2026-07-01", "rate": 1.27, "margin": 9, "source": "Bundesbank"})]
        self.assertTrue(german.is_confirmed)
        last = german.rate_ids.sorted("date_from")[-1]
        for record, field, value in ((last, "margin", 8), (german.rate_ids.sorted("date_from")[3], "rate", 1),
                                     (german, "grace_days", 3), (german.compensation_ids, "amount", 50)):
            with self.subTest(field):
                before = record[field]
                record[field] = value
                self.assertFalse(german.is_confirmed)
                record[field] = before
                self.assertTrue(german.is_confirmed)
        german.lawyer = "Somebody else"
        self.assertFalse(german.is_confirmed)
        self.assertFalse(german.copy({"country_id": False, "is_law": False}).confirmed_date)
