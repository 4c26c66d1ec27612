"""Ways around the rules of a loss matrix that somebody tried: rates are complete and at most 100 %, whoever changes what."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestLossMisuse(LossCommon):

    def test_a_single_rate_keeps_to_the_rules_of_its_matrix(self):
        self.matrix.write({"forward_factor": 2, "forward_reason": "Crisis"})
        line = self.matrix.line_ids.filtered(lambda line: line.bucket == "over_90").with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "more than 100"), self.cr.savepoint():
            line.rate = 60
        with self.assertRaisesRegex(ValidationError, "has no rate"), self.cr.savepoint():
            line.unlink()
        with self.assertRaisesRegex(ValidationError, "more than one rate"), self.cr.savepoint():
            line.copy()
        with self.assertRaisesRegex(ValidationError, "has no rate|more than one"), self.cr.savepoint():
            line.bucket = "not_due"
        with self.assertRaisesRegex(ValidationError, "default group"), self.cr.savepoint():
            self.matrix.line_ids.with_user(self.manager).unlink()
        line.rate = 50
        self.matrix.with_user(self.manager).unlink()

    def test_imported_rates_are_checked(self):
        Line = self.env["credit.loss.matrix.line"].with_user(self.manager)
        line = self.matrix.line_ids.filtered(lambda line: line.bucket == "not_due")
        for value in ("100.5", "-1", "nan", "inf", "many"):
            with self.subTest(value):
                result = Line.load([".id", "rate"], [[str(line.id), value]])
                self.assertFalse(result["ids"])
                self.assertTrue(result["messages"])
        self.assertEqual(line.rate, 0.5)
        self.assertTrue(Line.load([".id", "rate"], [[str(line.id), "0.75"]])["ids"])
