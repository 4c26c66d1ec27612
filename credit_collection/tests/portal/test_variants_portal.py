"""Customers on their first day, and companies within a company."""

from unittest.mock import patch

from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestVariantsPortal(PortalCommon):

    def test_customer_of_today_sees_the_account_before_the_first_night(self):
        """A division with customers and debts of its own: neither sees the other."""
        division = self.env["res.partner"].create({"name": "Division", "is_company": True, "parent_id": self.customer.id})
        dan = self._login("dan", division)
        own, theirs = self._invoice(60, -10, partner=division), self._invoice(500, -10)
        page = self._open(user=dan)
        self.assertEqual(page.status_code, 200)
        self.assertIn(own.name, page.text)
        self.assertNotIn(theirs.name, page.text)
        self.assertNotIn(own.name, self._open(user=self.ann).text)

    def _count(self, user):
        self.authenticate(user.login, user.login)
        self.env.flush_all()
        return self.make_jsonrpc_request("/my/counters", {"counters": ["credit_account_count"]})["credit_account_count"]

    def _get_own_profiles(self, user):
        return self.env["credit.profile"].search([("partner_id", "=", user.partner_id.commercial_partner_id.id)])

    def test_counting_writes_nothing_and_the_first_look_alone_writes_the_account(self):
        """On a database that is only read, what writes is done twice, and logged as a fault."""
        newcomer = self.env["res.partner"].create({"name": "Newcomer", "is_company": True})
        nora = self._login("nora", newcomer)
        self.assertEqual(self._count(nora), 0)
        self._invoice(60, -10, partner=newcomer)
        Account, modes = type(self.env["credit.portal.account"]), []
        describe = Account._describe

        def note_mode(account, *arguments):
            modes.append(account.env.cr.readonly)
            return describe(account, *arguments)

        with self.assertNoLogs("odoo.http", "WARNING"), patch.object(Account, "_describe", note_mode):
            self.assertEqual(self._count(nora), 1)
            self.assertFalse(self._get_own_profiles(nora))
            self.assertEqual([self._open(user=nora).status_code for _look in range(2)], [200, 200])
            self.assertEqual(self._count(nora), 1)
        self.assertEqual(len(self._get_own_profiles(nora)), 1)
        self.assertEqual(modes, [False, True])

    def test_where_no_company_shows_accounts_no_invoice_is_looked_at(self):
        self.env["res.company"].search([]).credit_portal = False
        newcomer = self.env["res.partner"].create({"name": "Newcomer", "is_company": True})
        nora = self._login("nora", newcomer)
        self._invoice(60, -10, partner=newcomer)
        with patch.object(type(self.env["account.move"]), "_read_group", side_effect=AssertionError("looked at")):
            self.assertEqual(self.env["credit.portal.account"]._count(nora.partner_id), 0)
        self.assertEqual(self._count(nora), 0)
        self.assertFalse(self._get_own_profiles(nora))

    def test_who_was_never_invoiced_has_no_account(self):
        before = self._count_rows()
        self.assertEqual(self._open(user=self.stranger).status_code, 404)
        self.assertFalse(self.env["credit.profile"].search([("partner_id", "=", self.stranger.partner_id.id)]))
        self.assertEqual(self._count_rows(), before)
