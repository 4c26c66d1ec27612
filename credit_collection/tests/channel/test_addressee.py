from odoo.tests import tagged

from ...report.workbook import overdue_facts
from ..followup.common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupContact(FollowupCommon):
    """What an entry books on a contact of the customer is owed by the customer."""

    def test_item_of_a_contact_is_demanded_from_its_company(self):
        item = self._book(300, -10, self.contact)
        followup = self._run()
        self.assertRecordValues(followup, [{
            "profile_id": self.profile.id, "amount_due": 300.0, "line_ids": item.ids, "level_id": self.level_1.id}])

    def test_credit_of_a_contact_is_netted(self):
        self._invoice(1000, -10)
        self._book(-400, -2, self.contact, journal="default_journal_bank")
        self.assertEqual(self._run().amount_due, 600.0)

    def test_customer_with_items_of_contacts_alone_is_a_candidate(self):
        self._book(300, -10, self.contact)
        self._refresh()
        candidates = self.profile.search(self.round._get_candidates_domain(self.today))
        self.assertIn(self.profile, candidates)
        self.assertFalse(self.round._create_profiles_of_debtors(), "the company has its profile already")

    def test_item_of_a_contact_can_be_promised(self):
        item = self._book(300, -10, self.contact)
        self.assertIn(item, self.profile._get_promisable_items(self.today))

    def test_paying_history_counts_items_of_contacts(self):
        self._book(300, -10, self.contact)
        self._refresh()
        history = self.env["credit.scorecard"]._get_history(self.profile, self.today)[self.profile.id]
        self.assertEqual((history["open"], history["overdue"]), (300.0, 300.0))

    def test_overdue_facts_are_those_of_the_company(self):
        self._book(300, -10, self.contact)
        self._book(-100, -2, self.contact, journal="default_journal_bank")
        self._refresh()
        customer = (self.customer.id, self.company.id)
        self.assertEqual(overdue_facts.get_late_history(self.env, self.today)[customer][1], 1)
        self.assertEqual(self.env["credit.receipts"]._get_last_payments(self.today)[customer], (self._days(-2), 100.0))

    def test_receipt_of_a_contact_clears_a_held_order(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 100.0})
        debt = self._book(300, 0, self.contact)
        order = self._order(50)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        receipt = self._book(-300, 0, self.contact, journal="default_journal_bank")
        (debt + receipt).reconcile()
        self._refresh()
        self.assertEqual(order.credit_hold_id.state, "cleared")

    def test_as_many_queries_with_items_of_contacts(self):
        self._invoice(100, -10)
        self._refresh()
        self.profile._get_open_items(self.today, self.today)  # rights are kept in memory
        counts = []
        for _number in range(2):
            self._refresh()
            before = self.env.cr.sql_log_count
            self.profile._get_open_items(self.today, self.today)
            counts.append(self.env.cr.sql_log_count - before)
            self._book(50, -5, self.contact)
        self.assertEqual(counts[0], counts[1])
