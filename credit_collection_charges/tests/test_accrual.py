"""What accrues from the ledger: worked cases, and that nothing is charged twice or lost."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChargesCommon, day


@tagged("post_install", "-at_install")
class TestAccrual(ChargesCommon):

    def _in_germany(self):
        self.customer.country_id = self.env.ref("base.de")

    # Worked cases

    def test_german_debt_over_two_half_years_with_compensation(self):
        self._in_germany()
        self.german.compensation_currency_id = self.company.currency_id
        move = self._late(1000, day("2023-06-20"))
        self._pay(move, date=day("2023-08-31"))
        charges = self._accrue(day("2023-10-15"))
        self.assertRecordValues(charges.sorted("kind"), [
            {"kind": "compensation", "amount": 40, "move_id": move.id, "date": day("2023-06-21"), "principal": 1000},
            {"kind": "interest", "amount": 23.50, "move_id": move.id, "date": day("2023-08-31"), "principal": 0},
        ])
        self.assertAlmostEqual(sum(charges.mapped("amount")), 63.50, 2)

    def test_part_payments_and_a_credit_note(self):
        self._in_germany()
        move = self._late(12000, day("2024-05-31"))
        self._pay(move, 5000, day("2024-06-20"))
        note = self._credit(move, 1000, day("2024-07-10"))
        self._pay(move, date=day("2024-07-31"))
        self.assertEqual(self._interest(move, day("2024-08-31")), 173.61)
        note.credit_is_from_start = True
        self.assertEqual(self._interest(move, day("2024-08-31")), 159.85)
        note.credit_is_from_start = False
        self.german.day_count = "actual"
        self.assertEqual(self._interest(move, day("2024-08-31")), 173.13)

    def test_daily_rate_of_china(self):
        self.customer.country_id = self.env.ref("base.cn")
        move = self._late(10000, day("2025-03-01"))
        self.assertEqual(self._interest(move, day("2025-03-31")), 150)
        self.assertFalse(self.profile.charge_ids.filtered(lambda charge: charge.kind == "compensation"))

    def test_rate_of_the_first_day_late_and_bands(self):
        """Of a debt of 1,200 with 300 paid before it was due, 900 was late."""
        terms = self.env["credit.interest.rule"].create({
            "name": "United Kingdom", "country_id": self.env.ref("base.uk").id, "follows": "first_day", "period": "half_year",
            "compensation_currency_id": self.company.currency_id.id,
            "compensation_ids": [(0, 0, {"amount_from": limit, "amount": amount})
                                 for limit, amount in ((0, 40), (1000, 70), (10000, 100))],
            "rate_ids": [(0, 0, {"date_from": start, "rate": rate, "margin": 8, "source": "Bank of England"})
                         for start, rate in (("2023-01-01", 3.5), ("2023-07-01", 5.0))],
        })
        self.customer.country_id = terms.country_id
        big, small = self._late(5000, day("2023-06-01")), self._late(1200, day("2023-06-01"))
        self._pay(small, 300, day("2023-05-20"))
        self._pay(big, date=day("2023-09-30"))
        self.assertEqual(self._interest(big, day("2023-10-01")), 190.62)
        amounts = {charge.move_id: charge.amount for charge in self.profile.charge_ids if charge.kind == "compensation"}
        self.assertEqual(amounts, {big: 70, small: 40})

    def test_missing_rate_stops_the_interest_and_is_told(self):
        self._in_germany()
        self.german.rate_ids.filtered(lambda rate: rate.date_from >= day("2023-07-01")).unlink()
        move = self._late(1000, day("2023-06-20"))
        with self.assertRaisesRegex(UserError, "07/01/2023"):
            self.profile._accrue_charges(day("2023-08-31"))
        self.assertEqual(self._interest(move, day("2023-06-30")), 2.91)
        self.env["credit.charge"]._accrue_and_tell(self.profile, day("2023-08-31"))
        charge = self.profile.charge_ids.filtered(lambda charge: charge.kind == "interest")
        self.assertRecordValues(charge, [{"amount": 2.91, "date_to": day("2023-06-30")}])
        failure = self.env["credit.batch.failure"].search([("model", "=", "credit.interest.rule")])
        self.assertRecordValues(failure, [{"res_id": self.german.id}])
        self.assertIn("07/01/2023", failure.error)

    def test_receipts_may_cover_charges_first(self):
        move = self._late(1000, self._days(-31))
        self._pay(move, 500, self._days(-1))
        self.assertEqual(self._interest(move), 8.36)  # 30 days on 1,000 and one on 500
        self.company.credit_charge_order = "charges"
        # The receipt paid 40 and 8.22 first: one day on 548.22.
        self.assertEqual(self._interest(move), 8.37)

    # Nothing is lost, nothing is charged twice

    def test_interest_of_what_was_paid_between_two_nights_is_not_lost(self):
        move = self._late(1000, self._days(-60))
        self._pay(move, date=self._days(-10))
        self.assertEqual(self._interest(move), 13.70)
        self.assertEqual(self._interest(move), 13.70)
        self.assertEqual(self._interest(move, self._days(30)), 13.70)
        self.assertEqual(len(self.profile.charge_ids), 2)

    def test_reversed_payment_continues_the_clock(self):
        move = self._late(1000, self._days(-60))
        payment = self._pay(move, date=self._days(-10))
        self.assertEqual(self._interest(move), 13.70)
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self._interest(move), 16.44)
        self.assertEqual(len(self.profile.charge_ids), 2)

    def test_receipt_that_went_back_paid_nothing(self):
        """The receipt still settles the invoice; what is owed is the debit of its return, until it is paid itself."""
        move = self._late(1000, self._days(-60))
        payment = self._pay(move, date=self._days(-50))
        self.assertEqual(self._interest(move), 2.74)
        back = self.env["account.move"].create({
            "move_type": "entry", "date": self._days(-40), "journal_id": payment.journal_id.id, "line_ids": [
                (0, 0, {"account_id": self._open_item(move).account_id.id, "partner_id": self.customer.id, "debit": 1000,
                        "date_maturity": self._days(-40)}),
                (0, 0, {"account_id": self.company_data["default_account_revenue"].id, "credit": 1000}),
            ]})
        back.action_post()
        self.assertEqual(self._interest(move), 16.44)
        paid = self.env["account.move"].create({
            "move_type": "entry", "date": self._days(-20), "journal_id": payment.journal_id.id, "line_ids": [
                (0, 0, {"account_id": self._open_item(move).account_id.id, "partner_id": self.customer.id, "credit": 1000}),
                (0, 0, {"account_id": self.company_data["default_account_revenue"].id, "debit": 1000}),
            ]})
        paid.action_post()
        (self._open_item(back) + self._open_item(paid)).reconcile()
        self.assertEqual(self._interest(move), 10.96)
        self.assertEqual(self.profile.charge_ids.line_id, self._open_item(move))

    def test_a_second_run_of_the_day_changes_nothing(self):
        self._late(1000, self._days(-60))
        before = self._accrue().mapped("write_date")
        self.env.cr.execute("UPDATE credit_charge SET write_date = '2020-01-01' WHERE profile_id = %s", [self.profile.id])
        self.assertTrue(before)
        self._accrue()
        self.env.cr.execute("SELECT COUNT(*) FROM credit_charge WHERE profile_id = %s AND write_date > '2020-01-02'",
                            [self.profile.id])
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_what_was_settled_before_charges_were_switched_on_is_left_alone(self):
        move = self._late(1000, self._days(-60))
        self._pay(move, date=self._days(-10))
        self.company.credit_charges_since = self._days(1)
        self.assertFalse(self._accrue())

    def test_what_a_long_transaction_settles_after_it_made_the_company_is_charged(self):
        """The matches of a transaction have the moment at which it began, the company must not have a later one."""
        with freeze_time(self.env.cr.now() + timedelta(minutes=5)):
            company = self.env["res.company"].create({"name": "Made Slowly"})
        self.assertLessEqual(company.credit_charges_since, self.env.cr.now())

    def test_each_installment_on_its_own_due_date(self):
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            (0, 0, {"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 30)]})
        move = self._invoice(1000, 0, invoice_payment_term_id=term.id, invoice_date=self._days(-40), invoice_date_due=False)
        charges = self._accrue().filtered(lambda charge: charge.kind == "interest").sorted("date_from")
        self.assertEqual(charges.mapped("amount"), [5.48, 1.37])
        self.assertEqual(len(self.profile.charge_ids.filtered(lambda charge: charge.kind == "compensation")), 1)
        self.assertEqual(charges.move_id, move)

    def test_invoice_taken_back_bears_nothing(self):
        move = self._late(1000, self._days(-60))
        self.assertTrue(self._accrue())
        move.button_draft()
        self.assertFalse(self._accrue())
        self.assertEqual(set(self.profile.charge_ids.mapped("state")), {"cancelled"})
        move.action_post()
        self.assertEqual(self._interest(move), 16.44)

    def test_foreign_currency_counts_at_the_rate_of_the_invoice(self):
        currency = self.setup_other_currency("GBP", rates=[("2020-01-01", 2.0), (str(self._days(-20)), 4.0)])
        move = self._late(2000, self._days(-60), currency_id=currency.id)
        self.assertEqual(self._interest(move), 16.44)
        self._pay(move, 1000, self._days(-10))
        self.assertEqual(self._interest(move), 13.70 + 1.37)

    # What bears no interest

    def test_days_of_grace(self):
        self.terms.grace_days = 10
        in_time, late = self._late(1000, self._days(-60)), self._late(1000, self._days(-60))
        self._pay(in_time, date=self._days(-50))
        self._pay(late, date=self._days(-49))
        self.assertEqual(self._interest(late), 3.01)  # 11 days, from the day after the due date
        self.assertEqual(self.profile.charge_ids.move_id, late)

    def test_paid_on_the_due_day_is_in_time(self):
        move = self._late(1000, self._days(-60))
        self._pay(move, date=self._days(-60))
        self.assertFalse(self._accrue())
        self.assertFalse(self._late(50, self.today) and self._accrue())

    def test_disputed_part_bears_no_interest_until_it_is_rejected(self):
        move = self._late(1000, self._days(-60))
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({"move_id": move.id, "amount": 400, "reason_id": reason.id})
        dispute.action_open()
        self.assertEqual(self._interest(move), 9.86)
        dispute.action_reject()
        self.assertEqual(self._interest(move), 16.44)

    def test_accepted_claim_takes_the_interest_back_by_its_credit_note(self):
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        for is_from_start, amount in ((True, 9.86), (False, 16.44)):
            move = self._late(1000, self._days(-60))
            reason.is_from_start = is_from_start
            dispute = self.env["credit.dispute"].create({"move_id": move.id, "amount": 400, "reason_id": reason.id})
            dispute.action_open()
            dispute.action_accept()
            self.assertEqual(self._interest(move), amount)
            note = dispute.credit_note_id
            note.action_post()
            (self._open_item(move) + self._open_item(note)).reconcile()
            self.assertEqual(note.credit_is_from_start, is_from_start)
            self.assertEqual(self._interest(move), amount)

    def test_deferral_moves_the_due_date_and_its_breach_moves_it_back(self):
        move = self._late(1000, self._days(-10))
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "kind": "deferral", "line_ids": [(6, 0, self._open_item(move).ids)],
            "instalment_ids": [(0, 0, {"date": self._days(20), "amount": 1000})]})
        promise.action_open()
        self.assertFalse(self._accrue(self._days(15)))
        self.assertEqual(self._interest(move, self._days(30)), 2.74)
        promise.sudo()._settle(self._days(30))
        self.assertEqual(promise.state, "broken")
        self.assertEqual(self._interest(move, self._days(30)), 10.96)

    def test_plan_with_interest_of_its_own_bears_no_other(self):
        move = self._late(1000, self._days(-10))
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self._open_item(move).ids)], "interest_percent": 5,
            "instalment_ids": [(0, 0, {"date": self._days(20 * number), "amount": 500}) for number in (1, 2)]})
        promise.action_open()
        self.assertEqual(self._interest(move, self._days(30)), 2.47)  # nine days until the plan began

    def test_excluded_items_customers_and_invoices(self):
        moves = [self._late(1000, self._days(-60)) for _number in range(3)]
        self._open_item(moves[0]).no_followup = True
        moves[1].credit_no_charges = True
        charges = self._accrue()
        self.assertEqual(charges.move_id, moves[2])
        self.profile.no_charges = True
        moves[2].credit_no_charges = True
        self.assertFalse(self._accrue(self._days(5)).filtered(lambda charge: charge.date_to == self._days(5)))

    def test_country_without_terms_and_consumers_bear_nothing(self):
        self._late(1000, self._days(-60))
        self.customer.country_id = self.env.ref("base.us")
        self.assertFalse(self._accrue())
        self.customer.country_id = self.country
        self.terms.customers = "business"
        self.customer.is_company = False
        self.assertFalse(self._accrue())
        self.customer.vat = "JP1234567890123"
        self.assertTrue(self._accrue())

    def test_agreed_terms_go_before_the_law(self):
        move = self._late(1000, self._days(-60))
        by_term, by_customer = [self.env["credit.interest.rule"].create({
            "name": name, "is_law": False,
            "rate_ids": [(0, 0, {"date_from": "2000-01-01", "rate": rate, "source": "Contract"})],
        }) for name, rate in (("Term", 5), ("Customer", 3))]
        term = self.env["account.payment.term"].create({"name": "Agreed", "credit_interest_rule_id": by_term.id})
        self.assertEqual(self._interest(move), 16.44)
        other = self._late(1000, self._days(-60), invoice_payment_term_id=term.id)
        other.button_draft()
        other.invoice_payment_term_id = term
        other.invoice_date = self._days(-60)
        other.action_post()
        self.assertEqual(self._interest(other), 8.22)
        self.profile.interest_rule_id = by_customer
        self.assertEqual(self._interest(move), 4.93)

    def test_rate_is_kept_at_posting_where_the_terms_say_so(self):
        self.terms.write({"follows": "invoice", "print_on_invoice": True})
        move = self._late(1000, self._days(-60))
        self.assertRecordValues(move, [{"credit_interest_rule_id": self.terms.id, "credit_interest_percent": 10}])
        self.assertIn("10 %", move.credit_interest_terms)
        self.assertIn("40", move.credit_interest_terms)
        self.terms.rate_ids.rate = 20
        self.assertEqual(self._interest(move), 16.44)
        later = self._late(1000, self._days(-60))
        self.assertEqual(self._interest(later), 32.88)

    def test_entry_of_a_branch_bears_interest_once_it_is_followed_up(self):
        """Odoo leaves items of general journals out of the follow-up until somebody includes them."""
        entry = self._book_in_branch(1000, due=-20)
        self.assertFalse(self._accrue())
        entry.line_ids.filtered("partner_id").no_followup = False
        self.assertEqual(self._interest(entry), 5.48)

    # The night

    def test_night_accrues_and_lists_what_lacks_a_rate_once(self):
        other = self.env["res.partner"].create({
            "name": "Other", "is_company": True, "country_id": self.env.ref("base.de").id})
        self._late(1000, self._days(-60))
        for number in range(2):
            self._late(500 + number, self._days(-60), other)
        self.german.rate_ids.filtered(lambda rate: rate.date_from > self._days(-60) - relativedelta(months=12)).unlink()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection_charges.ir_cron_accrue_charges").sudo().method_direct_trigger()
        self._refresh()
        self.assertEqual(sum(self.profile.charge_ids.mapped("amount")), 56.44)
        failures = self.env["credit.batch.failure"].search([("job", "like", "accrue_charges")])
        self.assertEqual(failures.mapped("model"), ["credit.interest.rule"])

    def test_constant_number_of_queries(self):
        partners = self.env["res.partner"].create([
            {"name": f"Customer {number}", "is_company": True, "country_id": self.country.id} for number in range(12)])
        profiles = partners._get_credit_profiles()
        for partner in partners:
            self._pay(self._late(1000, self._days(-60), partner), 300, self._days(-10))
        counts = []
        for group in (profiles[:2], profiles[2:]):
            self._refresh()
            start = self.env.cr.sql_log_count
            group._accrue_charges(self.today)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertEqual(len(profiles.charge_ids), 24)
