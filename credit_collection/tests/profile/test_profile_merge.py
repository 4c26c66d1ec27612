from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import EVIDENCE, EvidenceCommon


@tagged("post_install", "-at_install")
class TestMergeKeepsEvidence(EvidenceCommon):

    def test_merging_customers_loses_no_evidence(self):
        profiles = self._record_everything(self.customer) | self._record_everything(self.double)
        evidence = {name: profiles[name] for name in EVIDENCE}
        messages = profiles.message_ids
        exposure = sum(profiles.mapped("exposure_total"))
        amounts = {name: sum(profiles.mapped(name)) for name in ("disputed_amount", "open_promise_amount")}
        self._merge(self.customer | self.double, self.customer)
        self.assertFalse(profiles[1].exists())
        self.assertEqual(self.env["credit.profile"].search([("partner_id", "=", self.customer.id)]), self.profile)
        for name, records in evidence.items():
            self.assertEqual(self.profile[name], records.sorted(), name)
        self.assertLessEqual(messages, self.profile.message_ids)
        self.assertIn("Careful Customer Ltd", self.profile.message_ids[0].body)
        self.assertEqual(self.profile.exposure_total, exposure)
        for name, amount in amounts.items():
            self.assertEqual(self.profile[name], amount)
        self.assertEqual(self.profile.hold_ids.partner_id, self.customer)

    def test_rank_of_the_customer_kept_remains_after_a_merge(self):
        double = self.env["res.partner"].create({"name": "Double", "is_company": True})._get_credit_profiles()
        (self.profile | double).sudo()._update_ranks(self.today)
        Rank = self.env["credit.rank"]
        kept, gone = Rank._of(self.profile), Rank._of(double)
        self.env["base.partner.merge.automatic.wizard"].sudo().create({})._merge(
            (self.customer | double.partner_id).ids, self.customer)
        self.assertFalse(gone.exists())
        self.assertEqual(Rank._of(self.customer._get_credit_profiles()), kept)

    def test_one_open_review_remains_after_a_merge(self):
        profiles = self._record_everything(self.customer) | self._record_everything(self.double)
        kept, cancelled = profiles.review_ids.sorted("id")
        self._merge(self.customer | self.double, self.customer)
        self.assertEqual((kept.state, cancelled.state), ("submitted", "cancelled"))
        self.assertFalse(cancelled.activity_ids)
        self.assertEqual(self.profile.open_review_id, kept)

    def test_followups_go_on_after_a_merge(self):
        self._record_everything(self.customer)
        self._record_everything(self.double)
        self._merge(self.customer | self.double, self.customer)
        cycles = self.profile.followup_ids.grouped("cycle")
        self.assertEqual(len(cycles), 2)
        self.assertEqual(max(cycles), self.profile.followup_cycle)
        before = self.profile.followup_ids
        for days in (0, 30, 60):
            self.profile._run_followups(self._days(days))
        self.assertTrue(self.profile.followup_ids - before)
        self.assertFalse((self.profile.followup_ids - before).filtered(lambda followup: followup.state == "failed"))

    def test_merged_customer_is_merged_again(self):
        """R3: A into B, then B into C, each reminded once."""
        third = self.env["res.partner"].create({"name": "Third"})
        for customer in self.customer | self.double | third:
            self._record_everything(customer)
        self._merge(self.customer | self.double, self.double)
        self._merge(self.double | third, third)
        profile = third._get_credit_profiles()
        self.assertEqual(len(set(profile.followup_ids.mapped("cycle"))), 3)
        self.assertEqual(max(profile.followup_ids.mapped("cycle")), profile.followup_cycle)

    def test_only_profile_moves_to_the_merged_customer(self):
        profile = self._record_everything(self.double)
        profile.write({"credit_limit": 5000})
        target = self.env["res.partner"].create({"name": "No profile yet"})
        self._merge(self.double | target, target)
        self.assertEqual(profile.partner_id, target)
        self.assertEqual((profile.limit_mode, profile.credit_limit, target.credit_limit), ("limited", 5000.0, 5000.0))
        self.assertTrue(all(profile[name] for name in EVIDENCE))

    def test_three_customers_of_whom_two_have_profiles(self):
        first, second = self._record_everything(self.customer), self._record_everything(self.double)
        evidence = sum(len(profile[name]) for profile in first | second for name in EVIDENCE)
        target = self.env["res.partner"].create({"name": "No profile yet"})
        self._merge(self.customer | self.double | target, target)
        profile = self.env["credit.profile"].search([("partner_id", "=", target.id)])
        self.assertEqual(len(profile), 1)
        self.assertEqual(sum(len(profile[name]) for name in EVIDENCE), evidence)

    def test_profiles_of_two_companies_are_merged_apart(self):
        other = self.setup_other_company()["company"]
        here = self.double._get_credit_profiles()
        there = self.double._get_credit_profiles(other)
        self._merge(self.customer | self.double, self.customer)
        self.assertFalse(here.exists())
        self.assertEqual(there.partner_id, self.customer)

    def test_policy_that_was_decided_stands_and_a_forced_hold_stays(self):
        decided = self.double._get_credit_profiles()
        decided.write({"credit_limit": 700, "on_hold": True, "hold_reason": "Doubtful"})
        self._merge(self.customer | self.double, self.customer)
        self.assertRecordValues(self.profile, [{
            "limit_mode": "limited", "credit_limit": 700.0, "on_hold": True, "hold_reason": "Doubtful"}])

    def test_limit_of_the_customer_kept_is_not_raised_by_a_merge(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 0})
        self.double._get_credit_profiles().credit_limit = 9000
        self._merge(self.customer | self.double, self.customer)
        self.assertRecordValues(self.profile, [{"limit_mode": "limited", "credit_limit": 0.0}])

    def test_policy_log_moves_along_and_one_score_of_the_month_stays(self):
        double = self.double._get_credit_profiles()
        double.write({"on_hold": True, "hold_reason": "Cheque returned"})
        for partner in (self.customer, self.double):
            self._invoice(1000, -40, partner=partner)
        self.env.flush_all()
        (self.profile | double)._update_scores(self.today)
        self._merge(self.customer | self.double, self.customer)
        self.assertIn("Cheque returned", self.profile.policy_log_ids.mapped("reason"))
        self.assertEqual(self.profile.policy_log_ids.partner_id, self.customer)
        self.assertEqual(len(self.profile.score_ids), 1)
        self.assertEqual(self.profile.latest_score_id, self.profile.score_ids)

    def test_contact_manager_without_credit_rights_merges(self):
        self._record_everything(self.double).credit_limit = 800
        (self.customer | self.double).email = "same@example.com"
        clerk = new_test_user(self.env, "merging", "base.group_user,base.group_partner_manager", company_id=self.company.id)
        self._merge(self.customer | self.double, self.customer, user=clerk)
        self.assertTrue(all(self.profile[name] for name in EVIDENCE))
        self.assertEqual(self.profile.credit_limit, 800.0)

    def test_open_order_follows_a_contact_that_is_merged_into_another_customers(self):
        order = self._order(500, partner=self.contact)
        order.action_confirm()
        self.assertEqual(order.order_line.credit_partner_id, self.customer)
        contact = self.env["res.partner"].create({"name": "Carla", "parent_id": self.double.id})
        self._merge(self.contact | contact, contact)
        self.assertEqual(order.order_line.credit_partner_id, self.double)
        self.assertEqual(self.double._get_credit_profiles().exposure_orders, 500.0)


@tagged("post_install", "-at_install")
class TestEvidenceIsNotDeleted(EvidenceCommon):

    def test_profile_with_evidence_is_not_deleted(self):
        profile = self.double._get_credit_profiles()
        self._invoice(100, -20, partner=self.double)
        profile._run_followups(self.today)
        with self.assertRaisesRegex(UserError, "Careful Customer Ltd.*Follow-up.*merge the two contacts"):
            profile.unlink()

    def test_each_kind_of_evidence_keeps_the_profile(self):
        profile = self._record_everything(self.double)
        kinds = self.env["credit.profile.merge"]._get_evidence_kinds(profile)[profile]
        self.assertEqual(kinds, [
            "Follow-up", "Promise to Pay", "Dispute", "Credit Hold", "Credit Review", "Customer Change Log"])

    def test_customer_with_evidence_is_not_deleted(self):
        self.double._get_credit_profiles()._open_reviews("manual")
        with self.assertRaisesRegex(UserError, "carries evidence: Credit Review"):
            self.double.unlink()

    def test_the_database_deletes_no_evidence_with_a_customer(self):
        self._record_everything(self.double)
        profile = self.double._get_credit_profiles()
        for name in EVIDENCE:
            tables = [profile[other]._table for other in EVIDENCE if other != name]
            with self.subTest(name), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), \
                    self.env.cr.savepoint():
                for table in tables:
                    self.env.cr.execute(SQL("DELETE FROM %s WHERE profile_id = %s", SQL.identifier(table), profile.id))
                self.env.cr.execute(SQL("DELETE FROM res_partner WHERE id = %s", self.double.id))

    def test_customer_without_evidence_is_deleted_with_his_profile(self):
        profile = self.double._get_credit_profiles()
        self.double.unlink()
        self.assertFalse(profile.exists())

    def test_manager_deletes_a_profile_without_evidence(self):
        profile = self.double._get_credit_profiles()
        profile.with_user(new_test_user(
            self.env, "deleting", "credit_collection.credit_collection_group_manager", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)])).unlink()
        self.assertFalse(profile.exists())
