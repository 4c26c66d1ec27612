"""Fees of levels, and what letters, statements and pages claim."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ChargesCommon


@tagged("post_install", "-at_install")
class TestFees(ChargesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["credit.followup.plan"].create({"name": "Fees", "level_ids": [
            Command.create({"name": "First", "days_overdue": 5, "subject": "First", "fee_amount": 5}),
            Command.create({"name": "Second", "days_overdue": 20, "subject": "Second", "fee_amount": 12.5, "send_letter": True,
                            "send_mail": False}),
        ]})
        cls.company.credit_followup_plan_id = cls.plan
        cls.customer.write({"street": "Main Street 1", "city": "Springfield", "zip": "12345"})
        cls.move = cls._late(1000, cls._days(-10))

    def _fees(self):
        return self.profile.charge_ids.filtered(lambda charge: charge.kind == "fee" and charge.state == "accrued").sorted("id")

    def _squeeze(self, text):
        return " ".join(str(text).replace("\xa0", " ").split())

    def test_fee_comes_once_with_the_message(self):
        self.profile._run_followups(self.today)
        self.assertRecordValues(self._fees(), [{
            "amount": 5, "date": self.today, "level_id": self.plan.level_ids[0].id, "line_id": self._open_item(self.move).id}])
        self.profile._run_followups(self.today)
        self.profile._run_followups(self._days(1))
        self.assertEqual(len(self._fees()), 1)

    def test_merged_customers_keep_the_charges_of_both(self):
        twin = self.env["res.partner"].create({
            "name": "Twin", "is_company": True, "email": "twin@example.com", "country_id": self.country.id})
        self._late(2000, self._days(-40), twin)
        self._refresh()
        profiles = self.profile | twin._get_credit_profiles()
        profiles._run_followups(self.today)
        profiles._accrue_charges(self.today)
        charges = profiles.charge_ids.filtered(lambda charge: charge.state == "accrued")
        amounts = sorted(charges.mapped("amount"))
        self.assertEqual(len(charges.filtered(lambda charge: charge.kind == "fee").profile_id), 2)
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge((self.customer | twin).ids, self.customer)
        self._refresh()
        self.assertEqual(sorted(self.profile.charge_ids.filtered(lambda charge: charge.state == "accrued").mapped(
            "amount")), amounts)

    def test_letter_costs_when_it_is_mailed(self):
        self.profile._run_followups(self.today)
        [letter] = self.profile._run_followups(self._days(10))
        self.assertEqual((letter.channel, letter.state), ("letter", "todo"))
        self.assertEqual(self._fees().mapped("amount"), [5])
        letter.sudo()._set_state("sent", done_date=self._days(11))
        self.assertEqual(self._fees().mapped("amount"), [5, 12.5])

    def test_what_did_not_reach_the_customer_costs_nothing(self):
        self.customer.email = self.contact.email = False
        [followup] = self.profile._run_followups(self.today)
        self.assertEqual(followup.state, "failed")
        self.assertFalse(self._fees())
        self.customer.email = "accounts@careful.example.com"
        followup.sudo()._retry(self.today)
        self.assertEqual(followup.state, "sent")
        self.assertEqual(self._fees().mapped("amount"), [5])
        followup.sudo()._set_state("failed")
        self.assertFalse(self._fees())

    def test_billed_fee_stays_billed(self):
        [followup] = self.profile._run_followups(self.today)
        self._fees().action_bill()
        followup.sudo()._set_state("failed")
        followup.sudo()._set_state("sent")
        self.assertFalse(self._fees())
        self.assertEqual(self.profile.charge_ids.mapped("state"), ["billed"])

    def test_next_cycle_costs_again(self):
        self.profile._run_followups(self.today)
        self._pay(self.move)
        self.profile._run_followups(self._days(1))
        self._late(500, self._days(-3))
        self.profile._run_followups(self._days(5))
        self.assertEqual(self._fees().mapped("amount"), [5, 5])

    def test_exempt_customer_pays_no_fee(self):
        self.profile.no_charges = True
        [followup] = self.profile._run_followups(self.today)
        self.assertFalse(self._fees())
        self.assertNotIn("Fee", followup.body)

    def test_three_customers_of_whom_one_fails_pay_two_fees(self):
        others = self.env["res.partner"].create([
            {"name": f"Customer {number}", "is_company": True, "email": email}
            for number, email in enumerate(("one@example.com", False))])
        for partner in others:
            self._late(100, self._days(-10), partner)
        profiles = self.profile + others._get_credit_profiles()
        profiles._run_followups(self.today)
        self.assertEqual([len(profile.charge_ids) for profile in profiles], [1, 1, 0])

    # What is claimed

    def test_mail_claims_what_accrued_and_its_own_fee(self):
        self.profile._accrue_charges(self.today)
        [mail] = self.profile._run_followups(self.today)
        body = self._squeeze(mail.body)
        for text in (
            "Late interest until", "$ 2.74", f"late payment of {self.move.name}", "$ 40.00", "Fee for this reminder", "$ 5.00",
            "Total to pay", "$ 1,000.00", "Grand total", "$ 1,047.74",
        ):
            self.assertIn(text, body)
        self.assertEqual(mail.amount_due, 1000)
        [letter] = self.profile._run_followups(self._days(10))
        body = self._squeeze(letter.body)
        for text in ("Fees for earlier reminders", "$ 5.00", "Fee for this reminder", "$ 12.50", "$ 1,060.24"):
            self.assertIn(text, body)

    def test_level_may_leave_the_charges_out(self):
        self.plan.level_ids[0].write({"claims_charges": False, "fee_amount": 0})
        self.profile._accrue_charges(self.today)
        [mail] = self.profile._run_followups(self.today)
        self.assertNotIn("Grand total", mail.body)

    def test_claims_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].sudo()._load_module_terms(["credit_collection_charges"], ["zh_CN"])
        self.customer.lang = self.contact.lang = "zh_CN"
        self.profile._accrue_charges(self.today)
        [mail] = self.profile._run_followups(self.today)
        self.assertIn("逾期利息", mail.body)

    def test_regular_statement_shows_them_too(self):
        self.env["credit.rating"].search([]).write({"statement_frequency": False})
        self.profile.write({"statement_frequency": "monthly", "statement_first_date": self.today})
        self.profile._accrue_charges(self.today)
        self.profile.sudo()._schedule_statements(self.today)
        [document] = self.profile.statement_ids._describe().values()
        self.assertEqual([self._squeeze(row["amount"]) for row in document["demands"]], ["$ 2.74", "$ 40.00"])

    def test_statement_shows_them_apart_from_the_balance(self):
        self.profile._accrue_charges(self.today)
        statement = self.profile._create_statements(self._days(-90), self.today)
        [document] = statement._describe().values()
        self.assertEqual([self._squeeze(row["amount"]) for row in document["demands"]], ["$ 2.74", "$ 40.00"])
        self.assertEqual(statement.balance_ids.closing_balance, 1000)

    def test_portal_shows_them_apart_from_the_items(self):
        self.profile._accrue_charges(self.today)
        visitor = new_test_user(self.env, "charged", "base.group_portal", company_id=self.company.id)
        visitor.partner_id.parent_id = self.customer
        profile = self.profile.with_user(visitor).sudo()
        page = profile.env["credit.portal.account"]._describe(profile, self.today)
        self.assertEqual(
            [(row["label"].split(" ")[0], self._squeeze(row["amount"])) for row in page["demands"]],
            [("Late", "$ 2.74"), ("Fixed", "$ 40.00")])

    def test_claims_of_a_batch_take_no_query_for_each_customer(self):
        partners = self.env["res.partner"].create([
            {"name": f"Customer {number}", "is_company": True, "email": f"c{number}@example.com", "country_id": self.country.id}
            for number in range(12)])
        profiles = partners._get_credit_profiles()
        for partner in partners:
            self._late(100, self._days(-10), partner)
        profiles._accrue_charges(self.today)
        counts = []
        Profile = self.registry["credit.profile"]
        plain = Profile._get_demands

        def count(profile, day, level=None):
            start = self.env.cr.sql_log_count
            demands = plain(profile, day, level)
            counts.append(self.env.cr.sql_log_count - start)
            return demands

        with patch.object(Profile, "_get_demands", count):
            self._refresh()
            profiles._run_followups(self.today)
        self.assertEqual(len(counts), 12)
        self.assertEqual(sum(counts[1:]), 0)
