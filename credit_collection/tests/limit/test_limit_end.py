"""Limits that end soon."""

from odoo.tests import tagged

from ..review.common import ReviewCommon


@tagged("post_install", "-at_install")
class TestLimitEnd(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("collector")
        cls.company.credit_limit_warning_days = 10
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000, "collector_id": cls.collector.id})

    def _run(self, days=0):
        """Run the nightly step ``days`` from today.

        :return: the open warnings of the customer
        """
        day = self._days(days)
        Notice = self.env["credit.limit.notice"].sudo()  # as the scheduler, who alone tells
        Notice._warn(Notice.env["credit.profile"].search(Notice._get_domain(day)), day)
        return self.profile.activity_search(["credit_collection.mail_activity_credit_limit_end"])

    def test_collector_is_told_once_when_the_day_has_come(self):
        self.profile.limit_until = self._days(11)
        self.assertFalse(self._run())
        activity = self._run(1)
        self.assertRecordValues(activity, [{"user_id": self.collector.id, "date_deadline": self._days(11)}])
        self.assertIn("1,000.00", activity.summary)
        self.assertEqual(self._run(2), activity)

    def test_told_on_the_last_day_itself_and_not_after_it(self):
        self.profile.limit_until = self._days(3)
        self.assertFalse(self._run(4))
        self.assertEqual(len(self._run(3)), 1)

    def test_both_limits_are_told_each_for_itself(self):
        self.profile.write({
            "limit_until": self._days(5), "temporary_limit": 3000, "temporary_limit_until": self._days(9)})
        self.assertEqual(set(self._run().mapped("date_deadline")), {self._days(5), self._days(9)})

    def test_renewed_limit_needs_no_warning_until_its_new_end(self):
        self.profile.limit_until = self._days(5)
        self.assertTrue(self._run())
        self.profile.limit_until = self._days(50)
        self.assertFalse(self._run())
        self.assertTrue(self._run(45))

    def test_nobody_is_told_when_the_company_wants_none_or_nothing_limits(self):
        self.profile.limit_until = self._days(5)
        self.company.credit_limit_warning_days = 0
        self.assertFalse(self._run())
        self.company.credit_limit_warning_days = 10
        self.profile.limit_mode = "unlimited"
        self.assertFalse(self._run())

    def test_credit_manager_is_told_where_nobody_collects(self):
        manager = self._user("manager")
        self.company.credit_manager_id = manager
        self.profile.write({"collector_id": False, "limit_until": self._days(5)})
        self.assertEqual(self._run().user_id, manager)

    def test_the_scheduled_run_ends_though_nobody_can_be_told(self):
        self.profile.write({"collector_id": False, "limit_until": self._days(5)})
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_warn_of_limit_ends").method_direct_trigger()
        domain = self.env["credit.limit.notice"]._get_domain(self.today)
        self.assertNotIn(self.profile, self.env["credit.profile"].search(domain))

    def test_end_of_the_temporary_limit_does_not_take_back_the_other_warning(self):
        self.profile.write({
            "limit_until": self._days(5), "temporary_limit": 3000, "temporary_limit_until": self._days(1)})
        self._run()
        self.env["credit.decision.end"].sudo()._end(self.profile.sudo(), self._days(2))
        self.assertRecordValues(self._run(2), [{"date_deadline": self._days(5)}])
