from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..review.common import ReviewCommon


@tagged("post_install", "-at_install")
class TestPolicyLog(ReviewCommon):

    def _log(self, profile=None):
        logs = (profile or self.profile).policy_log_ids.sorted("id")
        return [(log.field_name, log.before or "", log.after or "") for log in logs]

    def test_every_policy_field_is_logged_with_before_and_after_who_and_why(self):
        term = self.env.ref("account.account_payment_term_30days")
        self.profile.write({
            "limit_mode": "limited", "credit_limit": 500, "temporary_limit": 900, "temporary_limit_until": self.today,
            "payment_term_id": term.id, "own_max_term_days": 45, "change_reason": "New contract",
        })
        self.assertCountEqual(self._log(), [
            ("limit_mode", "unlimited", "limited"), ("credit_limit", "", "500.0"), ("temporary_limit", "", "900.0"),
            ("temporary_limit_until", "", str(self.today)), ("payment_term_id", "", term.name), ("max_term_days", "", "45"),
        ])
        self.assertEqual(set(self.profile.policy_log_ids.mapped("reason")), {"New contract"})
        self.assertEqual(self.profile.policy_log_ids.user_id, self.env.user)

    def test_what_is_decided_when_the_profile_is_made_is_logged(self):
        partner = self.env["res.partner"].create({"name": "New customer"})
        profile = self.env["credit.profile"].create({
            "partner_id": partner.id, "company_id": self.company.id, "rating_id": self.ratings["B"].id,
            "limit_mode": "no_credit", "change_reason": "Known from before",
        })
        self.assertCountEqual(self._log(profile), [
            ("rating_id", "", "B"), ("limit_mode", "unlimited", "no_credit"), ("max_term_days", "", "45")])
        self.assertEqual(set(profile.policy_log_ids.mapped("reason")), {"Known from before"})

    def test_a_profile_that_appears_by_itself_decides_nothing(self):
        partner = self.env["res.partner"].create({"name": "New customer", "credit_limit": 500})
        self.assertEqual(self._log(partner._get_credit_profiles()), [])

    def test_rating_is_logged_with_the_longest_term_that_follows(self):
        self.profile.rating_id = self.ratings["B"]
        self.profile.rating_id = self.ratings["C"]
        self.assertIn(("rating_id", "B", "C"), self._log())
        self.assertIn(("max_term_days", "45", "30"), self._log())

    def test_end_of_a_limit_is_logged(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 100})
        self.profile.limit_until = self._days(30)
        self.assertIn(("limit_until", "", str(self._days(30))), self._log())

    def test_hold_is_logged_with_its_reason(self):
        self.profile.write({"on_hold": True, "hold_reason": "Insolvency filed"})
        log = self.profile.policy_log_ids
        self.assertEqual((log.field_name, log.before_text, log.after_text), ("on_hold", "No", "Yes"))
        self.assertEqual(log.reason, "Insolvency filed")

    def test_texts_are_written_for_people(self):
        self.profile.write({"credit_limit": 500, "own_max_term_days": 45})
        texts = {log.field_name: (log.before_text, log.after_text) for log in self.profile.policy_log_ids}
        self.assertEqual(texts["limit_mode"], ("Unlimited", "Limited"))
        self.assertEqual(texts["max_term_days"], ("none", "45 days"))
        self.assertIn("500.00", texts["credit_limit"][1])

    def test_writing_the_same_again_or_something_else_logs_nothing(self):
        self.profile.credit_limit = 500
        before = self._log()
        self.profile.write({"credit_limit": 500, "limit_mode": "limited"})
        self.profile.note = "<p>Nice people</p>"
        self.assertEqual(self._log(), before)

    def test_limit_and_term_changed_on_the_contact_are_logged_once(self):
        partner_sudo = self.customer.with_company(self.company).sudo()
        partner_sudo.credit_limit = 700
        self.assertCountEqual(self._log(), [("limit_mode", "unlimited", "limited"), ("credit_limit", "", "700.0")])
        term = self.env.ref("account.account_payment_term_30days")
        partner_sudo.property_payment_term_id = term
        self.assertEqual(self._log()[-1], ("payment_term_id", "", term.name))
        self.assertEqual(len(self._log()), 3)

    def test_approved_review_is_logged_with_the_review_and_the_decision(self):
        self._paid(1000, -100, 0)
        review = self._review()
        review.decision_reason = "Good for it"
        review.action_approve()
        logs = self.profile.policy_log_ids
        self.assertIn(("rating_id", "", "A"), self._log())
        self.assertEqual((logs.review_id, set(logs.mapped("reason"))), (review, {"Good for it"}))

    def test_manager_enters_the_reason_on_the_form(self):
        with Form(self.profile) as form:
            form.on_hold = True
            form.hold_reason = "Cheque returned"
            form.change_reason = "Agreed with the sales director"
        self.assertEqual(self.profile.policy_log_ids.reason, "Agreed with the sales director")

    def test_nobody_creates_changes_or_deletes_a_log(self):
        self.profile.credit_limit = 500
        log = self.profile.policy_log_ids[0]
        for role in ("viewer", "collector", "manager"):
            as_role = log.with_user(self._user(role))
            with self.subTest(role=role):
                self.assertTrue(as_role.after_text)
                with self.assertRaises(AccessError):
                    as_role.reason = "Other"
                with self.assertRaises(AccessError):
                    as_role.unlink()
                with self.assertRaises(AccessError):
                    as_role.create({"profile_id": self.profile.id, "field_name": "rating_id", "user_id": 1})
        with self.assertRaises(AccessError):
            log.with_user(self._user("salesperson")).read(["after"])

    def test_log_cannot_be_lost_with_the_profile(self):
        self.profile.credit_limit = 500
        with self.assertRaisesRegex(UserError, "Customer Change Log"):
            self.profile.unlink()

    def test_logging_takes_no_more_queries_for_thirty_customers_than_for_two(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(34)])
        profiles = partners._get_credit_profiles()
        profiles[:2].write({"on_hold": True})
        counts = []
        for batch in (profiles[2:4], profiles[4:]):
            self._refresh()
            before = self.env.cr.sql_log_count
            Log = self.env["credit.policy.log"]
            Log._record(batch, {profile_id: {**values, "on_hold": "1"} for profile_id, values in Log._snapshot(
                batch).items()}, {"reason": "Why"})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(batch.policy_log_ids), len(batch))
        self.assertLessEqual(counts[1], counts[0])

    def test_log_of_another_company_is_invisible(self):
        other = self.setup_other_company()["company"]
        profile_sudo = self.customer.with_company(other).sudo()._get_credit_profiles(other)
        profile_sudo.on_hold = True
        manager = self._user("manager")
        self.assertTrue(profile_sudo.policy_log_ids)
        self.assertFalse(self.env["credit.policy.log"].with_user(manager).search([("profile_id", "=", profile_sudo.id)]))
