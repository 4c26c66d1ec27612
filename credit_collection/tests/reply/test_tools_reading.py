"""Steps between days, phrases, texts and readings of answers at their edges."""

from datetime import date

from odoo.tests import BaseCase

from ...tools.reply.patterns import Phrases, compile_phrase, find_matches
from ...tools.reply.quotes import begins_header
from ...tools.reply.reading import _Days, read_reply
from ...tools.reply.steps import end_of_quarter, get_year, month_before, near, next_month
from ...tools.reply.text import get_clauses, get_own_text, get_sentences
from ...tools.reply.words import normalize, simplify

# A Wednesday.
TODAY = date(2026, 5, 6)


def phrases(kind, *found, **values):
    return Phrases(kind, kind, tuple(map(compile_phrase, found)), **values)


PATTERNS = [phrases("promise", "pay", strength=4), phrases("paid", "paid"), phrases("absence", "out of office")]


class TestReplyQuotes(BaseCase):

    def test_a_header_begins_with_who_wrote(self):
        for lines, begins in (
            (("Fra: Kunde", "Dato: 5. mai", "Emne: Faktura"), True), (("Dato: 5. mai", "Fra: Kunde", "Emne: Faktura"), False),
            (("Siuntejas: a@b.lt", "Data: 12:30", "Tema: x"), True),
            (("Data: 12:30", "Siuntejas: a@b.lt", "Laikas: 12:30"), False),
            (("Fra: Kunde", "Emne: Faktura"), False), (("Siuntejas: a@b.lt", "Data: 5", "Tema: x"), False),
        ):
            with self.subTest(lines=lines):
                self.assertIs(begins_header(lines, 0), begins)


class TestReplySteps(BaseCase):

    def test_quarters_end_with_their_third_month(self):
        for month, ahead, end in (
            (1, 0, date(2026, 3, 31)), (3, 0, date(2026, 3, 31)), (4, 0, date(2026, 6, 30)), (12, 0, date(2026, 12, 31)),
            (11, 1, date(2027, 3, 31)), (5, 2, date(2026, 12, 31)),
        ):
            with self.subTest(month=month, ahead=ahead):
                self.assertEqual(end_of_quarter(date(2026, month, 15), ahead), end)
        self.assertEqual(end_of_quarter(TODAY), date(2026, 6, 30))

    def test_months(self):
        for day, following, before in (
            (date(2026, 1, 31), date(2026, 2, 1), date(2025, 12, 31)), (date(2026, 12, 1), date(2027, 1, 1), date(2026, 11, 1)),
            (date(2026, 5, 31), date(2026, 6, 1), date(2026, 4, 30)), (date(2026, 2, 28), date(2026, 3, 1), date(2026, 1, 28)),
        ):
            with self.subTest(day=day):
                self.assertEqual((next_month(day), month_before(day)), (following, before))

    def test_a_day_without_year_is_the_nearest_and_six_months_away_that_of_this_year(self):
        for today, month, direction, year in (
            (TODAY, 11, 0, 2026), (TODAY, 12, 0, 2025), (TODAY, 1, 0, 2026), (date(2026, 11, 27), 5, 0, 2026),
            (date(2026, 11, 27), 4, 0, 2027), (TODAY, 12, 1, 2026), (TODAY, 11, -1, 2025), (TODAY, 10, -1, 2026),
        ):
            with self.subTest(today=today, month=month, direction=direction):
                self.assertEqual(near(today, month, 1, direction), date(year, month, 1))

    def test_years_of_two_digits_are_of_this_century(self):
        self.assertEqual([get_year(text) for text in ("26", "99", "100", "2026")], [2026, 2099, 100, 2026])


class TestReplyTexts(BaseCase):

    def test_gaps_and_lengths_of_phrases(self):
        for phrase, text, expected in (
            ("a*b", f"a{'-' * 60}b", True), ("a*b", f"a{'-' * 61}b", False), ("a * b * c * d", "a b c d", True),
            ("x" * 250, "x" * 250, True), ("(a.b|c)", "a.b", True), ("(a.b|c)", "axb", False),
        ):
            with self.subTest(phrase=phrase[:20], text=text[:20]):
                self.assertEqual(bool(compile_phrase(phrase).search(text)), expected)
        with self.assertRaisesRegex(ValueError, "long"):
            compile_phrase("x" * 251)

    def test_strongest_patterns_come_first(self):
        weak, plain, strong = (phrases(kind, "pay", **values) for kind, values in (
            ("weak", {"strength": 4}), ("plain", {}), ("strong", {"strength": 6})))
        found = find_matches([("We pay.", ("We pay.",))], [weak, plain, strong])
        self.assertEqual([match.phrases.kind for match in found], ["strong", "plain", "weak"])

    def test_a_clause_has_300_characters_at_most(self):
        self.assertEqual([len(clause) for clause in get_clauses("x" * 300)], [300])
        self.assertEqual([len(clause) for clause in get_clauses("x" * 301)], [300, 1])

    def test_nothing_between_commas_is_no_clause_and_an_empty_line_no_sentence(self):
        self.assertEqual(get_clauses("， ，a"), ["a"])
        self.assertEqual(get_sentences("   \nOne.\n \nTwo."), ["One.", "Two."])

    def test_lines_of_50_characters_go_on(self):
        for length, count in ((49, 2), (50, 1)):
            self.assertEqual(len(get_sentences(f"{'x' * length}\nthank you")), count)

    def test_a_wrapped_line_at_the_end_says_who_wrote(self):
        self.assertEqual(get_own_text("Thanks.\nOn Mon, 4 May 2026 at 10:00, Cora <\ncora@example.com> wrote:"), "Thanks.")

    def test_full_width_digits_and_letters_are_plain_ones(self):
        self.assertEqual(simplify("０１９ＡＢＺａｂｚ"), "019ABZabz")
        self.assertEqual(simplify("／：＠［｀｛"), "／：＠［｀｛", "their neighbours stay")

    def test_spellings(self):
        for text, expected in (
            ("能不能晚付", "能否晚付"), ("We'll pay", "We will pay"), ("we do not pay", "we do not pay"),
            ("we dont", "we do not"),
        ):
            with self.subTest(text=text):
                self.assertEqual(normalize(text), expected)


class TestReading(BaseCase):

    def _read(self, text, patterns=PATTERNS):
        return read_reply("", text, patterns, TODAY)

    def test_day_of_a_promise(self):
        for text, day in (
            ("We pay today.", TODAY), ("On Friday, we pay.", date(2026, 5, 8)),
            ("We pay soon. It will be on Friday.", date(2026, 5, 8)), ("We pay on 6/12.", date(2026, 6, 12)),
            ("We pay on 20 June. We pay on 20 May.", date(2026, 5, 20)),
            ("Your letter came on 10 May, we pay on 20 May.", date(2026, 5, 20)),
            ("We pay what is due on 10 May by 20 May.", date(2026, 5, 20)),
            ("We pay what is due on 10 May.", date(2026, 5, 10)),
        ):
            with self.subTest(text):
                reading = self._read(text)
                self.assertEqual((reading.kinds[0], reading.date), ("promise", day))

    def test_amount_of_a_promise_may_stand_in_another_sentence(self):
        self.assertEqual(self._read("We pay on Friday. That is 500 EUR.").amount, 500)

    def test_the_first_of_several_payments_counts(self):
        for text, day, amount in (
            ("We pay 500 EUR today and the rest of 300 EUR on 20 May.", TODAY, 500),
            ("We pay as follows:\n- 20 June: 300 EUR\n- 20 May: 500 EUR", date(2026, 5, 20), 500),
            ("We pay as follows:\n- 20 June: 300 EUR\nThanks.\n- 20 May: 500 EUR", date(2026, 6, 20), 300),
            ("10 June: 300 EUR.\nWe pay 500 EUR on 20 June.", date(2026, 6, 20), 500),
            ("We pay 500 EUR on 20 June.\nThe order was 300 EUR on 20 May.", date(2026, 6, 20), 500),
            ("We pay 500 EUR on 20 June.\nNote:\n20 May 300 EUR", date(2026, 6, 20), 500),
        ):
            with self.subTest(text):
                reading = self._read(text)
                self.assertEqual((reading.date, reading.amount), (day, amount))

    def test_days_without_month_follow_those_before_them(self):
        for text, days in (
            ("100 EUR on 10 June, 200 EUR on the 8th", [date(2026, 6, 10), date(2026, 7, 8)]),
            ("100 EUR on 10 June, 200 EUR on the 15th", [date(2026, 6, 10), date(2026, 6, 15)]),
            ("100 EUR on 15 June, 200 EUR on the 15th", [date(2026, 6, 15), date(2026, 6, 15)]),
            ("100 EUR on 10.01.2027, 200 EUR on the 15th", [date(2027, 1, 10), date(2027, 1, 15)]),
            ("100 EUR on 10.01.2028, 200 EUR on the 8th", [date(2028, 1, 10), date(2028, 2, 8)]),
        ):
            with self.subTest(text):
                self.assertEqual([part[0] for part in _Days(TODAY, True).find_parts(text)], days)

    def test_what_was_paid_today_is_paid_and_what_will_be_is_not(self):
        for text, kinds, day in (
            ("Paid today.", ("paid",), TODAY), ("Paid on 2 May and 20 May 2026.", ("paid",), date(2026, 5, 2)),
            ("Paid on 7 May 2026.", (), None),
        ):
            with self.subTest(text):
                reading = self._read(text, [phrases("paid", "paid")])
                self.assertEqual((reading.kinds, reading.date), (kinds, day))
        self.assertEqual(self._read("Can we pay today?").kinds, ("promise",))

    def test_of_an_absence_the_last_day_counts_and_of_a_dispute_none(self):
        self.assertEqual(self._read("I am out of office from 10 May to 20 May.").date, date(2026, 5, 20))
        self.assertIsNone(self._read("Wrong goods on 20 May.", [phrases("dispute", "wrong goods")]).date)

    def test_strengths(self):
        dispute, hint = phrases("dispute", "broken", strength=7), phrases("promise", "pay", strength=1)
        self.assertEqual(
            self._read("It was broken. We pay on Friday.", [*PATTERNS, dispute]).kinds, ("dispute", "promise"),
            "a day makes a promise 3 stronger: as strong as the dispute, which goes first")
        self.assertEqual(self._read("We pay on Friday.", [hint]).kinds, (), "a hint stays one")
        self.assertEqual(self._read("We pay.", [phrases("promise", "pay", strength=2)]).kinds, ("promise",))

    def test_4000_characters_are_read(self):
        filler = "Hello. " * 570
        for last, kinds in (("Well. ", ("paid",)), ("Wells. ", ())):
            self.assertEqual(self._read(f"{filler}{last}paid").kinds, kinds)
