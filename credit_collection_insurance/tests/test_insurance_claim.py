from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuranceClaim(InsuranceCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._cover(50000)
        cls.invoice = cls._deliver(10000, cls._days(-100), cls._days(-70), taxed=True)

    def _claim(self):
        self._refresh()
        claim = self.env["credit.insurance.claim"].with_user(self.collector).create({"profile_id": self.profile.id})
        claim.action_fill()
        return claim

    def _filed(self):
        claim = self._claim()
        claim.action_report()
        claim.document_ids[0].attachment_ids = [Command.create({"name": "invoice.txt", "raw": b"Invoice"})]
        claim.action_file()
        return claim.with_user(self.manager)

    def test_from_report_to_settlement(self):
        claim = self._claim()
        self.assertRecordValues(claim, [{
            "policy_id": self.policy.id, "amount": 12000, "insured_amount": 9000, "report_by": self._days(20),
            "file_by": self._days(110), "state": "draft"}])
        self.assertEqual(claim.document_ids.mapped("name"), ["Invoices", "Ledger"])
        claim.action_report()
        self.assertEqual(claim.activity_ids.date_deadline, self._days(110))
        with self.assertRaisesRegex(UserError, "attach first: Invoices"):
            claim.action_file()
        claim.document_ids[0].attachment_ids = [Command.create({"name": "invoice.txt", "raw": b"Invoice"})]
        claim.action_file()
        self.assertRecordValues(claim, [{"state": "filed", "claimed_amount": 9000, "filed_on": self.today}])
        self.assertFalse(claim.activity_ids)
        managed = claim.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "enter what the insurer paid"):
            managed.action_settle()
        managed.settled_amount = 8500
        with self.assertRaisesRegex(UserError, "give the reason"):
            managed.action_settle()
        managed.settlement_note = "Deductible of 500"
        managed.action_settle()
        self.assertRecordValues(claim, [{"state": "settled", "shortfall": 500, "settled_on": self.today}])
        with self.assertRaisesRegex(UserError, "settled and stays"):
            managed.settled_amount = 1

    def test_more_than_claimed_is_refused(self):
        claim = self._filed()
        claim.settled_amount = 9000.01
        with self.assertRaisesRegex(UserError, "is more than"):
            claim.action_settle()

    def test_rejected_with_a_reason(self):
        claim = self._filed()
        with self.assertRaisesRegex(UserError, "give the reason"):
            claim.action_reject()
        claim.settlement_note = "Disputed goods"
        claim.action_reject()
        self.assertRecordValues(claim, [{"state": "rejected", "shortfall": 9000}])

    def test_paid_by_the_customer(self):
        claim = self._claim()
        claim.action_report()
        with self.assertRaisesRegex(UserError, "still open"):
            claim.action_close()
        self._pay(self.invoice)
        self._refresh()
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_what_was_paid_since_is_not_claimed(self):
        claim = self._claim()
        claim.action_report()
        self._pay(self.invoice, 6000)
        self._refresh()
        claim.document_ids[0].attachment_ids = [Command.create({"name": "invoice.txt", "raw": b"Invoice"})]
        claim.action_file()
        self.assertEqual(claim.claimed_amount, 4500)

    def test_bad_items_are_refused_in_words(self):
        claim = self._claim()
        claim.action_cancel()
        claim.action_draft()
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        foreign = self._deliver(100, self._days(-90), self._days(-60), partner=other)
        with self.assertRaisesRegex(ValidationError, "is not owed by"):
            claim.line_ids = [Command.create({"line_id": self._open_item(foreign).id})]
        empty = self.env["credit.insurance.claim"].with_user(self.collector).create({"profile_id": self.profile.id})
        with self.assertRaisesRegex(UserError, "name the items"):
            empty.action_report()
        before = self._deliver(100, "2014-12-01", "2014-12-31")
        empty.line_ids = [Command.create({"line_id": self._open_item(before).id})]
        with self.assertRaisesRegex(UserError, "not delivered under a cover"):
            empty.action_report()

    def test_reported_stays_as_it_is(self):
        claim = self._claim()
        claim.action_report()
        with self.assertRaisesRegex(UserError, "Report further items"):
            claim.line_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "evidence"):
            claim.unlink()
        filed = self._filed() if not claim else claim
        with self.assertRaises(AccessError):
            filed.write({"claimed_amount": 1})
        with self.assertRaises(AccessError):
            filed.line_ids[0].write({"insured_amount": 1})
        # Nor by the button, in another tab: 9,000 were reported, whatever the customer has paid since.
        self._pay(self.invoice, 2000)
        self._refresh()
        claim.action_report()
        self.assertEqual(claim.insured_amount, 9000)
        claim.document_ids[0].attachment_ids = [Command.create({"name": "invoice.txt", "raw": b"Invoice"})]
        claim.action_file()
        kept = claim.insured_amount, claim.claimed_amount
        self._pay(self.invoice, 2000)
        self._refresh()
        claim.action_file()
        self.assertEqual((claim.insured_amount, claim.claimed_amount), kept)

    def test_documents_of_a_filed_claim_are_evidence(self):
        claim = self._filed()
        with self.assertRaisesRegex(UserError, "was filed"):
            claim.document_ids[0].attachment_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "was filed"):
            self.env["credit.insurance.document"].with_user(self.collector).create({"claim_id": claim.id, "name": "Later"})

    def test_collector_does_not_waive_required_documents(self):
        """The claim was filed without them once the collector had struck them off, at the claim or at the policy."""
        claim = self._claim().with_user(self.collector)
        required, policy = claim.document_ids[0], self.policy.document_ids.with_user(self.collector)
        for strike in (
                lambda: required.write({"is_required": False}), required.unlink, policy.unlink,
                lambda: policy[0].write({"is_required": False}), lambda: policy.create({
                    "policy_id": self.policy.id, "name": "None"})):
            with self.assertRaisesRegex(AccessError, "Credit managers decide"):
                strike()
        required.with_user(self.manager).is_required = False
        claim.create({"profile_id": self.profile.id}).document_ids[1].unlink()
