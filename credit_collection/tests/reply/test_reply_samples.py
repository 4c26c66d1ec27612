"""Sample answers, in English and Chinese, each with what it means. They are the measure of the patterns that come with the
add-on: add yours, and the patterns that they need."""

import csv
from datetime import date
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ...tools.reply.reading import read_reply

SAMPLES = Path(__file__).parent / "samples.csv"
TODAY = date(2026, 5, 6)
DOCUMENTS = {number: (number,) for number in ("INV/2026/00012", "INV/2026/00015", "INV/2026/00021")}


@tagged("post_install", "-at_install")
class TestReplySamples(TransactionCase):

    def _read(self, text):
        patterns = self.env["credit.reply.pattern"]._get_all_phrases()
        return read_reply("", text.replace("\\n", "\n"), patterns, TODAY, documents=DOCUMENTS)

    def test_samples(self):
        with SAMPLES.open(encoding="utf-8", newline="") as file:
            samples = list(csv.DictReader(file))
        self.assertGreater(len(samples), 200)
        self.assertEqual({sample["lang"] for sample in samples}, {"en", "zh"})
        for sample in samples:
            with self.subTest(sample["text"]):
                reading = self._read(sample["text"])
                self.assertEqual((reading.kinds or ("none",))[0], sample["kind"], reading.words)
                self.assertEqual(list(reading.documents), sample["invoices"].split())
                if sample["date"] or sample["kind"] == "promise":
                    self.assertEqual(str(reading.date or ""), sample["date"])
                if sample["amount"] or sample["kind"] == "promise":
                    self.assertEqual(reading.amount, float(sample["amount"]) if sample["amount"] else None)

    def test_our_own_reminder_says_nothing(self):
        """A reminder that comes back unmarked, as some programs quote it, is no answer."""
        for text in (
            "Please transfer the outstanding amount within 10 days. If you have paid in the meantime, please disregard this.",
            "请在10天内付款。如您已付款，请忽略此函。",
        ):
            self.assertNotIn("paid", self._read(text).kinds)
