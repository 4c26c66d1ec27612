"""What a company hands out to its customers is written from its settings, in the language of the reader."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestLeaflet(AgreementCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({
            "phone": "+1 555 0100", "email": "credit@company.example", "credit_portal": True, "credit_portal_instalments": 4,
            "credit_portal_message_links": True, "credit_portal_promise_days": 9})
        cls.plan = cls.env["credit.followup.plan"].create({
            "name": "Leaflet plan", "company_id": cls.company.id, "level_ids": [
                (0, 0, {"name": "Kind words", "days_overdue": 3, "subject": "Reminder"}),
                (0, 0, {"name": "Last words", "days_overdue": 30, "subject": "Notice"})]})
        cls.company.credit_followup_plan_id = cls.plan
        cls.template.sequence = -1
        cls.bank = cls.env["res.partner.bank"].create({
            "acc_number": "LEAFLET 1234", "partner_id": cls.company.partner_id.id, "sequence": -1})

    def _make(self, user=None, **vals):
        Leaflet = self.env["credit.leaflet"].with_user(user or self.manager)
        return Leaflet.create({"company_id": self.company.id, "lang": "en_US", **vals})

    def _text_of(self, leaflet):
        """:return: the text of the leaflet, words one space apart"""
        report = self.env["ir.actions.report"].with_user(leaflet.env.user)
        html = report._render_qweb_html("credit_collection.report_credit_leaflet", leaflet.ids)[0]
        return " ".join(html.decode().split())

    def test_it_tells_what_the_settings_say(self):
        text = self._text_of(self._make())
        for part in (
            "Net 60", "No interest.", "LEAFLET 1234", "3 days after the due date", "Kind words", "30 days after the due date",
            "Last words", "/my/credit", "needs no password", "credit@company.example", "+1 555 0100",
            "up to 4 installments", "within 9 days",
        ):
            self.assertIn(part, text)

    def test_without_the_portal_it_promises_none(self):
        self.company.credit_portal = False
        text = self._text_of(self._make())
        for part in ("/my/credit", "account online", "needs no password", "installments there", "counts at once"):
            self.assertNotIn(part, text)
        self.assertIn("Kind words", text)

    def test_another_plan_and_other_terms_can_be_chosen(self):
        plan = self.plan.copy({"name": "Strict"})
        plan.level_ids.sorted("days_overdue")[-1].name = "Strict words"
        terms = self.template.copy({"payment_term_id": self.net30.id, "charges_text": "Ten points."})
        text = self._text_of(self._make(plan_id=plan.id, template_id=terms.id))
        self.assertIn("Strict words", text)
        self.assertIn("Ten points.", text)
        self.assertNotIn("No interest.", text)

    def test_it_speaks_the_language_chosen(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.plan.level_ids[0].with_context(lang="zh_CN").name = "好言相劝"
        self.assertIn("好言相劝", self._text_of(self._make(lang="zh_CN")))
        self.assertNotIn("好言相劝", self._text_of(self._make()))

    def test_each_currency_has_its_account(self):
        other = self.env.ref("base.EUR" if self.company.currency_id.name != "EUR" else "base.USD")
        self.env["res.partner.bank"].create({
            "acc_number": "LEAFLET 9999", "partner_id": self.company.partner_id.id, "currency_id": other.id})
        accounts = dict(self._make()._get_accounts(self.company))
        self.assertIn("LEAFLET 9999", accounts[other.name])
        self.assertIn("LEAFLET 1234", accounts[self.company.currency_id.name])

    def test_viewers_print_it_and_nobody_names_the_plan_of_another_company(self):
        viewer = self._user("viewer")
        self.assertIn("Kind words", self._text_of(self._make(viewer)))
        foreign = self.env["res.company"].create({"name": "Elsewhere"})
        plan = self.env["credit.followup.plan"].create({"name": "Theirs", "company_id": foreign.id})
        with self.assertRaises(AccessError):
            self._make(viewer, plan_id=plan.id)
        with self.assertRaises(AccessError):
            self._make(viewer, company_id=foreign.id)
