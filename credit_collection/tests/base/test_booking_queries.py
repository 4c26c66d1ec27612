"""Bookkeepers do not wait for credit control: what it reads and writes while they book."""

import re
import threading

from odoo.tests import tagged

from .common import CreditCommon

OUR_TABLES = re.compile(r'(?:FROM|JOIN|INTO|UPDATE)\s+"?credit_\w+')


@tagged("post_install", "-at_install")
class TestBookingQueries(CreditCommon):

    def _count_statements(self, function, *args):
        """:return: number of statements about our tables that calling ``function`` costs"""
        statements, thread = [], threading.current_thread()

        def keep(_cursor, query, _params, _start, _delay):
            statements.append(str(getattr(query, "code", query)))

        self.env.flush_all()
        thread.query_hooks = (keep,)
        try:
            function(*args)
            self.env.flush_all()
        finally:
            del thread.query_hooks
        return sum(bool(OUR_TABLES.search(statement)) for statement in statements)

    def test_posting_an_invoice_asks_nothing_of_credit_control(self):
        self._invoice(100, 30)  # what is kept in memory anyway
        invoice = self._invoice(100, 30, post=False)
        # An optional add-on keeps the rate of late interest that holds on this day: the customer's terms, else those by law.
        kept = 2 if "credit.interest.rule" in self.env else 0
        self.assertLessEqual(self._count_statements(invoice.action_post), kept)

    def test_payment_asks_for_what_it_may_settle_and_for_held_orders(self):
        self._pay(self._invoice(100, 30))
        self.assertLessEqual(self._count_statements(self._pay, self._invoice(100, 30)), 2)
