"""Ways around the rules of covers and claims that somebody tried."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuranceMisuse(InsuranceCommon):

    def test_a_cover_ends_with_its_policy(self):
        self._cover(50000)
        self.policy.date_to = self._days(-10)
        self._deliver(1000, self._days(-20))
        self._deliver(500, self._days(-5))
        position = self._position()
        self.assertEqual([(share.amount, share.status) for share in position.shares], [(1000, "insured"), (500, "none")])
        self._refresh()
        cover = self.profile.env["credit.insurance.cover"].search([("profile_id", "=", self.profile.id)])
        self.assertFalse(cover.is_in_force)
        self.assertNotIn(cover, cover.search([("is_in_force", "=", True)]))
        # The insurer goes on.
        self.policy.date_to = False
        self._refresh()
        self.assertTrue(cover.is_in_force)

    def test_an_archived_policy_ends(self):
        cover = self._cover(50000)
        self.policy.active = False
        self._refresh()
        self.assertEqual(self.policy.date_to, self.today)
        self._deliver(1000, self._days(-5))
        self.assertEqual([share.status for share in self._position().shares], ["insured"])
        self.assertEqual(cover.ends_on, self.today)

    def test_merged_customers_have_one_cover_a_day(self):
        twin = self.env["res.partner"].create({"name": "Careful Customer Ltd", "is_company": True})
        own, other = self._cover(50000), self._cover(7000, profile=twin._get_credit_profiles())
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge((self.customer | twin).ids, self.customer)
        self._refresh()
        self.assertTrue(own.exists().active)
        self.assertEqual(other.exists().profile_id, self.profile)
        self.assertFalse(other.active)

    def test_a_collector_does_not_enter_the_settlement(self):
        self._cover(50000)
        Claim = self.env["credit.insurance.claim"].with_user(self.collector)
        for vals in ({"settled_amount": 5}, {"settlement_note": "too late"}):
            with self.subTest(str(vals)), self.assertRaises(AccessError), self.cr.savepoint():
                Claim.create({"profile_id": self.profile.id, **vals})
        claim = Claim.with_context(default_settled_amount=5, default_state="filed", default_claimed_amount=5).create({
            "profile_id": self.profile.id})
        self.assertRecordValues(claim, [{"settled_amount": 0, "state": "draft", "claimed_amount": 0}])

    def test_files_of_a_claim_stay_when_it_was_filed(self):
        self._cover(50000)
        self._deliver(10000, self._days(-100), self._days(-70))
        self._refresh()
        claim = self.env["credit.insurance.claim"].with_user(self.collector).create({"profile_id": self.profile.id})
        claim.action_fill()
        claim.action_report()
        file = self.env["ir.attachment"].with_user(self.collector).create({"name": "invoices.pdf", "raw": b"scan"})
        claim.document_ids[:1].attachment_ids = [Command.link(file.id)]
        file.raw = b"better scan"
        claim.action_file()
        for act in (lambda: file.write({"raw": b"forged"}), file.unlink):
            with self.assertRaisesRegex(UserError, "evidence"), self.cr.savepoint():
                act()
        self.assertEqual(file.raw, b"better scan")

    def test_an_extension_names_the_agreement(self):
        item = self._open_item(self._deliver(1000, self._days(-40), self._days(-30)))
        with self.assertRaisesRegex(ValidationError, "agreement"), self.cr.savepoint():
            self.env["credit.insurance.extension"].with_user(self.collector).create({
                "line_id": item.id, "due_date": self._days(30), "reference": "  "})

    def test_extreme_values(self):
        for vals in ({"amount": 1e16}, {"amount": -1}, {"coverage": 101}, {"valid_from": "0001-01-01"},
                     {"valid_until": "9999-12-31"}, {"valid_from": "2026-02-30"}, {"amount": float("nan")}):
            with self.subTest(str(vals)), self.assertRaises(UserError), self.cr.savepoint():
                self._cover(**{"amount": 5, **vals})
        self._cover(1e15)
        self._deliver(1000, self._days(-5), due="9999-12-31")
        self.assertEqual(self._position().insured, 900)
        item = self.env["credit.insurance.item"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual((item.report_by.year, item.file_by.year), (9999, 9999))
