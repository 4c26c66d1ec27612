from odoo.tests import tagged

from ..base.tour import TourCase
from .common import ReceivablesCommon, ReplyCommon


@tagged("post_install", "-at_install")
class TestToursReply(TourCase, ReplyCommon):

    def test_promise_is_logged_from_the_follow_up(self):
        followup, _invoices = self._followed_up()
        self._answer(followup, "We will pay 300.00 tomorrow.")
        self.start_tour(f"/odoo/credit.followup/{followup.id}", "credit_reply_promise", login=self.collector.login)
        self._refresh()
        self.assertRecordValues(self.profile.promise_ids, [
            {"amount": 300.0, "date": self._days(1), "followup_id": followup.id, "source": "mail", "state": "open"}])
        self.assertEqual(followup.outcome, "promised")

    def test_dispute_is_logged_from_the_list_of_replies(self):
        followup, invoices = self._followed_up()
        self._answer(followup, f"The goods of {invoices.name} arrived damaged.")
        self.start_tour(
            "/odoo/action-credit_collection.credit_reply_action", "credit_reply_dispute", login=self.collector.login)
        self._refresh()
        self.assertRecordValues(invoices.credit_dispute_ids, [{"state": "open", "amount": 1000.0}])
        self.assertEqual(followup.outcome, "disputed")


@tagged("post_install", "-at_install")
class TestToursReceivablesAddress(TourCase, ReceivablesCommon):

    def test_message_of_a_stranger_is_assigned_and_found_in_the_thread_of_the_customer(self):
        _reply, unassigned = self._write("We will pay 300.00 tomorrow.", sender="Bea <bea@books-for-others.example.com>")
        self.start_tour(
            "/odoo/action-credit_collection.credit_unassigned_message_action", "credit_message_to_assign",
            login=self.collector.login)
        self._refresh()
        self.assertRecordValues(unassigned, [{"state": "assigned", "profile_id": self.profile.id}])
        self.assertRecordValues(self.profile.reply_ids, [{"kind": "promise", "amount": 300.0, "state": "proposed"}])
