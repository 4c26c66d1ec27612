from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import DisputeCommon

COLLECTOR = "credit_collection.credit_collection_group_collector"


@tagged("post_install", "-at_install")
class TestDisputeCreditNote(DisputeCommon):

    def _taxed_invoice(self, prices_and_taxes, currency=None):
        return self._invoice(0, -20, invoice_line_ids=[
            Command.create({"name": f"Line {price}", "price_unit": price, "tax_ids": [Command.set(taxes.ids)]})
            for price, taxes in prices_and_taxes
        ], **({"currency_id": currency.id} if currency else {}))

    def _accept(self, move, amount, **vals):
        dispute = self._dispute(move, amount, **vals)
        dispute.action_accept()
        return dispute.credit_note_id

    def test_accepting_drafts_the_credit_note_of_the_disputed_part(self):
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        dispute.with_user(new_test_user(self.env, "cora", groups=COLLECTOR, company_id=self.company.id)).action_accept()
        note = dispute.credit_note_id
        self.assertRecordValues(note, [{
            "move_type": "out_refund", "state": "draft", "amount_total": 300.0, "reversed_entry_id": move.id,
            "partner_id": self.customer.id, "invoice_date": self.today,
        }])
        self.assertIn("Quality or damage", note.ref)
        self.assertEqual(self._collectible(move), 700.0)
        note.action_post()
        self.assertEqual((move.amount_residual, dispute.excluded_amount, self._collectible(move)), (700.0, 0.0, 700.0))

    def test_taxes_of_the_credit_note_are_in_proportion(self):
        tax_21 = self.env["account.tax"].create({"name": "21%", "amount": 21.0, "company_id": self.company.id})
        tax_6 = self.env["account.tax"].create({"name": "6%", "amount": 6.0, "company_id": self.company.id})
        none = self.env["account.tax"]
        move = self._taxed_invoice([(100, tax_21), (200, tax_6), (50, none)])
        self.assertEqual(move.amount_total, 383.0)
        note = self._accept(move, 38.3)
        self.assertRecordValues(note, [{"amount_total": 38.3, "amount_untaxed": 35.0, "amount_tax": 3.3}])
        by_tax = {line.tax_ids: line.price_subtotal for line in note.invoice_line_ids}
        self.assertEqual(by_tax, {tax_21: 10.0, tax_6: 20.0, none: 5.0})

    def test_total_is_exact_whatever_the_rounding(self):
        included = self.env["account.tax"].create({
            "name": "19% included", "amount": 19.0, "price_include_override": "tax_included",
            "company_id": self.company.id})
        excluded = self.env["account.tax"].create({"name": "19%", "amount": 19.0, "company_id": self.company.id})
        for amount in (0.01, 0.05, 33.33, 99.99, 100.01):
            for tax in (included, excluded):
                with self.subTest(amount=amount, tax=tax.name):
                    note = self._accept(self._taxed_invoice([(77.77, tax), (33.33, tax)]), amount)
                    self.assertEqual(note.amount_total, amount)

    def test_contested_lines_decide_on_taxes(self):
        tax = self.env["account.tax"].create({"name": "21%", "amount": 21.0, "company_id": self.company.id})
        move = self._taxed_invoice([(100, tax), (200, self.env["account.tax"])])
        taxed = move.invoice_line_ids.filtered("tax_ids")
        note = self._accept(move, 60.5, line_ids=[Command.set(taxed.ids)])
        self.assertRecordValues(note, [{"amount_total": 60.5, "amount_untaxed": 50.0, "amount_tax": 10.5}])
        other = self._taxed_invoice([(100, tax), (200, self.env["account.tax"])])
        taxed = other.invoice_line_ids.filtered("tax_ids")
        note = self._accept(other, 160.5, line_ids=[Command.set(taxed.ids)])
        self.assertEqual((note.amount_total, note.amount_tax), (160.5, 10.5), "more than these lines: all of the invoice")

    def test_whole_invoice_is_reversed_line_by_line(self):
        move = self._taxed_invoice([(100, self.env["account.tax"]), (200, self.env["account.tax"])])
        note = self._accept(move, 300)
        self.assertEqual(note.invoice_line_ids.mapped("price_unit"), [100.0, 200.0])

    def test_foreign_currency_and_its_rounding(self):
        currency = self.setup_other_currency("JPY", rounding=1.0, rates=[("1900-01-01", 150.0)])
        note = self._accept(self._taxed_invoice([(10000, self.env["account.tax"])], currency), 3333)
        self.assertEqual((note.currency_id, note.amount_total), (currency, 3333.0))

    def test_what_was_credited_before_is_not_credited_again(self):
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        self._credit_note(move, 100)
        dispute.action_accept()
        self.assertEqual(dispute.credit_note_id.amount_total, 200.0)
        other = self._dispute(move, 50)
        self._credit_note(move, 50)
        dispute.credit_note_id.action_post()
        other.action_accept()
        self.assertFalse(other.credit_note_id)

    def test_invoice_of_a_branch_is_credited_by_the_branch(self):
        self.company.sudo().child_ids = [Command.create({"name": "Branch"})]
        self.env.cr.precommit.run()  # the branch takes over the chart of accounts
        branch = self.company.child_ids
        note = self._accept(self._invoice(1000, -20, company_id=branch.id), 300)
        self.assertEqual((note.company_id, note.amount_total), (branch, 300.0))

    def test_undisputed_part_is_demanded_and_the_clock_goes_on_when_rejected(self):
        self.company.sudo().credit_followup_plan_id = self.env.ref("credit_collection.credit_followup_plan_default")
        move = self._invoice(1000, -20)
        dispute = self._dispute(move, 300)
        followup = self.profile._run_followups(self.today)
        self.assertEqual(followup[:1].amount_due, 700.0)
        level, cycle = self.profile.followup_level_id, self.profile.followup_cycle
        self.assertTrue(level)
        dispute.action_reject()
        self.assertRecordValues(self.profile, [{
            "followup_level_id": level.id, "followup_cycle": cycle, "last_followup_date": self.today}])
        [(_profile, decision, _items)] = self.profile._decide_followups(self._days(30))
        self.assertEqual(decision.amount_due, 1000.0)
        self.assertNotEqual(decision.next_step, level.id, "the next level follows, not the first one again")

    def test_wholly_disputed_customer_keeps_his_level(self):
        move = self._invoice(1000, -20)
        self.profile._run_followups(self.today)
        level = self.profile.followup_level_id
        dispute = self._dispute(move, 1000)
        self.profile._run_followups(self._days(1))
        self.assertEqual(self.profile.followup_level_id, level)
        dispute.action_reject()
        self.assertEqual(self.profile.followup_level_id, level)


@tagged("post_install", "-at_install")
class TestDisputeEscalation(DisputeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.env.user
        cls.company.sudo().credit_manager_id = cls.manager
        cls.collector = new_test_user(cls.env, "cora", groups=COLLECTOR, company_id=cls.company.id)

    def test_reason_gives_responsible_and_deadline(self):
        self.reason.sudo().write({"user_id": self.collector.id, "deadline_days": 5})
        dispute = self._dispute(self._invoice(1000, -20), 300)
        self.assertRecordValues(dispute, [{"user_id": self.collector.id, "date_due": self._days(5)}])
        self.assertEqual(dispute.activity_ids.user_id, self.collector)
        chosen = self._dispute(
            self._invoice(1000, -20), 300, user_id=self.manager.id, date_due=self._days(1))
        self.assertRecordValues(chosen, [{"user_id": self.manager.id, "date_due": self._days(1)}])

    def test_responsible_of_another_company_does_not_count(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "otto", groups=COLLECTOR, company_id=other.id, company_ids=[Command.set(other.ids)])
        self.reason.sudo().user_id = stranger
        self.assertEqual(self._dispute(self._invoice(1000, -20), 300).user_id, self.env.user)

    def test_late_dispute_is_told_to_the_manager_once(self):
        dispute = self._dispute(self._invoice(1000, -20), 300, user_id=self.collector.id, date_due=self._days(5))
        Dispute = self.env["credit.dispute"]
        self.assertNotIn(dispute, Dispute.search(Dispute._get_to_escalate_domain(self._days(5))), "the day itself")
        self.assertIn(dispute, Dispute.search(Dispute._get_to_escalate_domain(self._days(6))))
        dispute.sudo()._escalate(self._days(6))
        told = dispute.activity_ids.filtered(lambda activity: activity.user_id == self.manager)
        self.assertEqual(len(told), 1)
        self.assertIn(dispute.move_id.name, told.summary)
        self.assertNotIn(dispute, Dispute.search(Dispute._get_to_escalate_domain(self._days(7))))
        dispute.action_reject()
        self.assertFalse(dispute.activity_ids)

    def test_escalation_goes_to_the_company_person_for_late_decisions(self):
        boss = new_test_user(self.env, "boss", groups=COLLECTOR, company_id=self.company.id)
        self.company.sudo().credit_escalation_user_id = boss
        dispute = self._dispute(self._invoice(1000, -20), 300, date_due=self._days(-1))
        dispute.sudo()._escalate(self.today)
        self.assertIn(boss, dispute.activity_ids.user_id)

    def test_scheduled_action_escalates_a_batch_and_ends(self):
        disputes = self.env["credit.dispute"].concat(*(
            self._dispute(self._invoice(100, -20), 30, date_due=self._days(-1)) for _index in range(3)))
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_escalate_disputes").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(disputes.mapped("escalated_on"), [self.today] * 3)

    def test_escalating_costs_the_same_for_1_and_10_disputes(self):
        def count(number):
            disputes = self.env["credit.dispute"].concat(*(
                self._dispute(self._invoice(100, -20), 30, date_due=self._days(-1)) for _index in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            disputes = disputes.sudo()
            start = self.env.cr.sql_log_count
            disputes._escalate(self.today)
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(1)
        self.assertLessEqual(count(10) - count(2), 8, "activities are created in one batch")

    def test_escalation_is_never_written_by_hand(self):
        dispute = self._dispute(self._invoice(100, -20), 30)
        for vals in ({"escalated_on": self.today}, {"credit_note_id": self._invoice(5, -20).id}):
            with self.subTest(vals), self.assertRaises(AccessError):
                dispute.write(vals)


@tagged("post_install", "-at_install")
class TestDisputeReport(DisputeCommon):

    def _rows(self, dispute):
        return self.env["credit.dispute.report"].search([("dispute_id", "=", dispute.id)])

    def _two_products(self):
        products = self.env["product.product"].create([{"name": "Chairs"}, {"name": "Tables"}])
        return products, self._invoice(0, -20, invoice_line_ids=[
            Command.create({"product_id": product.id, "price_unit": price, "tax_ids": [Command.clear()]})
            for product, price in zip(products, (100, 300), strict=True)
        ])

    def test_amount_is_spread_over_the_products_of_the_invoice(self):
        products, move = self._two_products()
        rows = self._rows(self._dispute(move, 200))
        self.assertEqual({row.product_id: row.amount for row in rows}, dict(zip(products, (50.0, 150.0), strict=True)))
        self.assertEqual(set(rows.mapped("state")), {"open"})

    def test_contested_lines_take_all(self):
        products, move = self._two_products()
        line = move.invoice_line_ids.filtered(lambda line: line.product_id == products[0])
        dispute = self._dispute(move, 80, line_ids=[Command.set(line.ids)])
        dispute.action_accept()
        self.env.flush_all()
        self.assertRecordValues(self._rows(dispute), [{
            "product_id": products[0].id, "amount": 80.0, "accepted_amount": 80.0, "days_open": 0}])

    def test_ratio_of_the_customer(self):
        self._invoice(600, 5)
        self._dispute(self._invoice(400, -20), 100).action_reject()
        self._dispute(self._invoice(1000, -400), 100, open_it=False)
        self._refresh()
        self.assertEqual(self.profile.dispute_ratio, 10.0)
        self.assertEqual(self.partner_a._get_credit_profiles().dispute_ratio, 0.0)

    def test_viewer_of_another_company_sees_nothing(self):
        dispute = self._dispute(self._invoice(1000, -20), 300)
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "otto", groups="credit_collection.credit_collection_group_viewer", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        self.assertFalse(self._rows(dispute).with_user(stranger).search([]))
        salesperson = new_test_user(self.env, "sally", groups="sales_team.group_sale_salesman", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["credit.dispute.report"].with_user(salesperson).search([])
