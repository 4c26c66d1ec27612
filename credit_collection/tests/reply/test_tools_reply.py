from datetime import date

from odoo.tests import BaseCase

from ...tools.reply.amounts import find_amounts
from ...tools.reply.automatic import is_automatic_reply
from ...tools.reply.dates import find_dates
from ...tools.reply.patterns import MAX_LENGTH, Phrases, compile_phrase
from ...tools.reply.reading import find_documents, read_reply
from ...tools.reply.references import MOST, find_references
from ...tools.reply.text import get_own_text, get_sentences
from ...tools.reply.words import normalize

# A Wednesday.
TODAY = date(2026, 5, 6)


def phrases(kind, *found, unless=(), strength=5):
    return Phrases(kind, kind, tuple(map(compile_phrase, found)), tuple(map(compile_phrase, unless)), strength)


class TestToolsReply(BaseCase):

    def _days(self, text, **options):
        return [str(day) for day in find_dates(text, TODAY, **options)]

    def test_day_of_the_month_is_today_or_later(self):
        self.assertEqual(self._days("We pay the 6th."), ["2026-05-06"])
        self.assertEqual(self._days("We pay the 5th."), ["2026-06-05"])

    def test_numbers_that_can_be_day_or_month(self):
        for text, expected in (("12/6", "2025-12-06"), ("6/12", "2026-06-12"), ("13/6", "2026-06-13"), ("6/13", "2026-06-13")):
            with self.subTest(text):
                self.assertEqual(self._days(f"We pay on {text}."), [expected])
        self.assertEqual(self._days("We pay on 12/6.", month_first=False), ["2026-06-12"])

    def test_months_in_chinese(self):
        for text, expected in (
            ("上月底", "2026-04-30"), ("下月初", "2026-06-05"), ("本月中旬", "2026-05-20"), ("月底", "2026-05-31"),
        ):
            with self.subTest(text):
                self.assertEqual(self._days(f"{text}付款"), [expected])

    def test_lines_that_a_program_wrapped_are_one_sentence(self):
        wide = "我们已经收到贵公司的发票但是由于银行系统升级付款会推迟几天请耐心等待"
        self.assertEqual(len(get_sentences(f"{wide}\n谢谢")), 1, "East Asian letters are twice as wide")
        narrow = "We have got the invoice and will pay it"
        self.assertEqual(len(get_sentences(f"{narrow}\nthank you")), 2)

    def test_days_in_english(self):
        for text, expected in (
            ("on Friday", "2026-05-08"), ("next Friday", "2026-05-15"), ("on Monday", "2026-05-11"), ("today", "2026-05-06"),
            ("on Wednesday", "2026-05-06"), ("last Thursday", "2026-04-30"),
            ("last Wednesday", "2026-04-29"), ("tomorrow", "2026-05-07"),
            ("the day after tomorrow", "2026-05-08"), ("by the end of the week", "2026-05-08"), ("next week", "2026-05-15"),
            ("by the end of the month", "2026-05-31"), ("at month-end", "2026-05-31"), ("end of next month", "2026-06-30"),
            ("end of June", "2026-06-30"), ("early June", "2026-06-10"), ("mid-June", "2026-06-15"),
            ("beginning of July", "2026-07-05"), ("in two weeks", "2026-05-20"), ("within 10 days", "2026-05-16"),
            ("within 5 business days", "2026-05-13"), ("in a month", "2026-06-06"), ("next month", "2026-06-30"),
            ("in June", "2026-06-30"), ("on Thursday, 14 May", "2026-05-14"),
            ("on 20-Apr-2026", "2026-04-20"), ("coming Wednesday", "2026-05-13"), ("Friday next week", "2026-05-15"),
            ("need two more weeks", "2026-05-20"), ("at month end", "2026-05-31"), ("15 May", "2026-05-15"),
            ("May 15th, 2026", "2026-05-15"), ("1st of June", "2026-06-01"), ("the 25th", "2026-05-25"),
            ("the 2nd", "2026-06-02"),
            ("15.06.2026", "2026-06-15"), ("2026-06-15", "2026-06-15"), ("15/06/26", "2026-06-15"),
            ("January 10", "2026-01-10"),
            ("10 December", "2025-12-10"),
        ):
            with self.subTest(text):
                self.assertEqual(self._days(f"We pay {text}."), [expected])

    def test_days_in_chinese(self):
        for text, expected in (
            ("周五付款", "2026-05-08"), ("这周五付款", "2026-05-08"), ("下周三付", "2026-05-13"),
            ("周一付", "2026-05-11"), ("明天", "2026-05-07"),
            ("后天", "2026-05-08"), ("大后天", "2026-05-09"), ("月底前", "2026-05-31"), ("本月底", "2026-05-31"),
            ("下月初", "2026-06-05"),
            ("下个月10号", "2026-06-10"), ("6月15日", "2026-06-15"), ("六月十五日", "2026-06-15"),
            ("2026年6月15日", "2026-06-15"),
            ("25号", "2026-05-25"), ("2号", "2026-06-02"), ("3天内", "2026-05-09"), ("两周内", "2026-05-20"),
            ("五个工作日内", "2026-05-13"), ("下周付款", "2026-05-15"), ("6月上旬", "2026-06-10"), ("上个月底", "2026-04-30"),
            ("下个月付", "2026-06-30"), ("昨天", "2026-05-05"), ("本月内付", "2026-05-31"), ("再等一个月", "2026-06-06"),
            ("下週五", "2026-05-15"), ("5月20號", "2026-05-20"), ("宽限两周", "2026-05-20"),
            ("周二付", "2026-05-12"), ("周四付", "2026-05-07"), ("周六付", "2026-05-09"), ("周日付", "2026-05-10"),
            ("周天付", "2026-05-10"), ("周三付", "2026-05-06"), ("下下周三付", "2026-05-20"), ("上周五", "2026-05-01"),
            ("下下周付款", "2026-05-22"), ("6号付", "2026-05-06"), ("上个月25号", "2026-04-25"), ("俩星期内", "2026-05-20"),
            ("十天内", "2026-05-16"), ("二十天内", "2026-05-26"), ("十一天内", "2026-05-17"),
        ):
            with self.subTest(text):
                self.assertEqual(self._days(text), [expected])

    def test_day_that_lies_back(self):
        for text, expected in (
            ("on Monday", "2026-05-04"), ("on Wednesday", "2026-05-06"), ("the 20th", "2026-04-20"), ("周一", "2026-05-04"),
            ("25号", "2026-04-25"), ("15 May", "2026-05-15"), ("next Monday", "2026-05-11"),
        ):
            with self.subTest(text):
                self.assertEqual(self._days(f"We paid {text}.", past=True), [expected])

    def test_digits_alone_go_by_the_country(self):
        self.assertEqual(self._days("paid 05/06/2026"), ["2026-05-06"])
        self.assertEqual(self._days("paid 05/06/2026", month_first=False), ["2026-06-05"])
        self.assertEqual(self._days("paid 05.06.2026"), ["2026-06-05"])
        self.assertEqual(self._days("31/02/2026, 40.50 EUR, version 1.2, 10/20/30/40"), [])

    def test_amounts(self):
        for text, expected in (
            ("EUR 1,234.56", [(1234.56, "EUR")]), ("1.234,56 €", [(1234.56, "EUR")]), ("$500", [(500, "USD")]),
            ("US$ 1 234.50", [(1234.5, "USD")]), ("12000元", [(12000, "CNY")]), ("5万元", [(50000, "CNY")]),
            ("两万", [(20000, None)]),
            ("2.5万", [(25000, None)]), ("人民币8,000.00", [(8000, "CNY")]), ("we pay 1,200.00", [(1200, None)]),
            ("500 EUR and 300 USD", [(500, "EUR"), (300, "USD")]), ("call 555 0100", []), ("on 12.05.2026", []),
            ("5月20日", []),
            ("in 10 days", []), ("20 %", []),
        ):
            with self.subTest(text):
                self.assertEqual(find_amounts(text), expected)

    def test_documents_by_their_number_or_its_end(self):
        documents = {1: ("INV/2026/00012",), 2: ("INV/2026/00015", "RF 77 1234"), 3: ("Opening",)}
        for text, expected in (
            ("inv/2026/00012 is paid", (1,)), ("INV-2026-00015, INV/2026/00012", (2, 1)), ("invoice no. 12", (1,)),
            ("发票00015的款", (2,)), ("RF771234", (2,)), ("RF 77 1234", (2,)), ("12 pieces", ()), ("INV/2026/000121", ()),
            ("Opening", ()),
        ):
            with self.subTest(text):
                self.assertEqual(find_documents(text, documents)[1], expected)

    def test_quoted_text_and_signature_do_not_count(self):
        for quoted in (
            "Thanks.\n\nOn Mon, 4 May 2026 at 10:00, Cora <c@example.com> wrote:\n> please pay on Friday",
            "Thanks.\n-----Original Message-----\nFrom: Cora\nPlease pay",
            "Thanks.\nOn Mon, 4 May 2026 at 10:00, Cora <\ncora@example.com> wrote:\nplease pay",
            "Thanks.\n-----原始郵件-----\n請付款",
            "Thanks.\nFrom: Cora Collector\nSent: Monday\nPlease pay",
            "Thanks.\n-- \nPaid in full Ltd", "Thanks.\n发件人：Cora\n请付款",
            "Thanks.\n在 2026年5月4日，Cora <c@example.com> 写道：\n请付款",
            "> please pay\nThanks.",
            "Thanks.\n\nOn Mon, 4 May 2026 at 10:00 'Cora' via Accounts\nReceivable <\ncora@example.com> wrote:\nplease pay",
            "Thanks.\nOp 4 mei 2026 om 10:00 schreef Cora:\n\nplease pay",
            "Thanks.\nLe 4 mai 2026 à 10:00, Cora a écrit :\n> please pay",
            "Thanks.\n\n---Original---\nFrom: \"Cora\"<cora@example.com>\nplease pay",
            "Thanks.\n\n---- 回复的原邮件 ----\n| 发件人 | Cora |\n| 日期 | 2026年5月4日 |\n如已付款，请忽略本函。",
            "Thanks.\n\n---- Replied Message ----\n| From | Cora |\nplease pay",
            "Thanks.\n\n----------------------------\n发件人：Cora <cora@example.com>\n日　期：2026年05月04日\n请付款",
            "Thanks.\n\nBegin forwarded message:\n\nFrom: Cora <cora@example.com>\nplease pay",
        ):
            with self.subTest(quoted):
                self.assertEqual(get_own_text(quoted), "Thanks.")

    def test_phrases(self):
        for phrase, text, expected in (
            ("paid", "It was PAID", True), ("paid", "unpaid", False), ("paid", "prepaid cards", False),
            ("(was|were) * paid", "it was, I think, paid", True), ("(was|were) * paid", f"it was {'x ' * 40}paid", False),
            ("'ll pay", "We'll pay", True), ("write to {email}", "please write to a.b@example.com", True),
            ("paid {date}", "paid 2 May", True), ("paid {date}", "paid by us", False), ("已付", "货款已付。", True),
            ("付*了", "付清了", True),
            ("not", "It hasn't arrived", True), ("will not", "we wont", True), ("=paid", "Paid!", True),
            ("=paid", "paid late", False),
            ("of [the|our] money", "of money", True), ("of [the|our] money", "of our money", True),
            ("of [the|our] money", "of your money", False), ("汇款", "已匯款", True), ("already paid", "allready payed", True),
            ("1.5 %", "115 %", False), ("a  b", "a b", True),
        ):
            with self.subTest(phrase=phrase, text=text):
                self.assertEqual(bool(compile_phrase(phrase).search(normalize(text))), expected)

    def test_phrases_that_cannot_be_meant(self):
        for phrase, problem in (
            ("", "empty"), (" * ", "empty"), ("a * b * c * d * e", "gaps"), ("(a", "brackets"), ("a)", "brackets"),
            ("((a|b))", "brackets"), ("[a", "brackets"), ("(a]", "brackets"), ("[(a)]", "brackets"), ("=", "empty"),
            ("x" * (MAX_LENGTH + 1), "long"),
        ):
            with self.subTest(phrase), self.assertRaisesRegex(ValueError, problem):
                compile_phrase(phrase)

    def test_strongest_kind_is_proposed_and_a_dated_promise_counts_more(self):
        patterns = [phrases("promise", "will pay", strength=4), phrases("copy", "send a copy", strength=5)]
        self.assertEqual(read_reply("", "Please send a copy. We will pay.", patterns, TODAY).kinds, ("copy", "promise"))
        reading = read_reply("", "Please send a copy. We will pay 500 EUR on Friday.", patterns, TODAY)
        self.assertEqual((reading.kinds, str(reading.date), reading.amount, reading.currency), (
            ("promise", "copy"), "2026-05-08", 500, "EUR"))

    def test_unless_counts_in_its_clause_only(self):
        patterns = [phrases("paid", "paid", unless=("not",))]
        self.assertFalse(read_reply("", "It is not paid.", patterns, TODAY).kinds)
        self.assertEqual(read_reply("", "It is paid, do not call again.", patterns, TODAY).kinds, ("paid",))

    def test_hints_speak_when_two_of_them_stand_together(self):
        patterns = [phrases("dispute", "quantity", "(billed|charged)", strength=1)]
        self.assertFalse(read_reply("", "What is the quantity?", patterns, TODAY).kinds)
        self.assertEqual(read_reply("", "You billed the quantity of May.", patterns, TODAY).kinds, ("dispute",))

    def test_questions_and_days_to_come_are_no_payments(self):
        patterns = [phrases("paid", "paid"), phrases("promise", "pay")]
        for text, expected in (
            ("Is it paid?", ()), ("It was paid, is that right?", ()), ("Paid on 20 May.", ()), ("Paid on 2 May.", ("paid",)),
            ("Can we pay?", ()), ("Can we pay on 20 May?", ("promise",)), ("付款了吗", ()),
        ):
            with self.subTest(text):
                self.assertEqual(read_reply("", text, patterns, TODAY).kinds, expected)

    def test_first_of_several_promises_counts(self):
        patterns = [phrases("promise", "pay", strength=4), phrases("promise", "rest", strength=6)]
        reading = read_reply("", "The rest by 20 June. We pay 500 EUR on 20 May.", patterns, TODAY)
        self.assertEqual((str(reading.date), reading.amount), ("2026-05-20", 500))

    def test_subject_tells_absences_only(self):
        patterns = [phrases("paid", "paid"), phrases("absence", "out of office")]
        self.assertEqual(read_reply("Re: not paid", "Hello", patterns, TODAY).kinds, ())
        self.assertEqual(read_reply("Out of Office: Re: paid", "Hello", patterns, TODAY).kinds, ("absence",))

    def test_words_that_may_be_a_number_of_a_document(self):
        self.assertEqual(
            find_references("Re: inv/2026/00012. (RF18-5390), Rechnung 4711; 12 days, abc, 发票INV/2026/00013已付100"),
            ["inv/2026/00012", "INV/2026/00012", "RF18-5390", "4711", "INV/2026/00013"])
        self.assertEqual(len(find_references(" ".join(f"A{number}" for number in range(1000, 2000)))), MOST)

    def test_program_that_answers_is_told_from_one_that_writes(self):
        for headers, expected in (
            ({"auto-submitted": "auto-replied"}, True), ({"x-autoreply": "yes"}, True), ({"precedence": "auto_reply"}, True),
            ({"auto-submitted": "auto-generated; type=advice"}, False), ({"auto-submitted": "no"}, False), ({}, False),
        ):
            self.assertEqual(is_automatic_reply(headers.get), expected, headers)
