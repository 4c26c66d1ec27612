from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.credit_collection_commission.tests.common import CommissionCommon


@tagged("post_install", "-at_install")
class TestAgencyCommission(CommissionCommon):

    def _recover(self, payment, kind, fee):
        agency = self.env["credit.agency"].create({
            "partner_id": self.env["res.partner"].create({"name": "Inkasso Nord"}).id, "licence_number": "RDG 2211"})
        receipt = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        placement = self.env["credit.agency.placement"].sudo().create({
            "agency_id": agency.id, "profile_id": self.profile.id,
            "line_ids": [Command.set(self._open_item(self._invoice(5, -1)).ids)]})
        self.env["credit.agency.recovery"].sudo().create({
            "placement_id": placement.id, "kind": kind, "date": payment.date, "amount": payment.amount, "fee": fee,
            **({"move_id": payment.move_id.id} if kind == "agency" else {"receipt_id": receipt.id})})

    def test_no_commission_on_what_an_agency_collected(self):
        first, second, third = (self._bill(amount, self._date(2, 1)) for amount in (600, 400, 300))
        self._recover(self._pay(first, date=self._date(3, 10)), "agency", 150)
        self._recover(self._pay(second, date=self._date(3, 12)), "direct", 100)
        self._recover(self._pay(third, date=self._date(3, 14)), "direct", 0)
        run = self._run(3)
        nobody = self.env["res.users"]
        self.assertEqual(sorted(self._lines(run), key=lambda line: line[2]), [
            (self.anna, "collected", 300, 6), (nobody, "collected", 400, 0), (nobody, "collected", 600, 0)])
