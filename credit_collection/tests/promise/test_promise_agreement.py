from datetime import timedelta

from lxml import html

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import PromiseCommon

COLLECTOR = "credit_collection.credit_collection_group_collector"


class AgreementCommon(PromiseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = new_test_user(cls.env, "cora", groups=COLLECTOR, company_id=cls.company.id)

    def _make(self, move, user=None, **vals):
        """Record a promise for ``move`` in the dialog and open it."""
        action = self.profile.action_make_promise()
        Make = self.env[action["res_model"]].with_user(user or self.env.user).with_context(**action["context"])
        before = self.profile.promise_ids
        Make.create(vals).action_open_promise()
        return self.profile.promise_ids - before

    def _set(self, **settings):
        self.company.sudo().write({f"credit_promise_{name}": value for name, value in settings.items()})


@tagged("post_install", "-at_install")
class TestPromiseCalculator(AgreementCommon):

    def test_plan_by_the_amount_of_each(self):
        self._invoice(100, -20)
        promise = self._make(
            None, divide_by="amount", instalment_amount=40, interval="month", date=self._days(7))
        self.assertEqual(promise.instalment_ids.mapped("amount"), [40.0, 40.0, 20.0])
        self.assertEqual(promise.amount, 100.0)

    def test_interest_comes_on_top_and_is_invoiced_as_a_draft(self):
        move = self._invoice(1000, -20)
        promise = self._make(
            None, instalments=1, date=self._days(73), interest_percent=10, invoice_interest=True)
        self.assertRecordValues(promise, [{"amount": 1000.0, "interest_amount": 20.0, "state": "open"}])
        self.assertRecordValues(promise.interest_move_id, [{
            "move_type": "out_invoice", "state": "draft", "amount_total": 20.0, "partner_id": self.customer.id,
            "invoice_date_due": self._days(73),
        }])
        self._pay(move)
        self.assertEqual(promise.state, "kept", "judged by the promised items, interest is a debt of its own")

    def test_interest_takes_account_and_taxes_of_the_company_product(self):
        product = self.company_data["product_service_order"]
        self.company.sudo().credit_interest_product_id = product
        self._invoice(1000, -20)
        promise = self._make(None, date=self._days(73), interest_percent=10, invoice_interest=True)
        line = promise.interest_move_id.invoice_line_ids
        self.assertEqual((line.product_id, line.tax_ids, line.price_unit), (product, product.taxes_id, 20.0))

    def test_no_interest_no_invoice(self):
        self._invoice(1000, -20)
        self.assertFalse(self._make(None, date=self._days(73), invoice_interest=True).interest_move_id)

    def test_changed_instalments_must_add_up(self):
        self._invoice(100, -20)
        action = self.profile.action_make_promise()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({"instalments": 2})
        self.assertEqual(wizard.instalment_ids.mapped("amount"), [50.0, 50.0])
        wizard.instalment_ids[0].amount = 30
        with self.assertRaisesRegex(UserError, "add up to"):
            wizard.action_open_promise()
        wizard.instalment_ids[1].amount = 70
        wizard.action_open_promise()
        self.assertEqual(self.profile.promise_ids.instalment_ids.mapped("amount"), [30.0, 70.0])

    def test_tolerance_of_the_company_is_frozen(self):
        self._set(tolerance_percent=2)
        move, other = self._invoice(1000, -20), self._invoice(1000, -20)
        kept, missed = self._promise(move), self._promise(other)
        self._set(tolerance_percent=0)
        self._pay(move, 980)
        self._pay(other, 979.99)
        self._settle(kept | missed, 11)
        self.assertEqual((kept.state, missed.state), ("kept", "partial"))
        self.assertEqual(self._collectible(move), 20.0, "what is missing is still owed")


@tagged("post_install", "-at_install")
class TestPromiseApproval(AgreementCommon):

    def test_large_promise_waits_for_an_approval(self):
        self._set(approval_amount=500)
        move = self._invoice(1000, -20)
        promise = self._make(move, user=self.collector)
        self.assertEqual((promise.state, self._collectible(move)), ("to_approve", 1000.0))
        self.assertEqual(len(promise.activity_ids), 1)
        with self.assertRaises(AccessError):
            promise.with_user(self.collector).action_open()
        with self.assertRaises(AccessError):
            promise.with_user(self.collector).action_refuse()
        promise.action_open()
        self.assertRecordValues(promise, [{
            "state": "open", "approved_by_id": self.env.uid, "approved_on": self.today, "activity_ids": []}])
        self.assertEqual(self._collectible(move), 0.0)

    def test_promise_of_just_the_amount_needs_no_approval(self):
        self._set(approval_amount=500, approval_days=10)
        self.assertEqual(self._make(self._invoice(500, -20), user=self.collector, date=self._days(10)).state, "open")

    def test_long_promise_waits_for_an_approval(self):
        self._set(approval_days=10)
        promise = self._make(self._invoice(5, -20), user=self.collector, date=self._days(11))
        self.assertEqual((promise.state, promise.approved_by_id), ("to_approve", self.env["res.users"]))

    def test_tier_decides_who_approves(self):
        self._set(approval_amount=500)
        Tier = self.env["credit.approval.tier"].sudo()
        Tier.search([]).active = False
        Tier.create([
            {"name": "Small", "user_ids": self.collector.ids, "max_amount": 800},
            {"name": "Any", "user_ids": self.env.user.ids, "is_unlimited": True},
        ])
        small = self._make(self._invoice(800, -20), user=self.collector)
        self.assertRecordValues(small, [{"state": "open", "approved_by_id": self.collector.id}])
        large = self._make(self._invoice(800.01, -20), user=self.collector)
        self.assertEqual((large.state, large.activity_ids.user_id), ("to_approve", self.env.user))

    def test_refused_promise_is_a_draft_again(self):
        self._set(approval_amount=500)
        promise = self._make(self._invoice(1000, -20), user=self.collector)
        with self.assertRaises(UserError):
            promise.with_user(self.collector).instalment_ids.amount = 400
        promise.action_refuse()
        self.assertEqual((promise.state, promise.activity_ids), ("draft", self.env["mail.activity"]))
        promise.with_user(self.collector).instalment_ids.amount = 400
        promise.with_user(self.collector).action_open()
        self.assertEqual(promise.state, "open")

    def test_too_many_promises_on_an_item_are_for_a_manager(self):
        self._set(limit_renewals=True, max_renewals=1)
        move = self._invoice(1000, -20)
        for state in ("broken", "cancelled"):
            promise = self._make(move, user=self.collector, date=self.today)
            if state == "broken":
                self._settle(promise, 1)
            else:
                promise.action_cancel()
            self.assertEqual(promise.state, state)
        with self.assertRaisesRegex(ValidationError, "2 promises on these items"):
            self._make(move, user=self.collector)
        with self.assertRaisesRegex(ValidationError, "credit manager"):
            self._make(move, user=self.collector, renewal_reason="He really means it")
        with self.assertRaises(ValidationError):
            self._make(move)
        self.assertEqual(self._make(move, renewal_reason="New owner pays the debts").state, "open")
        self.assertEqual(self._make(self._invoice(10, -20), user=self.collector).state, "open", "another item")

    def test_state_of_the_agreement_is_never_set_by_hand(self):
        promise = self._promise(self._invoice(1000, -20), open_it=False)
        for vals in (
            {"state": "proposed"}, {"approved_by_id": self.env.uid}, {"accepted_by": "Somebody"}, {"tolerance_percent": 50.0},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                promise.write(vals)


@tagged("post_install", "-at_install")
class TestPromiseAcceptance(AgreementCommon, HttpCase):

    def _proposed(self, **vals):
        return self._make(None, instalments=2, date=self._days(7), **{"ask_acceptance": True, **vals})

    def _open_page(self, promise, token=None, action=None, **data):
        self.env.flush_all()
        token = promise.access_token if token is None else token
        url = f"/my/promises/{promise.id}" + (f"/{action}" if action else f"?access_token={token}")
        if action:
            data = {"access_token": token, "csrf_token": self._get_csrf_token(promise), **data}
        response = self.url_open(url, data=data or None)
        self.env.invalidate_all()
        return response

    def _get_csrf_token(self, promise):
        page = self.url_open(f"/my/promises/{promise.id}?access_token={promise.access_token}")
        return html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0]

    def test_proposal_is_sent_in_the_language_of_the_customer_and_pauses_nothing(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.contact.write({"lang": "fr_FR", "type": "invoice"})
        move = self._invoice(1000, -20)
        promise = self._proposed(interest_percent=10)
        self.assertEqual((promise.state, self._collectible(move)), ("proposed", 1000.0))
        mail = self.env["mail.mail"].sudo().search([
            ("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)])
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn("500,00", mail.body_html)
        self.assertIn(promise.access_token, mail.body_html)

    def test_without_an_address_there_is_no_proposal(self):
        (self.customer | self.contact).email = False
        self._invoice(1000, -20)
        with self.assertRaisesRegex(UserError, "no valid e-mail address"):
            self._proposed()

    def test_company_setting_proposes_plans_to_customers(self):
        self._set(ask_acceptance=True)
        self._invoice(1000, -20)
        self.assertEqual(self._make(None, instalments=1).state, "open")
        self._invoice(1000, -20)
        self.assertEqual(self._make(None, instalments=2).state, "proposed")

    def test_customer_accepts_on_the_page(self):
        move = self._invoice(1000, -20)
        promise = self._proposed()
        self.assertIn("Accept the plan", self._open_page(promise).text)
        page = self._open_page(promise, action="accept", name="Carla Contact")
        self.assertIn("Accepted by Carla Contact", page.text)
        self.assertRecordValues(promise, [{"state": "open", "accepted_by": "Carla Contact", "date_opened": self.today}])
        self.assertTrue(promise.accepted_on)
        self.assertEqual(self._collectible(move), 0.0)
        self.assertNotIn("Accept the plan", self._open_page(promise).text)

    def test_page_closes_with_time_and_when_the_link_is_revoked(self):
        self._invoice(1000, -20)
        promise = self._proposed()
        first = promise.access_token
        self.assertIn("Accept the plan", self._open_page(promise).text)
        promise.sudo()._set_state("cancelled", date_closed=self._days(-30))
        self.assertIn("Repayment Plan", self._open_page(promise).text)
        promise.sudo().date_closed = self._days(-31)
        self.assertNotIn("Repayment Plan", self._open_page(promise).text)
        promise.sudo().date_closed = self.today
        with self.assertRaises(AccessError):
            promise.with_user(self._user("viewer")).action_revoke_link()
        promise.with_user(self.collector).action_revoke_link()
        self.assertFalse(promise.access_token)
        self.assertNotIn("Repayment Plan", self._open_page(promise, token=first).text)

    def test_link_ends_when_its_addressee_leaves_and_the_account_has_a_new_one(self):
        self.contact.type = "invoice"
        self._invoice(1000, -20)
        promise = self._proposed()
        first = promise.access_token
        self.assertEqual(promise.proposed_to_id, self.contact)
        self.contact.phone = "+1 555 0199"
        self.assertEqual(promise.access_token, first)
        self.contact.active = False
        self.assertNotIn("Repayment Plan", self._open_page(promise, token=first).text)
        self.assertIn("Accept the plan", self._open_page(promise).text)

    def test_plan_that_nobody_answered_closes(self):
        self._invoice(1000, -20)
        promise = self._proposed()
        answer_until = promise.next_date
        for days, expired in ((30, False), (31, True)):
            self.assertEqual(promise._is_link_expired(answer_until + timedelta(days)), expired)

    def test_customer_declines_and_the_collector_knows(self):
        self.profile.collector_id = self.collector
        move = self._invoice(1000, -20)
        promise = self._proposed()
        self._open_page(promise, action="decline", name="Carla", reason="Only 100 a month")
        self.assertEqual((promise.state, self._collectible(move)), ("cancelled", 1000.0))
        self.assertEqual(promise.activity_ids.user_id, self.collector)
        self.assertIn("Only 100 a month", promise.activity_ids.summary)

    def test_page_needs_the_token(self):
        self._invoice(1000, -20)
        promise = self._proposed()
        for token in ("", "wrong"):
            page = self._open_page(promise, token=token)
            self.assertNotIn("Accept the plan", page.text)
        self._open_page(promise, token="wrong", action="accept", name="Stranger")
        self.assertEqual((promise.state, promise.accepted_by), ("proposed", False))

    def test_staff_look_at_the_page_but_do_not_answer_for_the_customer(self):
        self._invoice(1000, -20)
        promise = self._proposed()
        viewer = new_test_user(
            self.env, "vic", groups="credit_collection.credit_collection_group_viewer", company_id=self.company.id)
        with self.assertRaises(AccessError):
            promise.with_user(viewer).read(["access_token"])
        self.authenticate("vic", "vic")
        page = self._open_page(promise, token="")
        self.assertIn("Repayment Plan", page.text)
        self.assertNotIn("Accept the plan", page.text)
        self.assertIn("answers by the link", page.text)
        self.assertNotIn("no longer waits", page.text)

    def test_name_is_needed(self):
        self._invoice(1000, -20)
        promise = self._proposed()
        self._open_page(promise, action="accept", name="  ")
        self.assertEqual(promise.state, "proposed")

    def test_an_answer_after_the_first_date_is_too_late(self):
        self._invoice(1000, -20)
        promise = self._proposed()
        with self.assertRaisesRegex(UserError, "no longer waits"):
            promise.sudo()._accept("Carla", self._days(8))
        promise.action_cancel()
        with self.assertRaisesRegex(UserError, "no longer waits"):
            promise.sudo()._accept("Carla", self.today)

    def test_items_paid_meanwhile_are_told_on_the_page(self):
        move = self._invoice(1000, -20)
        promise = self._proposed()
        self._pay(move)
        page = self._open_page(promise, action="accept", name="Carla")
        self.assertIn("alert-danger", page.text)
        self.assertEqual((promise.state, promise.accepted_by), ("proposed", False))

    def test_accepted_in_another_way(self):
        self._invoice(1000, -20)
        promise = self._proposed()
        promise.with_user(self.collector).action_open()
        self.assertRecordValues(promise, [{"state": "open", "accepted_by": False}])

    def test_large_plan_is_approved_before_it_is_sent(self):
        self._set(approval_amount=500)
        self._invoice(1000, -20)
        promise = self._proposed(user=self.collector)
        self.assertEqual(promise.state, "to_approve")
        promise.action_open()
        self.assertEqual(promise.state, "proposed")
