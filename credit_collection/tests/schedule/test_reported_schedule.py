"""Situations that people reported in public about down payments of orders; the address stands beside each."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ScheduleCommon
from .test_schedule import THIRTY_SEVENTY

HALVES = ({"share": 50}, {"share": 50})


@tagged("post_install", "-at_install")
class TestPublicReports(ScheduleCommon):

    def _priced(self, rows, milestones, **tax):
        """:return: a confirmed order with lines ``(quantity, price)`` of services that are invoiced as ordered"""
        order = self._schedule(1, *milestones, confirm=False)
        taxes = self.env["account.tax"].create({"name": "Tax", **tax}) if tax else self.env["account.tax"]
        order.order_line = [Command.clear(), *(Command.create({
            "product_id": self.company_data["product_service_order"].id, "product_uom_qty": quantity, "price_unit": price,
            "tax_ids": [Command.set(taxes.ids)]}) for quantity, price in rows)]
        order.action_confirm()
        return order

    def _finish(self, order):
        final = order._create_invoices(final=True)
        final.action_post()
        return final

    def _assert_settled(self, order):
        """All of the order is invoiced: no more, no less, and no milestone asks for anything."""
        self._refresh()
        self.assertEqual(self._amounts(order, "to_invoice"), ([0] * len(order.credit_milestone_ids),))
        self.assertAlmostEqual(sum(self._amounts(order, "invoiced")[0]), order.amount_total)
        total = sum(order.invoice_ids.filtered(lambda move: move.state == "posted").mapped("amount_total_signed"))
        self.assertAlmostEqual(total, order.amount_total)
        self.assertFalse(order.credit_schedule_warning)

    def _assert_excess_is_told(self, order):
        """Core deducts less than was invoiced before, or does not by now: then the order says by how much."""
        order._create_invoices(final=True)
        excess = sum(order.invoice_ids.filtered(lambda move: move.state != "cancel").mapped("amount_total_signed")) - 1000
        warning = (order.credit_schedule_warning or "").replace("\xa0", " ")
        self.assertEqual(f"exceed it by $ {excess:,.2f}" in warning, excess > 0, warning)

    def test_two_halves_of_an_odd_amount(self):
        # github.com/odoo/odoo/issues/125140
        order = self._priced([(1, 12870.59)], HALVES)
        self._invoiced(order.credit_milestone_ids)
        self.assertEqual(self._finish(order).amount_total, 0)
        self._assert_settled(order)

    def test_thirty_and_seventy_of_half_a_cent(self):
        # github.com/odoo/odoo/pull/249836
        order = self._priced([(1, 145.05)], THIRTY_SEVENTY)
        self._invoiced(order.credit_milestone_ids)
        self._finish(order)
        self._assert_settled(order)

    def test_amount_of_a_milestone_over_many_lines_is_exact(self):
        # github.com/odoo/odoo/pull/160521
        order = self._priced(
            [(1, 10000)] * 3 + [(1, 50)], [{"amount": 840}, {"amount": 35220}], amount=20)
        invoices = self._invoiced(order.credit_milestone_ids)
        self.assertEqual(invoices.mapped("amount_total"), [840, 35220])
        self._finish(order)
        self._assert_settled(order)

    def test_amount_of_a_milestone_with_included_tax_is_exact(self):
        # github.com/odoo/odoo/pull/134985
        order = self._priced(
            [(1, 900), (2, 90), (4, 49)], [{"amount": 550}, {"amount": 726}], amount=21, price_include_override="tax_included")
        self.assertEqual(order.amount_total, 1276)
        invoices = self._invoiced(order.credit_milestone_ids)
        self.assertEqual(invoices.mapped("amount_total"), [550, 726])
        self._finish(order)
        self._assert_settled(order)

    def test_half_units_rounded_globally_need_no_credit_note(self):
        # github.com/odoo/odoo/pull/278984
        self.company.tax_calculation_rounding_method = "round_globally"
        order = self._priced([(0.5, 1.01)], [{"share": 100}], amount=0)
        self._invoiced(order.credit_milestone_ids)
        final = self._finish(order)
        self.assertEqual(self._amounts(order, "to_invoice"), ([0],))
        self.assertAlmostEqual(final.amount_total, 0, 2)

    def test_final_invoice_that_was_cancelled_gives_back_its_part_alone(self):
        # github.com/odoo/odoo/pull/81215
        order = self._priced([(1, 1000)], HALVES)
        self._invoiced(order.credit_milestone_ids[0])
        final = self._finish(order)
        self.assertEqual(self._column(order, "state"), ["invoiced", "invoiced"])
        final.button_draft()
        final.button_cancel()
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice"), ([500, 0], [0, 500]))
        self.assertEqual(self._finish(order).amount_total, 500)
        self._assert_settled(order)

    def test_credit_note_that_was_cancelled_takes_nothing_back(self):
        # github.com/odoo/odoo/pull/275684
        order = self._priced([(1, 1000)], HALVES)
        note = self._invoiced(order.credit_milestone_ids[0])._reverse_moves([{"invoice_date": self.today}])
        note.action_post()
        self.assertEqual(self._amounts(order, "to_invoice"), ([500, 500],))
        note.button_draft()
        note.button_cancel()
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice"), ([500, 0], [0, 500]))
        self._invoiced(order.credit_milestone_ids[1])
        self._assert_excess_is_told(order)

    def test_down_payment_that_was_credited_in_part(self):
        # github.com/odoo/odoo/issues/43919
        order = self._priced([(1, 1000)], HALVES)
        note = self._invoiced(order.credit_milestone_ids[0])._reverse_moves([{"invoice_date": self.today}])
        note.invoice_line_ids.filtered("sale_line_ids").price_unit = 200
        note.action_post()
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice"), ([300, 0], [0, 700]))
        self.assertEqual(self._invoiced(order.credit_milestone_ids[1]).amount_total, 700)
        self._assert_excess_is_told(order)

    def test_final_invoice_that_was_credited_is_asked_for_again(self):
        # github.com/odoo/odoo/pull/161350
        order = self._priced([(1, 1000)], HALVES)
        self._invoiced(order.credit_milestone_ids[0])
        note = self._finish(order)._reverse_moves([{"invoice_date": self.today}], cancel=True)
        self.assertEqual(note.state, "posted")
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice"), ([500, 0], [0, 500]))
        self.assertEqual(self._finish(order).amount_total, 500)
        self._assert_settled(order)

    def test_down_payment_beyond_what_was_delivered_of_the_order(self):
        # github.com/OCA/sale-workflow/pull/4236
        order = self._schedule(1000, {"share": 80}, {"share": 20})
        goods = order.order_line
        goods.write({"product_uom_qty": 10, "price_unit": 100})
        self._invoiced(order.credit_milestone_ids[0])
        goods.qty_delivered = 3
        part = self._finish(order)
        self.assertEqual((part.move_type, part.amount_total), ("out_refund", 500))
        self.assertEqual(self._amounts(order, "to_invoice"), ([0, 700],))
        goods.qty_delivered = 10
        self.assertEqual(self._finish(order).amount_total, 700)
        self._assert_settled(order)

    def test_down_payment_whose_currency_was_changed(self):
        # github.com/odoo/odoo/pull/187328
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)])
        order = self._priced([(1, 1000)], HALVES)
        invoice = self._invoiced(order.credit_milestone_ids[0], post=False)
        invoice.currency_id = euro
        invoice.invoice_line_ids.filtered("sale_line_ids").price_unit = 250
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 250)
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice", "open"), ([500, 0], [0, 500], [500, 0]))
        self.assertEqual(self._invoiced(order.credit_milestone_ids[1]).amount_total, 500)
        self._assert_excess_is_told(order)

    def test_lines_with_other_taxes_that_were_invoiced_before(self):
        # github.com/odoo/odoo/pull/185693
        order = self._priced([(1, 1000)], [{"share": 100}], amount=10)
        other = self.env["account.tax"].create({"name": "Other", "amount": 20})
        order.order_line = [Command.create({
            "product_id": self.company_data["product_delivery_no"].id, "price_unit": 500, "tax_ids": other.ids})]
        self._finish(order)
        self.assertEqual(self._amounts(order, "planned", "to_invoice"), ([1700], [600]))
        self.assertEqual(self._invoiced(order.credit_milestone_ids).amount_total, 600)
        order.order_line.filtered(lambda line: not line.is_downpayment).qty_delivered = 1
        self._finish(order)
        self._assert_settled(order)

    def test_tax_that_was_removed_from_the_down_payment(self):
        # github.com/odoo/odoo/pull/164028
        order = self._priced([(1, 1000)], HALVES, amount=20)
        invoice = self._invoiced(order.credit_milestone_ids[0], post=False)
        invoice.invoice_line_ids.filtered("sale_line_ids").tax_ids = False
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 500)
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice"), ([500, 0], [0, 700]))
        self.assertEqual(self._invoiced(order.credit_milestone_ids[1]).amount_total, 700)

    def test_two_orders_on_one_final_invoice(self):
        # github.com/odoo/odoo/pull/20998
        first, second = (self._priced([(1, amount)], HALVES) for amount in (1000, 300))
        self._invoiced(first.credit_milestone_ids[0])
        final = (first + second)._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 800)
        self.assertEqual(self._amounts(first, "invoiced", "to_invoice"), ([500, 500], [0, 0]))
        self.assertEqual(self._amounts(second, "invoiced", "to_invoice"), ([150, 150], [0, 0]))
