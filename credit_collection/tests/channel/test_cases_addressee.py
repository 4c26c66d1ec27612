"""Whom we write to and what we ask for, in cases that went wrong elsewhere."""

from odoo.fields import Command
from odoo.tests import tagged

from ..followup.common import FollowupCommon


@tagged("post_install", "-at_install")
class TestAddressee(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north, cls.south = cls.env["res.partner"].create([
            {"name": name, "parent_id": cls.customer.id, "type": "invoice", "email": f"{name.lower()}@careful.example.com"}
            for name in ("North", "South")])

    def _recipients(self, followups):
        return [mail.recipient_ids for mail in self._mails(followups)]

    def test_address_on_the_invoices_goes_before_the_newest_one(self):
        self._invoice(1000, -10, partner=self.north)
        followup = self._run()
        self.assertEqual(followup.contact_id, self.north)
        self.assertEqual(self._recipients(followup), [self.north])

    def test_of_two_addresses_on_invoices_the_one_that_owes_more_is_written_to(self):
        self._invoice(1000, -10, partner=self.north)
        self._invoice(200, -10, partner=self.south)
        followup = self._run()
        self.assertRecordValues(followup, [{"contact_id": self.north.id, "amount_due": 1200}])

    def test_each_address_gets_its_own_items(self):
        self.profile.message_addressing = "each"
        north = self._invoice(1000, -10, partner=self.north)
        south = self._invoice(200, -8, partner=self.south)
        followups = self._run().sorted("amount_due")
        self.assertRecordValues(followups, [
            {"contact_id": self.south.id, "amount_due": 200, "days_overdue": 8, "state": "sent"},
            {"contact_id": self.north.id, "amount_due": 1000, "days_overdue": 10, "state": "sent"},
        ])
        self.assertEqual(followups.mapped("line_ids.move_id"), south | north)
        self.assertIn(south.name, followups[0].body)
        self.assertNotIn(north.name, followups[0].body)
        self.assertFalse(self._run(1), "the level is done")

    def test_each_address_gets_its_credit_and_money_on_account_pays_the_oldest(self):
        self.profile.message_addressing = "each"
        self._invoice(1000, -10, partner=self.north)
        self._invoice(500, -8, partner=self.south)
        self._invoice(100, -9, partner=self.south, move_type="out_refund")
        self._book(-300, -9, self.customer)
        self.assertRecordValues(self._run().sorted("amount_due"), [
            {"contact_id": self.south.id, "amount_due": 400},
            {"contact_id": self.north.id, "amount_due": 700},
        ])

    def test_calls_are_made_once_whatever_the_addresses(self):
        self.profile.message_addressing = "each"
        self.level_1.activity_type_id = self.env.ref("credit_collection.mail_activity_type_followup_call")
        self._invoice(1000, -10, partner=self.north)
        self._invoice(200, -8, partner=self.south)
        followups = self._run()
        self.assertEqual(sorted(followups.mapped("channel")), ["call", "mail", "mail"])
        self.assertRecordValues(followups.filtered(lambda followup: followup.channel == "call"), [{"amount_due": 1200}])

    def test_message_to_the_company_itself(self):
        self.profile.message_addressing = "company"
        self._invoice(1000, -10, partner=self.north)
        self.assertEqual(self._run().contact_id, self.customer)

    def test_contact_of_another_company_is_never_written_to(self):
        """C21: a shared customer has a collection contact that belongs to another company."""
        other = self.setup_other_company()["company"]
        self.env["res.partner"].create({
            "name": "Theirs", "parent_id": self.customer.id, "email": "theirs@careful.example.com",
            "company_id": other.id, "credit_collection_contact": True,
        })
        (self.north | self.south).active = False
        self._invoice(1000, -10)
        followup = self._run()
        self.assertEqual(followup.contact_id, self.customer)
        self.assertEqual(self._recipients(followup), [self.customer])

    def test_preview_and_follow_up_now_name_the_same_addressee_as_the_run(self):
        self.level_1.address_to = "company"
        self._invoice(1000, -10, partner=self.north)
        now = self.env["credit.followup.now"].create({"profile_id": self.profile.id})
        self.assertEqual(now.contact_id, self.customer)
        tonight = self.env["credit.followup.tonight"].create({})
        tonight.action_show()
        self.assertEqual(tonight.line_ids.filtered(lambda line: line.profile_id == self.profile).contact_id, self.customer)
        self.assertEqual(self._run().contact_id, self.customer)


@tagged("post_install", "-at_install")
class TestPayeeAccount(FollowupCommon):
    """C20: the account named on the invoice is the one that mail, letter and payment page name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd, cls.eur = cls.company.currency_id, cls.setup_other_currency("EUR")
        cls.first, cls.second, cls.euro = cls.env["res.partner.bank"].create([
            {"acc_number": number, "partner_id": cls.company.partner_id.id, "currency_id": currency,
             "bank_id": cls.env["res.bank"].create({"name": f"Bank of {number}", "bic": bic}).id, "sequence": sequence}
            for sequence, (number, currency, bic) in enumerate((
                ("US-1", cls.usd.id, "AAAAUS33"), ("US-2", cls.usd.id, "BBBBUS33"), ("DE-3", cls.eur.id, "CCCCDE33")))])

    def _body(self):
        return self._run().body

    def test_account_of_the_invoice(self):
        self._invoice(1000, -10, partner_bank_id=self.second.id)
        body = self._body()
        self.assertIn("US-2 – Bank of US-2 – BIC BBBBUS33", body)
        self.assertNotIn("US-1", body)

    def test_invoices_that_differ_name_one_account_for_each_currency(self):
        self._invoice(1000, -10, partner_bank_id=self.second.id)
        self._invoice(500, -10, partner_bank_id=self.euro.id, currency_id=self.eur.id)
        body = self._body()
        for text in ("USD: US-2", "EUR: DE-3"):
            self.assertIn(text, body)

    def test_archived_account_is_never_named(self):
        self._invoice(1000, -10, partner_bank_id=self.second.id)
        self.second.active = False
        body = self._body()
        self.assertNotIn("US-2", body)
        self.assertIn("US-1", body)

    def test_invoice_without_account_names_one_of_the_company_in_its_currency(self):
        self._invoice(500, -10, currency_id=self.eur.id).partner_bank_id = False
        self.assertIn("DE-3", self._body())

    def test_page_and_offer_name_the_same_account(self):
        self.level_1.payment_link = True
        move = self._invoice(1000, -10, partner_bank_id=self.second.id)
        followup = self._run().sudo()
        self.assertIn("US-2", followup._describe_payee(followup._get_payable()))
        offer = self.env["credit.settlement"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(move).ids)],
            "valid_until": self._days(10), "discount_by": "percent", "discount_percent": 5,
        })
        offer.action_send()
        mail = self.env["mail.mail"].sudo().search([("model", "=", "credit.profile")], order="id desc", limit=1)
        self.assertIn("settlement offer", mail.subject)
        self.assertIn("US-2", mail.body_html)
