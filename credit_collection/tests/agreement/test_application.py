"""Case 7.5: an application is decided by a review, once; it replaces the limit, for the time approved."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestApplication(AgreementCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})

    def _application(self, amount, user=None, **vals):
        """:return: a submitted application of the customer"""
        application = self.env["credit.application"].with_user(user or self.collector).create({
            "partner_id": self.customer.id, "requested_limit": amount, **vals})
        application.action_submit()
        return application

    def _assessed(self, amount, **vals):
        application = self._application(amount, **vals)
        application.action_assess()
        return application, application.review_id.with_user(self.manager)

    def _mails(self, application):
        return self.env["mail.mail"].search([("model", "=", "credit.application"), ("res_id", "=", application.id)])

    def test_approved_replaces_the_limit_until_its_last_day(self):
        application, review = self._assessed(10000.0)
        self.assertRecordValues(review, [{
            "kind": "request", "state": "submitted", "proposed_credit_limit": 10000.0, "current_credit_limit": 1000.0,
            "profile_id": self.profile.id, "application_id": application.id, "requested_by_id": self.collector.id}])
        review.write({"proposed_credit_limit": 8000.0, "proposed_limit_until": self._days(30), "decision_reason": "For now"})
        review.action_approve()
        self.assertRecordValues(application, [{
            "state": "approved", "approved_limit": 8000.0, "approved_until": self._days(30), "decided_on": self.today}])
        self.assertRecordValues(self.profile, [{"credit_limit": 8000.0, "limit_until": self._days(30)}])
        answer = self._mails(application)
        self.assertEqual(answer.email_to, "accounts@careful.example.com")
        self.assertIn("8,000.00", answer.body_html)
        self.assertNotIn("For now", answer.body_html, "what was said inside stays inside")

    def test_language_that_was_deactivated_meanwhile_stops_no_decision_and_no_link(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        application, review = self._assessed(10000.0, lang="fr_FR")
        french.active = False
        review.action_approve()
        self.assertEqual(application.state, "approved")
        self.assertIn("10,000.00", self._mails(application).body_html)
        french.active = True
        stranger = self.env["credit.application"].with_user(self.collector).create({
            "applicant_name": "New Company", "email": "new@example.com", "requested_limit": 2000.0, "lang": "fr_FR"})
        stranger.action_submit()
        french.active = False
        stranger.action_assess()
        self.assertRecordValues(stranger.partner_id, [{"name": "New Company", "lang": self.env.lang or False}])
        self.assertEqual(stranger.review_id.state, "submitted")

    def test_archived_contact_in_a_language_that_was_deactivated_is_written_to_in_that_of_the_customer(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        contact = self.env["res.partner"].create({"name": "Anne", "parent_id": self.customer.id, "lang": "fr_FR"})
        choose = self.env["credit.addressee"]._get_language
        self.assertEqual(choose(self.profile, contact), "fr_FR")
        contact.active = french.active = False
        self.assertEqual(choose(self.profile, contact), self.customer.lang or self.company.partner_id.lang)

    def test_in_test_mode_nothing_leaves(self):
        invited = self.env["credit.application"].create({"applicant_name": "New Company", "email": "new@example.com"})
        self.company.credit_test_mode = True
        application, review = self._assessed(10000.0)
        review.action_approve()
        self.assertEqual(application.state, "approved")
        self.assertEqual(self._mails(application).mapped("state"), ["cancel"])
        with self.assertRaisesRegex(UserError, "test mode"):
            invited.action_send_link()
        self.assertFalse(self._mails(invited))
        agreement = self.env["credit.agreement"].create({"profile_id": self.profile.id, "template_id": self.template.id})
        with self.assertRaisesRegex(UserError, "test mode"):
            agreement.action_send()
        self.assertEqual(agreement.state, "draft")

    def test_invitation_that_waits_in_the_queue_when_it_begins_does_not_leave(self):
        invited = self.env["credit.application"].create({"applicant_name": "New Company", "email": "new@example.com"})
        invited.action_send_link()
        mail = self._mails(invited).sudo()
        self.company.credit_test_mode = True
        self.assertEqual((mail._prepare_outgoing_list(), mail.state), ([], "cancel"))
        self.company.credit_test_mode = False
        mail.state = "outgoing"
        self.assertEqual(len(mail._prepare_outgoing_list()), 1)

    def test_application_and_agreement_are_in_the_timeline(self):
        application, _review = self._assessed(10000.0)
        agreement = self._accepted()
        events = self.env["credit.timeline"].search([
            ("profile_id", "=", self.profile.id), ("kind", "in", ("application", "agreement"))])
        self.assertEqual({(event.kind, event.res_id, event.state_label) for event in events}, {
            ("application", application.id, "Submitted"), ("agreement", agreement.id, "Accepted")})

    def test_applications_of_merged_customers_are_all_kept(self):
        double = self.env["res.partner"].create({"name": "Careful Customer Ltd", "is_company": True, "email": "c@example.com"})
        own, theirs = self._application(10000.0), self._application(5000.0, partner_id=double.id)
        self.env["base.partner.merge.automatic.wizard"].sudo().create({})._merge(
            (self.customer | double).ids, self.customer)
        self.assertFalse(double.exists())
        self.assertRecordValues(own | theirs, [
            {"partner_id": self.customer.id, "state": "submitted", "requested_limit": 10000.0},
            {"partner_id": False, "state": "submitted", "requested_limit": 5000.0}])
        self.assertEqual(theirs.applicant_name, "Careful Customer Ltd")

    def test_application_of_a_customer_who_joins_a_company_is_that_of_the_company(self):
        application = self._application(10000.0)
        group = self.env["res.partner"].create({"name": "Careful Group Ltd", "is_company": True, "email": "g@example.com"})
        self.customer.write({"parent_id": group.id, "is_company": False})
        self.assertEqual(self.customer.commercial_partner_id, group)
        self.assertRecordValues(application, [{"partner_id": group.id, "state": "submitted"}])

    def test_application_of_who_has_no_credit_profile_yet_goes_along_too(self):
        group = self.env["res.partner"].create({"name": "Careful Group Ltd", "is_company": True, "email": "g@example.com"})
        ours = self._application(8000.0, partner_id=group.id)
        people = self.env["res.partner"].create([{"name": name, "email": "p@example.com"} for name in ("Paul", "Paula")])
        first, second = (self._application(5000.0, partner_id=person.id) for person in people)
        people[0].parent_id = self.other_customer
        people[1].parent_id = group
        self.assertRecordValues(first | second | ours, [
            {"partner_id": self.other_customer.id, "applicant_name": "Paul"},
            {"partner_id": False, "applicant_name": "Paula"}, {"partner_id": group.id, "applicant_name": "Careful Group Ltd"}])
        first.action_assess()
        self.assertEqual(first.review_id.profile_id.partner_id, self.other_customer)

    def test_what_was_measured_of_a_customer_is_not_decided_about_the_company_that_it_joins(self):
        application, review = self._assessed(10000.0)
        group = self.env["res.partner"].create({"name": "Careful Group Ltd", "is_company": True, "email": "g@example.com"})
        self.customer.write({"parent_id": group.id, "is_company": False})
        self.assertRecordValues(review, [{"state": "cancelled", "activity_ids": []}])
        self.assertRecordValues(application, [{"partner_id": group.id, "state": "submitted", "review_id": False}])
        application.action_assess()
        self.assertRecordValues(application.review_id, [{"state": "submitted", "partner_id": group.id}])

    def test_application_whose_review_gives_way_to_another_in_a_merge_is_assessed_again(self):
        double = self.env["res.partner"].create({"name": "Careful Customer Ltd", "is_company": True, "email": "c@example.com"})
        double._get_credit_profiles()._open_reviews("manual")
        application, review = self._assessed(10000.0)
        self.env["base.partner.merge.automatic.wizard"].sudo().create({})._merge((self.customer | double).ids, double)
        self.assertRecordValues(review, [{"state": "cancelled"}])
        self.assertRecordValues(application, [{"partner_id": double.id, "state": "submitted", "review_id": False}])

    def test_limits_of_two_applications_are_never_added(self):
        first, review = self._assessed(10000.0)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._application(5000.0)
            self.env.flush_all()
        review.proposed_credit_limit = 8000.0
        review.action_approve()
        self.assertEqual(self.profile.credit_limit, 8000.0)
        with self.assertRaises(UserError):
            review.action_approve()
        _second, review = self._assessed(5000.0)
        self.profile.with_user(self.manager).write({"credit_limit": 7000.0, "change_reason": "Meanwhile"})
        with self.assertRaises(UserError, msg="another decision since: look at it again"):
            review.action_approve()
        review.action_refresh()
        review.proposed_credit_limit = 5000.0
        review.action_approve()
        self.assertEqual(self.profile.credit_limit, 5000.0, "in place of 8,000, not on top of it")
        self.assertEqual(self.profile.limit_until, False)

    def test_ended_approval_is_an_ended_limit(self):
        _application, review = self._assessed(8000.0)
        review.proposed_limit_until = self._days(10)
        review.action_approve()
        notices = self.env["credit.limit.notice"]._get_domain(self.today)
        self.assertIn(self.profile, self.env["credit.profile"].search(notices), "announced some days before")
        self.profile.limit_until = self._days(-1)
        order = self._order(100)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_last_day_that_has_passed_is_not_approved(self):
        _application, review = self._assessed(8000.0)
        review.proposed_limit_until = self._days(-1)
        with self.assertRaises(UserError):
            review.action_approve()

    def test_who_entered_it_does_not_decide(self):
        application = self._application(5000.0, self.manager)
        application.action_assess()
        with self.assertRaises(AccessError):
            application.review_id.with_user(self.manager).action_approve()
        with self.assertRaises(AccessError):
            application.review_id.with_user(self.collector).action_approve()
        self.assertEqual(self.profile.credit_limit, 1000.0)

    def test_nobody_goes_around_the_review(self):
        application = self._application(5000.0)
        for vals in ({"state": "approved"}, {"approved_limit": 5000.0}, {"review_id": False}, {"approved_until": self.today}):
            with self.assertRaises(AccessError):
                application.with_user(self.manager).write(vals)
        with self.assertRaises(AccessError):
            self.env["credit.application"].with_user(self.manager).create({
                "partner_id": self.other_customer.id, "state": "approved"})
        viewer = self._user("viewer")
        with self.assertRaises(AccessError):
            application.with_user(viewer).action_assess()

    def test_refused_leaves_the_limit_and_answers_without_our_reasons(self):
        application, review = self._assessed(10000.0, lang="en_US", answer="Please ask again next year.")
        review.decision_reason = "Weak accounts"
        review.action_refuse()
        self.assertEqual((application.state, self.profile.credit_limit), ("refused", 1000.0))
        answer = self._mails(application).body_html
        self.assertIn("Please ask again next year.", answer)
        self.assertNotIn("Weak accounts", answer)
        with self.assertRaises(UserError):
            application.requested_limit = 1.0

    def test_what_references_said_stays_once_it_was_decided_by(self):
        application, review = self._assessed(
            10000.0, reference_ids=[Command.create({"name": "Supplier", "answer": "Pays late"})])
        application.reference_ids.answer = "Pays very late"
        review.decision_reason = "References"
        review.action_refuse()
        reference = application.reference_ids
        other = application.create({"applicant_name": "Other", "partner_id": self.other_customer.id})
        for attempt in (
            lambda: reference.write({"answer": "Pays early"}), reference.unlink,
            lambda: reference.create({"application_id": application.id, "name": "Friend"}),
            lambda: application.write({"reference_ids": [Command.clear()]}),
            lambda: reference.write({"application_id": other.id}),
        ):
            with self.assertRaisesRegex(UserError, "decided application"), self.env.cr.savepoint():
                attempt()

    def test_cancelled_review_gives_the_application_back(self):
        application, review = self._assessed(10000.0)
        review.action_cancel()
        self.assertEqual((application.state, application.review_id.id), ("submitted", False))
        application.action_assess()
        self.assertEqual(application.review_id.state, "submitted")

    def test_company_that_is_no_customer_yet_becomes_one_with_the_assessment(self):
        application = self.env["credit.application"].with_user(self.collector).create({
            "applicant_name": "New Company", "vat": "X-123", "email": "new@example.com", "contact_name": "Nora New",
            "requested_limit": 2000.0, "requested_days": 30})
        application.action_submit()
        self.assertFalse(application.similar_partner_ids)
        application.action_assess()
        customer = application.partner_id
        self.assertRecordValues(customer, [{"name": "New Company", "is_company": True, "vat": "X-123"}])
        self.assertEqual(customer.child_ids.mapped("name"), ["Nora New"])
        self.assertEqual(application.review_id.proposed_payment_term_id.credit_days, 30)
        application.review_id.with_user(self.manager).action_approve()
        self.assertEqual(customer._get_credit_profiles(self.company).credit_limit, 2000.0)

    def test_similar_customers_are_shown_before_one_is_created(self):
        self.customer.vat = "X-777"
        application = self.env["credit.application"].create({
            "applicant_name": "Careful Ltd", "vat": "x-777", "email": "x@example.com", "requested_limit": 1.0})
        self.assertEqual(application.similar_partner_ids, self.customer)

    def test_what_is_needed_to_decide(self):
        for vals in ({"requested_limit": 0.0}, {"email": "nonsense"}, {"applicant_name": " "}):
            application = self.env["credit.application"].create({
                "applicant_name": "Company", "email": "a@example.com", "requested_limit": 5.0, **vals})
            with self.assertRaises(UserError):
                application.action_submit()
