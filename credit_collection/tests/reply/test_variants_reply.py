"""Answers that name several days and amounts, and days in further spellings."""

from datetime import date

from odoo.tests import BaseCase, tagged

from ...tools.reply.amounts import find_amounts
from ...tools.reply.dates import find_dates
from ...tools.reply.patterns import Phrases, compile_phrase
from ...tools.reply.reading import read_reply
from .common import ReplyCommon

# A Friday.
TODAY = date(2026, 11, 27)
PROMISE = [Phrases("promise", "promise", tuple(map(compile_phrase, ("pay", "付"))), (compile_phrase("not"),), 4)]


class TestVariantsReply(BaseCase):

    def test_first_day_with_an_amount_is_the_promise(self):
        for text, expected in (
            ("我们12月4日先付 15,000 元，余款月底付清", ("2026-12-04", 15000)),
            ("余款月底付清，12月4日先付15000。", ("2026-12-04", 15000)),
            ("分三期：12月10日 10,000元，1月10日 10,000元，2月10日 5,000元付款。", ("2026-12-10", 10000)),
            ("We can pay 500 on the 5th, 500 on the 15th and the remaining 1,000 on the 30th.", ("2026-12-05", 500)),
            ("10.12.: 2.000 EUR, 10.01.: 3.000 EUR - we pay in two instalments.", ("2026-12-10", 2000)),
            ("We pay 800.00 on 10 December and 1,200.00 on 3 December.", ("2026-12-03", 1200)),
            ("We pay as follows:\n- 4 Dec: 5,000 EUR\n- 4 Jan: 6,000 EUR", ("2026-12-04", 5000)),
            ("We got your invoice of 5,000 EUR due 10 December, we pay on 15 December.", ("2026-12-15", 5000)),
            ("It is not paid yet but we will pay on 1 December.", ("2026-12-01", None)),
            ("We pay half on 1 December, the rest of 2,000.00 on 1 January.", ("2026-12-01", None)),
            ("On 4 December, we pay 5,000 EUR.", ("2026-12-04", 5000)), ("12.10付3000，1.10付余款", ("2026-12-10", 3000)),
            ("We pay 700 on 15 December and 800 on the 5th.", ("2026-12-15", 700)),
            ("12月4日先付 15,000 元，余款 5,000 元月底付清", ("2026-12-04", 15000)),
            ("Instead of 30 November we pay on 7 December.", ("2026-12-07", None)),
            ("We moved what we pay from 1 December to 8 December.", ("2026-12-08", None)),
            ("原定今天付，改成下周三付", ("2026-12-02", None)),
        ):
            with self.subTest(text):
                reading = read_reply("", text, PROMISE, TODAY)
                self.assertEqual((str(reading.date), reading.amount), expected)

    def test_days(self):
        for text, expected in (
            ("by the end of the year", "2026-12-31"), ("by year-end", "2026-12-31"), ("by EOM", "2026-11-30"),
            ("end of next quarter", "2027-03-31"), ("in a fortnight", "2026-12-11"), ("on Dec. 4th", "2026-12-04"),
            ("15-12-2026", "2026-12-15"), ("on 4.12.", "2026-12-04"), ("年底前付清", "2026-12-31"), ("明年年底", "2027-12-31"),
            ("下季度末", "2027-03-31"), ("两三天内", "2026-11-30"), ("十五六天内", "2026-12-13"), ("二十五号", "2026-12-25"),
            ("晚两周", "2026-12-11"),
        ):
            with self.subTest(text):
                self.assertEqual([str(day) for day in find_dates(text, TODAY)], [expected])

    def test_what_is_no_day(self):
        for text in ("一二三月", "五五日", "EUR 10.12", "costs 10.12.", "on 10.12 EUR"):
            with self.subTest(text):
                self.assertFalse(find_dates(text, TODAY))

    def test_digits_that_go_both_ways_lie_on_the_side_that_is_told(self):
        for text, past, expected in (
            ("12/11", True, "2026-11-12"),
            ("04/12/2026", False, "2026-12-04"), ("12/04/2026", False, "2026-12-04"), ("12/11/2026", True, "2026-11-12"),
            ("11/12/2026", True, "2026-11-12"),
        ):
            with self.subTest(text):
                self.assertEqual([str(day) for day in find_dates(text, TODAY, past=past)], [expected])

    def test_what_is_paid_without_naming_the_currency(self):
        for text, expected in (
            ("We pay 500 on Friday", [(500, None)]), ("we paid 1500.", [(1500, None)]), ("pay 500 invoices", []),
            ("paid 2026 now", []), ("pay 12 on Friday", []),
        ):
            with self.subTest(text):
                self.assertEqual(find_amounts(text), expected)

    def test_amounts_in_words(self):
        for text, expected in (
            ("一万五千元", 15000), ("付3千", 3000), ("两万三", 23000), ("1万5千元", 15000), ("一百二十万", 1200000),
            ("一千零五十元", 1050), ("1,200万元", 12000000), ("2.5万", 25000), ("三百五", 350), ("三千零五", 3005),
            ("一百零五元", 105), ("五千二百三十", 5230), ("十五万", 150000), ("十万八千", 108000), ("两千10元", 2010),
            ("一万12元", 10012),
        ):
            with self.subTest(text):
                self.assertEqual([amount for amount, _code in find_amounts(text)], [expected])
        for text in ("万一付不了", "百分之三十", "千万别付", "三百六十五天内"):
            with self.subTest(text):
                self.assertFalse(find_amounts(text))


@tagged("post_install", "-at_install")
class TestInvoiceOfAContactWhoLeft(ReplyCommon):

    def test_customer_writes_about_what_the_customer_owes(self):
        followup, _invoice = self._followed_up()
        other = self._invoice(300, 10, partner=self.contact)  # not due, so not in the follow-up
        self.contact.parent_id = self.env["res.partner"].create({"name": "Stranger", "is_company": True})
        self._refresh()
        reply = self._answer(followup, f"Invoice {other.name} has been paid already.")
        self.assertEqual(reply.sudo().move_ids, other)
