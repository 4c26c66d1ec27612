"""What settled a debt, told apart: money that stayed, money that went back, credit notes, write-offs."""

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.common.sql import build_items
from ...models.exposure.settlements import build_settlements
from .test_receipts import ReceiptCommon


@tagged("post_install", "-at_install")
class TestSettlements(ReceiptCommon):

    def _settlements(self, invoice):
        """:return: list of (day, amount, kinds that hold), in the order of the days"""
        self.env.flush_all()
        kinds = ("is_payment", "is_money", "is_returned", "is_credit_note", "is_exchange", "is_loss")
        rows = self.env.execute_query_dict(SQL("%s ORDER BY settlement.date, settlement.id", build_items(
            SQL("settlement.*"), condition=SQL("line.move_id = %s", invoice.id),
            joins=SQL("CROSS JOIN LATERAL (%s) settlement", build_settlements(
                SQL("line.id"), bounced=self.env["credit.receipts"]._get_bounced_sql(self.today), debt="line")))))
        return [(row["date"], float(row["amount"]), [kind for kind in kinds if row[kind]]) for row in rows]

    def test_money_credit_notes_and_write_offs_are_told_apart(self):
        invoice = self._invoice(100, -20)
        self._match(invoice, self._bank(60, -10))
        self._match(invoice, self._invoice(30, -5, move_type="out_refund"))
        self._write_off(invoice, 10)
        self.assertEqual(
            sorted((amount, kinds) for _day, amount, kinds in self._settlements(invoice)),
            [(10.0, ["is_loss"]), (30.0, ["is_credit_note"]), (60.0, ["is_payment", "is_money"])])

    def test_a_settlement_has_the_later_day_of_both_sides(self):
        invoice = self._invoice(100, -20)
        self._match(invoice, self._bank(100, -3))
        self.assertEqual([day for day, _amount, _kinds in self._settlements(invoice)], [self._days(-3)])

    def test_money_that_went_back_paid_nothing_although_it_is_matched(self):
        invoice = self._invoice(800, -10)
        self._match(invoice, self._bank(800, -15))
        self._bank(-800, -5)
        self.assertEqual([kinds for _day, _amount, kinds in self._settlements(invoice)], [["is_money", "is_returned"]])

    def test_a_debt_that_nothing_settled_has_none(self):
        self.assertEqual(self._settlements(self._invoice(100, -20)), [])
