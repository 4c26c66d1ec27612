"""Worked cases of targets and commission."""

from datetime import timedelta

from odoo.tests import tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionCases(CommissionCommon):

    def test_case_13_1_credit_notes(self):
        """2 % of cash: 1,000 paid and 300 paid back give 14.00; what a credit note cancels gives nothing."""
        first = self._bill(1000, self._date(2, 10))
        self._pay(first, date=self._date(3, 5))
        note = self._bill(300, self._date(3, 10), move_type="out_refund", reversed_entry_id=first.id)
        self._pay(note, date=self._date(3, 12))
        second = self._bill(1000, self._date(3, 1))
        cancel = self._bill(1000, self._date(3, 2), move_type="out_refund", reversed_entry_id=second.id)
        self.assertTrue(self._open_item(second).reconciled and self._open_item(cancel).reconciled)
        run = self._run(3)
        self.assertEqual(self._lines(run), [
            (self.anna, "collected", 1000, 20), (self.anna, "paid_back", -300, -6)])
        self.assertRecordValues(run.payout_ids, [{"user_id": self.anna.id, "earned": 14, "amount": 14, "collected": 700}])

    def test_case_13_2_returned_after_the_settlement(self):
        """3 %: March 30.00 stays; 400 go back on 5 April and come again on 20 April: 0.00; a second settlement: nothing."""
        self.plan.rate_ids.percent = 3
        march, april = self._march_and_april()
        self.assertEqual(march.amount, 30)
        self.assertEqual(self._lines(april), [
            (self.anna, "taken_back", -400, -12), (self.anna, "collected", 400, 12)])
        self.assertRecordValues(april.payout_ids, [{"earned": 0, "amount": 0, "carried_out": 0}])
        taken_back = april.line_ids.filtered(lambda line: line.kind == "taken_back")
        self.assertEqual(taken_back.cause_date, self._date(4, 5))
        self.assertIn("went back on", taken_back.reason)
        again = self._settled(4)
        self.assertFalse(again.line_ids)
        self.assertEqual((again.amount, march.amount + april.amount + again.amount), (0, 30))

    def _march_and_april(self, paid_again=True):
        first, second = self._bill(600, self._date(2, 20)), self._bill(400, self._date(2, 25))
        self._pay(first, date=self._date(3, 10))
        payment = self._pay(second, date=self._date(3, 28))
        march = self._settled(3)
        self._return(payment, self._date(4, 5))
        if paid_again:
            self._pay(second, date=self._date(4, 20))
        return march, self._settled(4)

    def test_case_13_2_returned_for_good_is_carried_over(self):
        self.plan.rate_ids.percent = 3
        march, april = self._march_and_april(paid_again=False)
        self.assertEqual(march.amount, 30)
        self.assertRecordValues(april.payout_ids, [{"earned": -12, "amount": 0, "carried_out": -12}])
        self._pay(self._bill(1000, self._date(4, 30)), date=self._date(5, 10))
        self.assertRecordValues(self._settled(5).payout_ids, [{
            "earned": 30, "carried_in": -12, "amount": 18, "carried_out": 0}])
        self._pay(self._bill(1000, self._date(5, 30)), date=self._date(6, 10))
        self.assertRecordValues(self._settled(6).payout_ids, [{"earned": 30, "carried_in": 0, "amount": 30}])

    def test_case_13_3_changed_and_shared_responsibility(self):
        """4,000 of A, 6,000 of B after the change; 3,000 shared by halves: together 13,000, as much as came in."""
        self._give(self.profile, self.bert)
        self.env["credit.assignment"].sudo().create({
            "profile_id": self.profile.id, "user_id": self.anna.id, "date_until": self._date(3, 16)})
        first, second = self._bill(4000, self._date(2, 10)), self._bill(6000, self._date(2, 15))
        self._pay(first, date=self._date(3, 12))
        self._pay(second, date=self._date(3, 20))
        other = self.env["res.partner"].create({"name": "Shared", "is_company": True})
        profile = other._get_credit_profiles()
        self._give(profile, self.anna)
        share = self.env["credit.assignment.share"].create({
            "profile_id": profile.id, "user_id": self.bert.id, "share": 0.5})
        share.sudo().date_from = self._date(1, 1)
        self._pay(self._bill(3000, self._date(2, 10), other), date=self._date(3, 15))
        march = self._settled(3)
        self.assertEqual(sorted(march.payout_ids.mapped("collected")), [5500, 7500])
        self.assertEqual({payout.user_id: payout.amount for payout in march.payout_ids}, {self.anna: 110, self.bert: 150})
        self.assertEqual(march.collected, 13000)
        # Another owner today does not rewrite March.
        self.profile.collector_id = self.manager
        self.assertFalse(self._run(3).line_ids)


@tagged("post_install", "-at_install")
class TestCommissionTargets(CommissionCommon):

    def test_bonus_of_a_month_whose_target_was_reached_once(self):
        self.plan.bonus_percent = 1
        Target = self.env["credit.target"]
        for user, target in ((self.anna, 1000), (self.bert, 5000)):
            Target.create({
                "company_id": self.company.id, "month": self._date(3, 1), "user_id": user.id, "collected_target": target})
        other = self.env["res.partner"].create({"name": "Of Bert", "is_company": True})
        self._give(other._get_credit_profiles(), self.bert)
        self._pay(self._bill(1000, self._date(3, 1)), date=self._date(3, 10))
        self._pay(self._bill(4999, self._date(3, 1), other), date=self._date(3, 10))
        run = self._settled(3)
        bonus = run.line_ids.filtered(lambda line: line.kind == "bonus")
        self.assertRecordValues(bonus, [{"user_id": self.anna.id, "base_amount": 1000, "amount": 10}])
        self.assertIn("Target of the month reached", bonus.reason)
        self.assertEqual(run.collected, 5999)
        self.assertFalse(self._run(3).line_ids)

    def _collect_march(self):
        """:return: a target of 1,000 for March with a bonus of 1 %, and the payments of 950, 200 and 150 that reached it"""
        self.plan.bonus_percent = 1
        target = self.env["credit.target"].create({
            "company_id": self.company.id, "month": self._date(3, 1), "user_id": self.anna.id, "collected_target": 1000})
        return target, [
            self._pay(self._bill(amount, self._date(3, 1)), date=self._date(3, day))
            for amount, day in ((950, 10), (200, 11), (150, 12))]

    def test_bonus_of_a_target_that_was_reached_by_payments_that_went_back(self):
        """1,000 to collect in March, 1,300 collected: 200 go back in April, 150 more in May."""
        target, payments = self._collect_march()
        march = self._settled(3)
        self.assertEqual(self._bonus(march), [(1300, 13)])
        self._return(payments[1], self._date(4, 10))
        april = self._settled(4)
        self.assertEqual(self._bonus(april), [], "1,100 stayed")
        self._return(payments[2], self._date(5, 10))
        may = self._settled(5)
        self.assertEqual(self._bonus(may), [(-1300, -13)], "950 stayed")
        self.assertRegex(may.line_ids.filtered(lambda line: line.kind == "bonus").reason, "March .* not reached any more")
        self.assertEqual(sum(may.payout_ids.mapped("earned")), -16, "2 % of 150 and the bonus")
        self.assertEqual(self._bonus(self._settled(6)), [], "once")
        self.assertEqual(target.collected, 1300, "the month stays as it was reported")

    def test_target_that_is_corrected_after_the_bonus_was_settled(self):
        """1,300 of 1,000 collected in March: 1,500 are asked for since April, and 200 go back in May, 150 more in June."""
        target, payments = self._collect_march()
        self.assertEqual(self._bonus(self._settled(3)), [(1300, 13)])
        target.collected_target = 1500
        self.assertEqual(self._bonus(self._settled(4)), [], "nothing went back")
        self._return(payments[1], self._date(5, 10))
        self.assertEqual(self._bonus(self._settled(5)), [], "1,100 stayed of the 1,000 of that time")
        self._return(payments[2], self._date(6, 10))
        target.collected_target = 0
        self.assertEqual(self._bonus(self._settled(6)), [(-1300, -13)], "950 stayed")

    def _bonus(self, run):
        return [(line.base_amount, line.amount) for line in run.line_ids if line.kind == "bonus"]

    def test_part_of_a_month_has_no_bonus(self):
        self.plan.bonus_percent = 1
        run = self.env["credit.commission.run"].create({
            "company_id": self.company.id, "date_from": self._date(3, 2), "date_to": self._date(4, 30)})
        self.assertEqual(run._get_whole_months(), [self._date(4, 1)])
        run.date_to = self._date(4, 30) - timedelta(days=1)
        self.assertFalse(run._get_whole_months())
