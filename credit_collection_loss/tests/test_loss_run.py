"""The allowance is worked out from the ledger, approved by another manager and posted once, as the difference to the books."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.allowance import Cover
from .common import LossCommon


@tagged("post_install", "-at_install")
class TestLossRun(LossCommon):

    def test_worked_case_net_of_tax(self):
        self._worked()
        run = self._run()
        self.assertRecordValues(run, [{"gross": 25200, "tax": 4200, "base": 21000, "allowance": 750, "difference": 750}])
        self.assertEqual(
            {line.bucket: line.allowance for line in run.line_ids},
            {"not_due": 50, "1_30": 100, "31_60": 150, "61_90": 200, "over_90": 250})

    def test_gross_where_the_tax_cannot_be_got_back(self):
        self.company.credit_loss_tax_relief = False
        self._worked()
        self.assertRecordValues(self._run(), [{"tax": 0, "allowance": 900}])

    def test_credits_second_run_and_reversal(self):
        """The worked case: 750 less 50 of a credit, 600 are booked, so 100 are posted; then nothing; then 600 again."""
        customers = self._worked()
        self._bill(600, 10, customers[3], move_type="out_refund")
        self._bill(1200, 10, self._customer("In credit"), move_type="out_refund")
        self._book_allowance(600)
        before = [customer.credit for customer in customers]
        aging = customers[3]._get_credit_profiles()._get_aging(self.today)
        run = self._run()
        self.assertRecordValues(run, [{"allowance": 700, "booked": 600, "difference": 100, "credits": -1800, "netted": 600}])
        self.assertEqual(self._balance(self.allowance_account), -600, "nothing is booked before")
        run.with_user(self.other_manager).action_approve()
        run.with_user(self.other_manager).action_post()
        self.assertRecordValues(run.move_id.line_ids.sorted("balance"), [
            {"account_id": self.allowance_account.id, "balance": -100}, {"account_id": self.loss_account.id, "balance": 100}])
        self.assertRecordValues(run.move_id, [{"state": "posted", "date": self.today, "company_id": self.company.id}])
        self._refresh()
        self.assertEqual([customer.credit for customer in customers], before, "balances of customers stay")
        self.assertEqual(customers[3]._get_credit_profiles()._get_aging(self.today), aging)
        second = self._posted()
        self.assertRecordValues(second, [{"difference": 0, "state": "posted", "move_id": False}])
        run.with_user(self.manager).action_reverse()
        self.assertEqual(self._balance(self.allowance_account), -600)
        self.assertEqual(self._balance(self.loss_account), 600)
        self.assertEqual(self._run().difference, 100)

    def test_falling_allowance_goes_back(self):
        self._worked()
        self._book_allowance(1000)
        run = self._posted()
        self.assertEqual(run.difference, -250)
        self.assertEqual(self._balance(self.allowance_account), -750)

    def test_specific_allowance_is_not_in_the_matrix_too(self):
        customers = self._worked()
        self.env["credit.loss.specific"].with_user(self.manager).create({
            "profile_id": customers[4]._get_credit_profiles().id, "rate": 60, "reason": "Insolvent",
            "date_from": self._days(-5)})
        run = self._run()
        kinds = run.line_ids.grouped("kind")
        self.assertEqual(sum(kinds["matrix"].mapped("allowance")), 500)
        self.assertEqual(kinds["specific"].mapped("allowance"), [600])
        self.assertEqual(run.allowance, 1100)
        earlier = self._run(date=self._days(-6))
        self.assertNotIn("specific", earlier.line_ids.mapped("kind"))

    def test_customers_without_rating_are_in_the_default_group(self):
        rating = self.env["credit.rating"].create({"name": "Doubtful", "code": "DX"})
        customers = self._worked()
        customers[1]._get_credit_profiles().rating_id = rating
        self.matrix._add_groups(rating)
        for line in self.matrix.line_ids.filtered("rating_id"):
            line.rate = 50
        run = self._run()
        groups = {line.partner_id: line.group_name for line in run.line_ids}
        self.assertEqual([groups[customer] for customer in customers], [False, rating.display_name, False, False, False])
        self.assertEqual(run.allowance, 750 - 100 + 2500)

    def test_groups_are_named_in_the_language_of_the_reader(self):
        """Worked out in English, read in Chinese, also as groups and in the report; a later name changes nothing."""
        self.env["res.lang"]._activate_lang("zh_CN")
        japan = self.env.ref("base.jp")
        japan.with_context(lang="zh_CN").name = "日本"
        customers = self._worked()
        customers[1].country_id = japan
        self.matrix.group_by = "country"
        self.matrix._add_groups(japan)
        run = self._run()
        japan.name = "Nippon"
        self._refresh()
        for lang, name in (("en_US", "Japan"), ("zh_CN", "日本")):
            with self.subTest(lang):
                read = run.with_context(lang=lang)
                line = read.line_ids.filtered(lambda line: line.partner_id == customers[1])
                self.assertEqual((line.group_name, line.group_label), (name, name))
                self.assertEqual([row.group for row in read._get_matrix_rows()][0], name)
                groups = dict(read.line_ids._read_group([("run_id", "=", run.id)], ["group_name"], ["__count"]))
                self.assertEqual(groups[name], 1)
                self.assertTrue(read.line_ids.search([("run_id", "=", run.id), ("group_name", "=", name)]))

    def test_groups_by_country_and_tag(self):
        customers = self._worked()
        tags = self.env["res.partner.category"].create([{"name": "First"}, {"name": "Second"}])
        customers[0].write({"country_id": self.env.ref("base.jp").id, "category_id": [Command.set(tags[::-1].ids)]})
        for group_by, record, percent in (("country", self.env.ref("base.jp"), 3), ("tag", tags, 4)):
            with self.subTest(group_by):
                matrix = self.matrix.copy({"name": group_by, "group_by": group_by})
                matrix._add_groups(record)
                own = matrix.line_ids.grouped(lambda line: (line._get_group(), line.bucket))
                own[record[0].id, "not_due"].rate = percent
                run = self._run(matrix_id=matrix.id)
                self.assertEqual(run.allowance, 700 + 10000 * percent / 100)

    def test_insured_part_by_the_door(self):
        customers = self._worked()
        Run = type(self.env["credit.loss.run"])
        self.patch(Run, "_get_covers", lambda run, partner_ids: {customers[4].id: Cover(None, 90)})
        run = self._run()
        self.assertRecordValues(run, [{"insured": 900, "base": 20100, "allowance": 525}])

    def test_agrees_with_the_aging_and_the_ledger(self):
        customers = self._worked()
        self._bill(600, 10, customers[3], move_type="out_refund")
        self.env["account.move"].create({
            "move_type": "entry", "date": self._days(-3), "journal_id": self.journal.id, "line_ids": [
                Command.create({"account_id": self.company_data["default_account_receivable"].id, "balance": 77}),
                Command.create({"account_id": self.company_data["default_account_revenue"].id, "balance": -77})],
        }).action_post()
        run = self._run()
        aging = self.env["credit.aging"].create({"date": self.today, "limits": run.limits})
        aging._prepare()
        totals = aging._get_totals(aging._get_rows())[self.company.currency_id]
        self.assertEqual((run.gross, run.credits), (totals["gross"], totals["credits"]))
        self.assertRecordValues(run, [{"without_customer": 77, "difference_to_ledger": 0}])
        self.assertEqual(run.ledger, self._balance(self.company_data["default_account_receivable"]))
        by_bucket = {}
        for line in run.line_ids:
            by_bucket[line.bucket] = by_bucket.get(line.bucket, 0) + line.gross
        self.assertEqual(
            [by_bucket[code] for code in ("not_due", "1_30", "31_60", "61_90", "over_90")],
            [totals[name] for name in ("not_due", "bucket_1", "bucket_2", "bucket_3", "bucket_4")])

    def test_past_day(self):
        customers = self._worked()
        self._pay(self.env["account.move"].search([("partner_id", "=", customers[4].id)]), date=self._days(-2))
        self.assertEqual(self._run().allowance, 500)
        self.assertEqual(self._run(date=self._days(-3)).gross, 25200)

    # Bad input

    def test_locked_day(self):
        self._worked()
        run = self._run(date=self._days(-2))
        run.with_user(self.other_manager).action_approve()
        self.company.fiscalyear_lock_date = self._days(-1)
        for step in ("action_post",):
            with self.assertRaisesRegex(UserError, "locked"):
                getattr(run.with_user(self.other_manager), step)()
        with self.assertRaisesRegex(UserError, "locked"):
            self._run(date=self._days(-1))
        with self.assertRaisesRegex(UserError, "not come yet"):
            self._run(date=self._days(1))

    def test_reversal_in_a_locked_period_is_booked_today(self):
        self._worked()
        run = self._posted(date=self._days(-2))
        self.company.fiscalyear_lock_date = self._days(-1)
        run.with_user(self.manager).action_reverse()
        self.assertEqual(run.reversal_id.date, self.today)

    def test_accounts_not_set(self):
        self.company.write({"credit_allowance_account_id": False, "credit_loss_journal_id": False})
        with self.assertRaisesRegex(UserError, "> Losses of .*: Allowance, Journal of Losses"):
            self._run()

    def test_accounts_that_cannot_be(self):
        with self.assertRaisesRegex(ValidationError, "balances of customers"):
            self.company.credit_allowance_account_id = self.company_data["default_account_receivable"]
        foreign = self.env["account.account"].create({
            "code": "LOSS9", "name": "Foreign", "account_type": "asset_current", "currency_id": self.env.ref("base.CHF").id})
        with self.assertRaisesRegex(ValidationError, "kept in CHF"):
            self.company.credit_allowance_account_id = foreign
        other = self.setup_other_company()
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.company.credit_loss_account_id = other["default_account_expense"]

    def test_matrix_of_another_company(self):
        other = self.setup_other_company()["company"]
        with self.assertRaisesRegex(UserError, "belongs to"):
            self.env["credit.loss.run"].sudo().create({"company_id": other.id, "matrix_id": self.matrix.id})

    def test_what_changed_since_is_not_posted(self):
        self._worked()
        run = self._run()
        run.with_user(self.other_manager).action_approve()
        self._bill(120, 10)
        self._refresh()
        with self.assertRaisesRegex(UserError, "work it out anew"):
            run.with_user(self.other_manager).action_post()
        run.with_user(self.other_manager).action_draft()
        run.with_user(self.manager).action_calculate()
        run.with_user(self.other_manager).action_approve()
        self._book_allowance(5)
        self._refresh()
        with self.assertRaisesRegex(UserError, "The booked allowance is"):
            run.with_user(self.other_manager).action_post()

    def test_earlier_day_after_a_later_one(self):
        self._worked()
        earlier = self._run(date=self._days(-3))
        earlier.with_user(self.other_manager).action_approve()
        self._posted()
        with self.assertRaisesRegex(UserError, "posted already, and would be wrong"):
            earlier.with_user(self.other_manager).action_post()

    def test_another_day_forgets_the_figures(self):
        self._worked()
        run = self._run()
        run.date = self._days(-1)
        self.assertRecordValues(run, [{"allowance": 0, "calculated_on": False, "line_ids": []}])
        with self.assertRaisesRegex(UserError, "first"):
            run.with_user(self.other_manager).action_approve()

    def test_posted_once(self):
        self._worked()
        run = self._posted()
        with self.assertRaisesRegex(UserError, "posted already"):
            run.with_user(self.other_manager).action_post()
        with self.assertRaisesRegex(UserError, "evidence and stays posted"):
            run.move_id.button_draft()
        with self.assertRaisesRegex(UserError, "evidence"):
            run.sudo().unlink()
        run.with_user(self.other_manager).action_reverse()
        with self.assertRaisesRegex(UserError, "no entry to reverse"):
            run.with_user(self.other_manager).action_reverse()

    # Who

    def test_another_manager_approves(self):
        self._worked()
        run = self._run()
        self.assertEqual(run.activity_ids.user_id, run._get_decider())
        self.assertNotEqual(run.activity_ids.user_id, self.manager)
        with self.assertRaisesRegex(AccessError, "Another credit manager"):
            run.action_approve()
        with self.assertRaisesRegex(UserError, "not approved"):
            run.action_post()
        run.with_user(self.other_manager).action_approve()
        self.assertRecordValues(run, [{
            "state": "approved", "prepared_by_id": self.manager.id, "approved_by_id": self.other_manager.id,
            "activity_ids": []}])

    def test_tier_of_who_approves(self):
        self._worked()
        self.env["credit.approval.tier"].create({
            "name": "Small", "user_ids": [Command.set(self.other_manager.ids)], "max_amount": 700,
            "company_id": self.company.id})
        run = self._run()
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            run.with_user(self.other_manager).action_approve()
        self._book_allowance(50)
        run.action_calculate()
        run.with_user(self.other_manager).action_approve()
