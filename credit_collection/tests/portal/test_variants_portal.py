"""Customers on their first day, and companies within a company."""

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

    def test_who_was_never_invoiced_has_no_account(self):
        before = self._count_rows()
        self.assertEqual(self._open(user=self.stranger).status_code, 404)
        self.assertFalse(self.env["credit.profile"].search([("partner_id", "=", self.stranger.partner_id.id)]))
        self.assertEqual(self._count_rows(), before)
