"""Situations that people reported in public about agencies and limitation; the address stands beside each."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import LegalCommon


@tagged("post_install", "-at_install")
class TestReportedLegal(LegalCommon):

    def _place(self, move):
        agency = self.env["credit.agency"].create({
            "partner_id": self.env["res.partner"].create({"name": "Inkasso Nord"}).id, "licence_number": "RDG 2211"})
        self._refresh()
        placement = self.env["credit.agency.placement"].with_user(self.manager).create({
            "agency_id": agency.id, "profile_id": self.profile.id, "fee_percent": 25,
            "line_ids": [Command.set(self._open_item(move).ids)]})
        placement.action_place()
        self._refresh()
        return placement

    def test_after_the_recall_the_agency_gets_nothing(self):
        # collections.uslegal.com/rights-duties-and-liabilities/creditors-liabilities-to-agency
        move = self._invoice(1000, -100)
        placement = self._place(move)
        self._pay(move, 100)
        self._refresh()
        placement.recall_reason = "No report for months"
        placement.action_recall()
        self._pay(move, 400)
        self._refresh()
        self.assertEqual(placement.recovery_ids.mapped("amount"), [100])
        self.assertEqual(placement.fee, 25)

    def test_a_payment_dated_before_the_placement_bears_no_fee(self):
        # capitalrecovery.net/blog/why-and-how-you-need-to-report-direct-payments-to-your-collection-agency
        move = self._invoice(1000, -100)
        placement = self._place(move)
        self._pay(move, 300, date=self._days(-3))
        self._refresh()
        self.assertFalse(placement.recovery_ids)
        self.assertEqual(placement.claim, 700)

    def test_what_is_acknowledged_or_paid_after_the_end_revives_nothing(self):
        # nechambers.co.uk/acknowledgment-of-a-debt-under-the-limitation-act-1980: section 29 (5) and (7).
        self.customer.country_id = self.env.ref("base.uk")
        self.env["credit.limitation.rule"].sudo().create({
            "name": "Simple contract", "country_id": self.env.ref("base.uk").id, "years": 6, "source": "Limitation Act 1980",
            "effect_ids": [Command.create({"kind": kind, "effect": "restart"}) for kind in ("acknowledgement", "payment")]})
        year = self.today.year
        barred, running = self._due(date(year - 8, 3, 1)), self._due(date(year - 5, 3, 1))
        files = self._evidence("Letter.pdf")
        self.env["credit.limitation.event"].with_user(self.collector).create({
            "profile_id": self.profile.id, "kind": "acknowledgement", "date": date(year - 1, 6, 1),
            "line_ids": [Command.set(self._open_item(barred | running).ids)], "attachment_ids": [Command.set(files.ids)]})
        for move in barred, running:
            self._pay(move, 100, date=date(year - 1, 9, 1))
        self._refresh()
        self.assertEqual(self._open_item(barred).sudo().credit_limitation_date, date(year - 2, 3, 1))
        self.assertEqual(self._open_item(running).sudo().credit_limitation_date, date(year + 5, 9, 1))
