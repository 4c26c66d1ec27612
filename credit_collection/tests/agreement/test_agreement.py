"""Case 7.4: the text that was accepted stays, and applies until another one is accepted."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCommon):

    def test_what_was_accepted_stays_when_the_terms_change(self):
        first = self._accepted()
        text, key = first.body, first.text_hash
        self.assertRecordValues(first, [{
            "state": "accepted", "version": 1, "accepted_by": "Ann Portal", "accepted_contact_id": self.ann.partner_id.id,
            "accepted_address": "192.0.2.1", "effective_from": self.today, "lacks_authority": False}])
        self.assertIn("Net 60", text)
        self.assertEqual(self.profile.payment_term_id, self.net60)
        accepted_on = first.accepted_on

        self.template.write({"payment_term_id": self.net30.id, "charges_text": "9 points over the base rate."})
        self.assertEqual(self.template.version, 2)
        second = self.env["credit.agreement"].create({"profile_id": self.profile.id, "template_id": self.template.id})
        second.action_send()
        self.assertRecordValues(second, [{"version": 2, "payment_term_id": self.net30.id}])
        self.assertEqual(self.profile.payment_term_id, self.net60, "the first version applies until the second is accepted")
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": self.today,
            "invoice_line_ids": [(0, 0, {"name": "Goods", "quantity": 1, "price_unit": 100})]})
        self.assertEqual(invoice.invoice_date_due, self._days(60))
        Agreement = self.env["credit.agreement"]
        self.assertEqual(Agreement._find_in_force(self.profile, self.today), {self.profile: first})

        second._accept("Ann Portal", self.ann.partner_id)
        self.assertRecordValues(first, [{
            "state": "ended", "ended_on": self.today, "superseded_by_id": second.id, "body": text, "text_hash": key,
            "accepted_on": accepted_on, "version": 1}])
        self.assertEqual(self.profile.payment_term_id, self.net30)
        self.assertEqual(Agreement._find_in_force(self.profile, self.today), {self.profile: second})

    def test_accepted_twice_is_one_acceptance(self):
        agreement = self._accepted()
        before = agreement.accepted_on, len(self.profile.message_ids)
        agreement._accept("Somebody Else", self.bob.partner_id, "192.0.2.9")
        agreement._accept("Ann Portal", self.ann.partner_id, "192.0.2.9")
        self.assertEqual((agreement.accepted_by, agreement.accepted_address), ("Ann Portal", "192.0.2.1"))
        self.assertEqual((agreement.accepted_on, len(self.profile.message_ids)), before)

    def test_contact_without_authority_is_flagged_until_a_manager_confirms(self):
        agreement = self._sent()
        agreement._accept("Bob Portal", self.bob.partner_id, "192.0.2.2")
        self.assertRecordValues(agreement, [{
            "state": "sent", "lacks_authority": True, "accepted_by": "Bob Portal", "effective_from": False}])
        self.assertEqual(self.profile.payment_term_id, self.immediate)
        self.assertEqual(agreement.activity_ids.user_id, self.collector)
        with self.assertRaises(AccessError):
            agreement.with_user(self.collector).action_confirm_authority()
        agreement.with_user(self.manager).action_confirm_authority()
        self.assertRecordValues(agreement, [{
            "state": "accepted", "lacks_authority": False, "accepted_by": "Bob Portal",
            "authority_confirmed_by_id": self.manager.id}])
        self.assertEqual(self.profile.payment_term_id, self.net60)
        self.assertFalse(agreement.activity_ids)

    def test_who_may_bind_a_customer_is_said_by_managers(self):
        """Else whoever edits contacts would confirm the authority in their place."""
        editor = self.collector
        editor.group_ids |= self.env.ref("base.group_partner_manager")
        bob, Partner = self.bob.partner_id.with_user(editor), self.env["res.partner"].with_user(editor)
        for attempt in (
            lambda: bob.write({"credit_may_sign": True}),
            lambda: Partner.create({"name": "Signer", "parent_id": self.customer.id, "credit_may_sign": True}),
            lambda: Partner.with_context(default_credit_may_sign=True).create({"name": "Signer"}),
        ):
            with self.assertRaisesRegex(AccessError, "Only credit managers"), self.env.cr.savepoint():
                attempt()
        ann = self.ann.partner_id.with_user(editor)
        self.assertFalse(ann.copy().credit_may_sign)
        ann.phone = "+1 555 0123"
        self.assertTrue(ann.credit_may_sign)
        ann.parent_id = self.other_customer
        self.assertFalse(ann.credit_may_sign, "another company")
        self.manager.group_ids |= self.env.ref("base.group_partner_manager")
        self.ann.partner_id.with_user(self.manager).write({"parent_id": self.customer.id, "credit_may_sign": True})
        self.assertTrue(ann.credit_may_sign, "a manager says so")

    def test_terms_of_a_customer_who_joins_a_company_before_accepting_are_accepted_by_nobody(self):
        agreement = self._sent()
        self.assertTrue(self.env["credit.agreement"]._find_by_token(agreement.access_token))
        token = agreement.access_token
        payer = self.other_customer._get_credit_profiles()
        payer.payment_term_id = self.immediate
        self.customer.write({"parent_id": self.other_customer.id, "is_company": False})
        self.assertRecordValues(agreement, [{"state": "ended", "accepted_on": False, "profile_id": payer.id}])
        self.assertFalse(self.env["credit.agreement"]._find_by_token(token))
        with self.assertRaises(UserError):
            agreement._accept("Ann Portal", self.ann.partner_id)
        self.assertEqual(payer.payment_term_id, self.immediate)
        self.assertIn("send terms to", agreement.activity_ids.summary)

    def test_terms_that_a_company_accepted_stay_when_a_customer_joins(self):
        theirs = self._accepted()
        payer = self.other_customer._get_credit_profiles()
        signer = self.env["res.partner"].create({
            "name": "Signer", "parent_id": self.other_customer.id, "credit_may_sign": True, "email": "sign@example.com"})
        own = self._sent(profile=payer)
        own._accept("Signer", signer)
        self.customer.write({"parent_id": self.other_customer.id, "is_company": False})
        self.assertEqual((own.state, theirs.state), ("accepted", "ended"))

    def test_who_goes_along_with_a_company_does_not_bind_the_next_one(self):
        subsidiary = self.env["res.partner"].create({"name": "Subsidiary", "is_company": True})
        signer = self.env["res.partner"].create({"name": "Signer", "parent_id": subsidiary.id, "credit_may_sign": True})
        subsidiary.write({"parent_id": self.other_customer.id, "is_company": True})
        self.assertTrue(signer.credit_may_sign, "it is a company of its own")
        subsidiary.is_company = False
        self.assertEqual(signer.commercial_partner_id, self.other_customer)
        self.assertFalse(signer.credit_may_sign)

    def test_a_contact_with_authority_may_accept_after_one_without(self):
        agreement = self._sent()
        agreement._accept("Bob Portal", self.bob.partner_id)
        agreement._accept("Ann Portal", self.ann.partner_id)
        self.assertRecordValues(agreement, [{"state": "accepted", "accepted_by": "Ann Portal", "lacks_authority": False}])

    def test_versions_of_the_terms_are_kept(self):
        self.template.body = "<p>Other text</p>"
        self.template.name = "Another name"
        self.assertEqual(self.template.version, 2, "a name is no text")
        versions = {version.version: str(version.body) for version in self.template.version_ids}
        self.assertEqual(versions.keys(), {1, 2})
        self.assertIn("Pay by", versions[1])
        self.assertEqual(versions[2], "<p>Other text</p>")

    def test_terms_of_the_add_on_are_kept_in_languages_whose_texts_came_later(self):
        """The translations of an add-on are loaded after its data: in a Chinese company version 1 was English."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "credit_collection")])._update_translations(["zh_CN"])
        template = self.env.ref("credit_collection.credit_agreement_template_default")
        version = template.version_ids[0].with_context(lang="zh_CN")
        self.assertNotIn("信用", str(version.body))
        template._keep_texts()
        self.assertIn("信用", str(version.body))
        self.assertNotIn("信用", str(version.with_context(lang="en_US").body))

    def test_text_that_was_sent_is_kept_with_file_and_mail(self):
        agreement = self._sent()
        self.assertTrue(agreement.pdf_id.raw)
        self.assertEqual((len(agreement.text_hash), len(agreement.pdf_checksum)), (64, 64))
        mail = self.env["mail.mail"].search([("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)], limit=1)
        self.assertEqual(mail.attachment_ids, agreement.pdf_id)
        self.assertIn(agreement.access_token, mail.body_html)
        self.assertEqual(agreement.contact_id, self.ann.partner_id)
        for vals in ({"payment_term_id": self.net30.id}, {"charges_text": "x"}):
            with self.assertRaises(UserError):
                agreement.write(vals)
        with self.assertRaises(AccessError):
            agreement.with_user(self.manager).write({"body": "<p>Forged</p>"})
        with self.assertRaises(UserError):
            agreement.unlink()

    def test_paper_is_written_in_the_language_of_the_customer_whoever_prints_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env.ref("base.de").with_context(lang="zh_CN").name = "德国"
        self.env.ref("credit_collection.report_credit_agreement_page").with_context(lang="zh_CN").update_field_translations(
            "arch_db", {"zh_CN": {"Credit agreement": "赊销协议"}})
        self.customer.country_id = self.env.ref("base.de")
        agreement = self._sent()
        report = self.env["ir.actions.report"].with_context(lang="zh_CN")
        english = report._render_qweb_html("credit_collection.report_credit_agreement", agreement.ids)[0].decode()
        self.assertIn("Germany", english)
        self.assertNotIn("德国", english)
        self.assertIn("<h2>Credit agreement</h2>", english)
        agreement.action_end()
        self.env.flush_all()
        (self.ann.partner_id + self.customer).lang = "zh_CN"
        chinese = self.env["ir.actions.report"]._render_qweb_html(
            "credit_collection.report_credit_agreement", self._sent().ids)[0].decode()
        self.assertIn("德国", chinese)
        self.assertIn("<h2>赊销协议</h2>", chinese)

    def test_reminder_steps_of_the_plan_are_printed(self):
        level = self.env["credit.followup.strategy"]._choose_plans(self.profile, self.today)[self.profile].plan.level_ids[:1]
        self.assertTrue(level)
        self.assertIn(level.name, self._sent().body)

    def test_placeholders_of_managers_are_those_of_the_agreement(self):
        template = self.template.with_user(self.manager)
        template.body = '<p><t t-out="object.limit_text"/></p>'
        with self.assertRaises(AccessError):
            template.body = '<p><t t-out="object.env.user.password"/></p>'

    def test_longer_term_than_the_user_may_give_is_not_sent(self):
        self.env["credit.approval.tier"].create({
            "name": "Small", "group_id": self.env.ref("credit_collection.credit_collection_group_manager").id,
            "max_amount": 10.0, "company_id": self.company.id})
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        agreement = self.env["credit.agreement"].create({"profile_id": self.profile.id, "template_id": self.template.id})
        with self.assertRaises(AccessError):
            agreement.with_user(self.manager).action_send()
        self.assertEqual(agreement.state, "draft")

    def test_another_term_decided_meanwhile_is_not_overwritten(self):
        agreement = self._sent()
        self.profile.payment_term_id = self.net30
        agreement._accept("Ann Portal", self.ann.partner_id)
        self.assertEqual((agreement.state, self.profile.payment_term_id), ("accepted", self.net30))
        self.assertTrue(agreement.activity_ids)

    def test_ends_with_its_last_day_and_is_announced_once(self):
        agreement = self._accepted(valid_until=self._days(20))
        Agreement = self.env["credit.agreement"]
        self.assertIn(agreement, Agreement.search(Agreement._get_night_domain(self.today)))
        agreement.sudo()._look_after(self.today)
        self.assertEqual(len(agreement.activity_ids), 1)
        self.assertNotIn(agreement, Agreement.search(Agreement._get_night_domain(self._days(20))))
        self.assertIn(agreement, Agreement.search(Agreement._get_night_domain(self._days(21))))
        agreement.sudo()._look_after(self._days(21))
        self.assertRecordValues(agreement, [{"state": "ended", "ended_on": self._days(21)}])

    def test_renewal_applies_with_its_acceptance(self):
        first = self._accepted()
        renewal = self.env["credit.agreement"].browse(first.action_renew()["res_id"])
        self.assertRecordValues(renewal, [{"renews_id": first.id, "state": "draft", "version": 1}])
        self.assertEqual(first.state, "accepted")
