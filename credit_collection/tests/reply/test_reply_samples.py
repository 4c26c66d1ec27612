"""Sample answers, in English and Chinese, each with what it means. They are the measure of the patterns that come with the
add-on: add yours, and the patterns that they need.

``learn`` and ``check`` were used to write the patterns. ``unseen`` are not: they say how many answers of ordinary wording are
read rightly, so write no phrase for them. Where an answer says two things, either will do (``paid/promise``).
"""

import csv
import time
from datetime import date
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ...tools.reply.reading import read_reply

SAMPLES = Path(__file__).parent / "samples.csv"
TODAY = date(2026, 5, 6)
DOCUMENTS = {number: (number,) for number in ("INV/2026/00012", "INV/2026/00015", "INV/2026/00021")}
# Share of the samples of a set that is read rightly at least.
LEAST = {"learn": 0.99, "check": 0.98, "unseen": 0.9}


@tagged("post_install", "-at_install")
class TestReplySamples(TransactionCase):

    def _read(self, text):
        patterns = self.env["credit.reply.pattern"]._get_all_phrases()
        return read_reply("", text.replace("\\n", "\n"), patterns, TODAY, documents=DOCUMENTS)

    def _find_mistakes(self, sample, reading):
        """:return: list of what was read wrongly"""
        kinds, kind = sample["kind"].split("/"), (reading.kinds or ("none",))[0]
        if kind not in kinds:
            return [kind]
        days, place = sample["date"].split("/"), kinds.index(kind)
        day = days[place] if place < len(days) else ""
        exact = kind == "promise" and len(kinds) == 1
        mistakes = []
        if (day or exact) and str(reading.date or "") != day:
            mistakes.append(reading.date)
        if (sample["amount"] or exact) and (reading.amount or 0.0) != float(sample["amount"] or 0):
            mistakes.append(reading.amount)
        if list(reading.documents) != sample["invoices"].split():
            mistakes.append(reading.documents)
        return mistakes

    def test_samples(self):
        with SAMPLES.open(encoding="utf-8", newline="") as file:
            samples = list(csv.DictReader(file))
        self.assertEqual({sample["lang"] for sample in samples}, {"en", "zh"})
        for name, least in LEAST.items():
            chosen = [sample for sample in samples if sample["set"] == name]
            self.assertGreater(len(chosen), 40)
            wrong = [(sample["text"], found) for sample in chosen
                     if (found := self._find_mistakes(sample, self._read(sample["text"])))]
            with self.subTest(name):
                self.assertGreaterEqual(1 - len(wrong) / len(chosen), least, wrong)

    def test_nobody_who_has_not_said_so_has_paid_or_promised(self):
        with SAMPLES.open(encoding="utf-8", newline="") as file:
            samples = list(csv.DictReader(file))
        for sample in samples:
            kinds = sample["kind"].split("/")
            # A promise read as paid stops the reminders; a payment read as a promise is looked for.
            forbidden = {"paid", "promise"} - set(kinds) - ({"promise"} if kinds == ["paid"] else set())
            with self.subTest(sample["text"]):
                self.assertNotIn((self._read(sample["text"]).kinds or ("none",))[0], forbidden)

    def test_our_own_reminder_says_nothing(self):
        """A reminder that comes back unmarked, as some programs quote it, is no answer."""
        for text in (
            "Please transfer the outstanding amount within 10 days. If you have paid in the meantime, please disregard this.",
            "请在10天内付款。如您已付款，请忽略此函。",
        ):
            self.assertNotIn("paid", self._read(text).kinds)
            self.assertNotIn("promise", self._read(text).kinds)

    def test_no_text_holds_up_the_mail(self):
        """Texts made to keep regular expressions busy are read in a few seconds, on a slow machine."""
        for text in (
            "will " * 200_000, "付" * 20_000, "1,234.56 " * 3_000, "a@" * 10_000, "we will pay, " * 1_600, "\n" * 20_000,
            " ".join(f"we will pay {number} on {number % 28 + 1} May," for number in range(900)), "1" * 20_000,
            "(not * paid) (a|b) " * 1_000, ("On " + "x" * 78 + " wrot\n") * 200, "",
        ):
            with self.subTest(text[:40]):
                start = time.monotonic()
                self._read(text)
                self.assertLess(time.monotonic() - start, 10)
