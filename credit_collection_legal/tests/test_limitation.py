"""When claims become time-barred: the worked cases of China and Germany, evidence, the watch of the night."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LegalCommon


@tagged("post_install", "-at_install")
class TestLimitation(LegalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule_cn = cls.env.ref("credit_collection_legal.credit_limitation_rule_cn")
        cls.rule_de = cls.env.ref("credit_collection_legal.credit_limitation_rule_de")

    def _event(self, moves, kind, day, evidence="Receipt.pdf", user=None, **vals):
        files = self._evidence(evidence) if evidence else self.env["ir.attachment"]
        return self.env["credit.limitation.event"].with_user(user or self.collector).create({
            "profile_id": moves.partner_id._get_credit_profiles().id, "kind": kind, "date": day,
            "line_ids": [Command.set(self._open_item(moves).ids)], "attachment_ids": [Command.set(files.ids)], **vals})

    def _end(self, move):
        self._refresh()
        return self._open_item(move).sudo().credit_limitation_date

    def _run_night(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=False):
            self.env["credit.limitation"]._cron_review()

    def test_china(self):
        """Demand signed for, part payment, demand returned, stamped statement."""
        self.customer.country_id = self.china
        with freeze_time("2027-02-01"):
            move = self._due(date(2024, 1, 1))
            self.assertEqual(self._end(move), date(2027, 1, 1))
            self._event(move, "demand", date(2025, 6, 1), "Receipt of delivery.pdf", receipt="received")
            self.assertEqual(self._end(move), date(2028, 6, 1))
            self._pay(move, 300, date=date(2026, 9, 20))
            self.assertEqual(self._end(move), date(2029, 9, 20))
            returned = self._event(move, "demand", date(2026, 10, 10), "Returned envelope.pdf", receipt="returned")
            self.assertEqual(self._end(move), date(2029, 9, 20))
            self._event(move, "acknowledgement", date(2027, 1, 15), "Stamped statement.pdf")
            self.assertEqual(self._end(move), date(2030, 1, 15))
            events = self._open_item(move).sudo().credit_limitation_event_ids.sorted("date")
            self.assertEqual([event.kind for event in events], ["demand", "payment", "demand", "acknowledgement"])
            self.assertEqual(
                [event.evidence for event in events],
                ["Receipt of delivery.pdf", events[1].receipt_id.move_id.display_name, "Returned envelope.pdf",
                 "Stamped statement.pdf"])
            # Had it been received, it would have counted.
            returned.receipt = "received"
            self.assertEqual(self._end(move), date(2030, 1, 15))
            self.assertEqual(events[2].sudo()._counts(), True)

    def test_germany(self):
        """The period begins at the end of the year, a new start does not; an early acknowledgment does not shorten it."""
        first, second = self._due(date(2024, 3, 15)), self._due(date(2024, 3, 15), 800)
        self.assertEqual((self._end(first), self._end(second)), (date(2027, 12, 31), date(2027, 12, 31)))
        self._event(first, "acknowledgement", date(2024, 9, 10), "Letter.pdf")
        self.assertEqual(self._end(first), date(2027, 12, 31))
        # A payment on account after our balance letter acknowledges the whole balance that was told.
        self._refresh()
        [letter] = self.profile._create_statements(date(2025, 8, 1), date(2025, 8, 31), kind="open_item")
        self.assertEqual(letter.item_ids, self._open_item(first + second))
        event = self.env["credit.limitation.event"].with_user(self.collector).create({
            "profile_id": self.profile.id, "kind": "payment", "date": date(2025, 9, 10), "statement_id": letter.id,
            "note": "On account, 500.00"})
        self.assertEqual(event.line_ids, letter.item_ids)
        self.assertEqual((self._end(first), self._end(second)), (date(2028, 9, 10), date(2028, 9, 10)))

    def test_an_event_is_named_by_what_happened_and_when(self):
        event = self._event(self._due(date(2024, 3, 15)), "acknowledgement", date(2025, 1, 10))
        self.assertIn("Acknowledgment · ", event.display_name)
        self.assertIn("2025", event.display_name)

    def test_a_demand_interrupts_nothing_in_germany(self):
        move = self._due(date(2024, 3, 15))
        self._event(move, "demand", date(2026, 5, 1), receipt="received")
        self.assertEqual(self._end(move), date(2027, 12, 31))

    def test_a_suit_suspends_and_a_judgment_takes_its_place(self):
        move = self._due(date(2024, 3, 15))
        suit = self._event(move, "suit", date(2026, 1, 1))
        self.assertFalse(self._end(move))
        suit.date_end = date(2026, 6, 30)
        # From 1 January to six months after 30 June: 363 days.
        self.assertEqual(self._end(move), date(2028, 12, 28))
        self._event(move, "judgment", date(2026, 6, 30))
        self.assertEqual(self._end(move), date(2056, 6, 30))

    def test_a_suit_that_is_withdrawn(self):
        """While it goes on there is no date, whatever is paid; withdrawn, a new period begins in China, and in Germany the
        old one goes on six months later. A suit that never was, cancelled, changes nothing."""
        for country, expected in ((self.china, date(2029, 6, 30)), (self.germany, date(2028, 12, 28))):
            with self.subTest(country.code):
                customer = self.env["res.partner"].create({"name": country.name, "is_company": True, "country_id": country.id})
                move = self._due(date(2024, 3, 15), partner=customer)
                before = self._end(move)
                suit = self._event(move, "suit", date(2026, 1, 1), "Action.pdf")
                self.assertFalse(self._end(move))
                suit.date_end = date(2026, 6, 30)
                self.assertEqual(self._end(move), expected)
                suit.action_cancel()
                self.assertEqual(self._end(move), before)

    def test_a_rule_that_is_changed_dates_items_anew(self):
        """Those of open cases at once, with the text beside them; all others by the job, which is called and does again whom
        it did today."""
        move, other = self._due(date(2024, 3, 15)), self._due(date(2024, 3, 15), 800)
        case = self._case(move)
        self._run_night()
        self.assertEqual((self._end(move), self._end(other)), (date(2027, 12, 31), date(2027, 12, 31)))
        job = self.env.ref("credit_collection_legal.ir_cron_limitation")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self.rule_de.years = 4
        self.assertEqual(self._end(move), date(2028, 12, 31))
        self._refresh()
        self.assertEqual(case.limitation_date, date(2028, 12, 31))
        self.assertIn("2028", case.limitation_text)
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]), triggers + 1)
        self._run_night()
        self.assertEqual(self._end(other), date(2028, 12, 31))
        self.rule_de.note = "Read by a lawyer"
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]), triggers + 1)
        self._event(move, "acknowledgement", date(2026, 5, 1))
        self.assertEqual(self._end(move), date(2030, 5, 1))
        self.rule_de.effect_ids.filtered(lambda effect: effect.kind == "acknowledgement").unlink()
        self.assertEqual(self._end(move), date(2028, 12, 31))

    def test_a_payment_that_is_taken_back_interrupts_nothing(self):
        move = self._due(date(2024, 3, 15))
        self._pay(move, 100, date=date(2026, 2, 1))
        self.assertEqual(self._end(move), date(2029, 2, 1))
        self._open_item(move).remove_move_reconcile()
        self.assertEqual(self._end(move), date(2027, 12, 31))

    def test_one_payment_over_two_items_is_one_event(self):
        moves = self._due(date(2024, 3, 15)) + self._due(date(2024, 5, 15))
        self._pay(moves, 1500, date=date(2026, 2, 1))
        self._refresh()
        paid = self._open_item(moves).filtered("amount_residual")
        self.assertEqual(len(paid), 1)
        self.assertEqual(paid.sudo().credit_limitation_date, date(2029, 2, 1))

    def test_a_confirmed_statement_is_an_acknowledgment(self):
        move = self._due(date(2024, 3, 15))
        self._refresh()
        [statement] = self.profile._create_statements(self._days(-60), self._days(-1), kind="open_item")
        statement.sudo()._set_state("sent")
        statement._confirm("Carla Contact")
        self.assertEqual(self._end(move).year, self.today.year + 3)
        event = self._open_item(move).sudo().credit_limitation_event_ids
        self.assertRecordValues(event, [{"kind": "acknowledgement", "statement_id": statement.id, "date": self.today}])

    def test_a_promise_of_the_customer_is_noted_one_that_staff_typed_is_not(self):
        move = self._due(date(2024, 3, 15))
        for source, expected in (("staff", False), ("portal", "promise")):
            promise = self.env["credit.promise"].create({
                "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(move).ids)], "source": source,
                "instalment_ids": [Command.create({"date": self._days(5), "amount": 200})]})
            promise.action_open()
            self._refresh()
            self.assertEqual(self._open_item(move).sudo().credit_limitation_event_ids.kind, expected)
            promise.action_cancel()

    def test_the_agreed_law_of_a_case_goes_first(self):
        move = self._due(date(2024, 3, 15))
        case = self._case(move, limitation_rule_id=self.rule_cn.id)
        self.assertEqual(self._end(move), date(2027, 3, 15))
        self.assertEqual(case.limitation_date, date(2027, 3, 15))
        self.assertIn("China", case.limitation_text)
        case.limitation_rule_id = False
        self.assertEqual(self._end(move), date(2027, 12, 31))

    def test_without_a_rule_there_is_no_date(self):
        self.customer.country_id = self.company.country_id = self.env.ref("base.fr")
        move = self._due(date(2024, 3, 15))
        self.assertFalse(self._end(move))
        self.env["credit.limitation.rule"].create({
            "name": "France", "country_id": self.env.ref("base.fr").id, "years": 5, "start": "delivery", "source": "A law"})
        self.env["credit.limitation"]._review(self.profile)
        self.assertEqual(self._end(move), date(2029, 2, 14))

    def test_what_nobody_could_prove_does_not_count(self):
        move = self._due(date(2024, 3, 15))
        with self._refused(ValidationError, "without evidence"):
            self._event(move, "acknowledgement", date(2026, 1, 1), evidence=None)
        with self._refused(ValidationError, "day to come"):
            self._event(move, "acknowledgement", self._days(1))
        with self._refused(ValidationError, "before it began"):
            self._event(move, "suit", date(2026, 1, 1), date_end=date(2025, 1, 1))
        event = self._event(move, "acknowledgement", date(2026, 1, 1))
        with self._refused(AccessError, "Cancel a wrong entry"):
            event.date = date(2026, 2, 2)
        with self._refused(UserError, "Cancel it"):
            event.unlink()
        event.action_cancel()
        self.assertEqual(self._end(move), date(2027, 12, 31))
        with self.assertRaises(AccessError):
            self._event(move, "acknowledgement", date(2026, 1, 1), user=self._user("viewer"))

    def test_bad_rules_are_refused(self):
        Rule = self.env["credit.limitation.rule"].with_user(self.manager)
        vals = {"name": "Own", "country_id": self.germany.id, "source": "BGB", "company_id": self.company.id}
        Rule.create(vals)
        with self._refused(ValidationError, "already"):
            Rule.create(vals)
        with self._refused(ValidationError, "at least one year"):
            Rule.create({**vals, "country_id": self.env.ref("base.fr").id, "years": 0})
        with self._refused(ValidationError, "period of a title"):
            self.rule_de.sudo().effect_ids = [Command.update(
                self.rule_de.effect_ids.filtered(lambda effect: effect.kind == "judgment").id, {"years": 0})]

    def test_alert_90_days_before(self):
        self.customer.country_id = self.china
        self.env["credit.alert.rule"].search([("indicator", "!=", "limitation_amount")]).active = False
        move = self._invoice(1000, 91 - 1096)
        last = self._end(move)
        self.env["credit.alert"].search([]).unlink()
        self._refresh()
        for days, expected in ((91, False), (90, True)):
            with self.subTest(days=days):
                alert = self.profile._evaluate_alerts(last - timedelta(days=days))
                self.assertEqual(bool(alert), expected)
        self.assertIn("1,000", alert.summary)

    def test_constant_queries(self):
        def count(profiles):
            self._refresh()
            profiles.mapped("company_id.root_id")
            start = self.cr.sql_log_count
            self.env["credit.limitation"]._review(profiles)
            return self.cr.sql_log_count - start

        customers = self.env["res.partner"].create([
            {"name": f"Customer {number}", "is_company": True, "country_id": self.germany.id} for number in range(12)])
        for invoice in self._invoices([(100, days, customer) for customer in customers for days in (-30, -60)]):
            self._pay(invoice, 40)
        profiles = customers._get_credit_profiles()
        few = count(profiles[:2])
        self.assertEqual(count(profiles), few)

    def test_a_confirmed_rule_that_is_changed_is_to_be_confirmed_again(self):
        rule = self.rule_de
        rule.lawyer = "Weber & Partner"
        rule.action_confirm_terms()
        self.assertTrue(rule.is_confirmed)
        self.assertEqual(rule.confirmed_user_id, self.env.user)
        effect = rule.effect_ids[:1]
        effect.months += 1
        self.assertFalse(rule.is_confirmed)
        rule.action_confirm_terms()
        self.assertTrue(rule.is_confirmed)
        effect.unlink()
        self.assertFalse(rule.is_confirmed)
