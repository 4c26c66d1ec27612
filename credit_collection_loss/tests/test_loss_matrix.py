"""A matrix has a rate for each bucket of each group, from 0 to 100 %; what does not fit is refused in words."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import RATES, LossCommon


@tagged("post_install", "-at_install")
class TestLossMatrix(LossCommon):

    def _create(self, rates, **vals):
        return self.env["credit.loss.matrix"].create({
            "name": "New", "limits": "30,60,90", "line_ids": [
                Command.create({"bucket": bucket, "rate": rate, **extra}) for bucket, rate, extra in rates], **vals})

    def test_above_a_hundred_percent(self):
        for rate in (100.01, -1):
            with self.assertRaisesRegex(ValidationError, "between 0 and 100"):
                self._create([(bucket, rate, {}) for bucket in RATES])
        with self.assertRaisesRegex(ValidationError, "Over 90 days: 25 % times the factor 5 is more than 100 %"):
            self.matrix.write({"forward_factor": 5, "forward_reason": "Crisis"})

    def test_gaps(self):
        with self.assertRaisesRegex(ValidationError, "All others has no rate for “31–60 days”"):
            self._create([(bucket, 1, {}) for bucket in RATES if bucket != "31_60"])
        with self.assertRaisesRegex(ValidationError, "more than one rate for “Not due”"):
            self._create([(bucket, 1, {}) for bucket in (*RATES, "not_due")])
        with self.assertRaisesRegex(ValidationError, "no rate for “1–15 days”"):
            self.matrix.limits = "15,60,90"
        with self.assertRaisesRegex(ValidationError, "no rate for “Over 60 days”"):
            self.matrix.limits = "30,60"
        with self.assertRaisesRegex(ValidationError, "rate for “61–90 days”, which is no bucket of the matrix"):
            self._create([(bucket, 1, {}) for bucket in ("not_due", "1_30", "31_60", "over_60", "61_90")], limits="30,60")
        with self.assertRaisesRegex(ValidationError, "rising|higher than the one before"):
            self.matrix.limits = "60,30"

    def test_default_group(self):
        rating = self.env["credit.rating"].search([], limit=1)
        with self.assertRaisesRegex(ValidationError, "default group"):
            self._create([(bucket, 1, {"rating_id": rating.id}) for bucket in RATES])
        with self.assertRaisesRegex(ValidationError, f"{rating.display_name} has no rate"):
            self._create([*((bucket, 1, {}) for bucket in RATES), ("not_due", 1, {"rating_id": rating.id})])

    def test_factor_needs_a_reason(self):
        with self.assertRaisesRegex(ValidationError, "reason for a factor of 1.2"):
            self.matrix.forward_factor = 1.2
        self.matrix.write({"forward_factor": 1.2, "forward_reason": "Insolvencies of the trade"})
        self._worked()
        run = self._run()
        self.assertRecordValues(run, [{"allowance": 900, "factor": 1.2, "factor_reason": "Insolvencies of the trade"}])

    def test_new_matrix_has_the_buckets_of_the_company(self):
        self.company.credit_aging_limits = "15,45"
        form = Form(self.env["credit.loss.matrix"].with_user(self.manager))
        form.name = "Ours"
        matrix = form.save()
        self.assertEqual(matrix.line_ids.mapped("bucket"), ["not_due", "1_15", "16_45", "over_45"])

    def test_add_groups_by_the_dialog(self):
        ratings = self.env["credit.rating"].search([], limit=2)
        wizard = self.env["credit.loss.group"].with_user(self.manager).create({
            "matrix_id": self.matrix.id, "rating_ids": [Command.set(ratings.ids)]})
        wizard.action_add()
        wizard.action_add()
        self.assertEqual(len(self.matrix.line_ids), 15)
        own = self.matrix.line_ids.filtered(lambda line: line.rating_id == ratings[0])
        self.assertEqual(own.mapped("rate"), [*RATES.values()])

    def test_used_matrix_is_not_deleted_with_its_runs(self):
        self._worked()
        self._run()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.matrix.unlink()

    def test_merged_customers_are_estimated_once(self):
        """Of two estimates of the same days the one of the customer who is kept counts; one of other days stays."""
        double = self._customer("Customer Z again")
        Specific = self.env["credit.loss.specific"]
        vals = {"reason": "Insolvent"}
        [theirs] = double._get_credit_profiles(self.company)
        own = Specific.create({**vals, "profile_id": self.profile.id, "rate": 60, "date_from": self._days(-10)})
        same_days = Specific.create({**vals, "profile_id": theirs.id, "rate": 80, "date_from": self._days(-5)})
        before = Specific.create({
            **vals, "profile_id": theirs.id, "rate": 30, "date_from": self._days(-90), "date_to": self._days(-50)})
        customer = self.profile.partner_id
        self.env["base.partner.merge.automatic.wizard"].sudo().create({})._merge((customer | double).ids, customer)
        self.assertFalse(double.exists())
        self.assertEqual((own | same_days | before).mapped("active"), [True, False, True])
        self.assertEqual(Specific._get_rates(self.company, self._days(0)), {customer.id: 60})
        before.rate = 35

    def test_specific_allowances_do_not_overlap(self):
        Specific = self.env["credit.loss.specific"].with_user(self.manager)
        vals = {"profile_id": self.profile.id, "rate": 60, "reason": "Insolvent"}
        first = Specific.create({**vals, "date_from": self._days(-10), "date_to": self._days(10)})
        with self.assertRaisesRegex(ValidationError, "another specific allowance"), self.cr.savepoint():
            Specific.create({**vals, "date_from": self._days(5)})
        with self.assertRaisesRegex(ValidationError, "between 0 and 100"):
            first.rate = 120
        first.active = False
        Specific.create({**vals, "date_from": self._days(5)})
        with self.assertRaises(AccessError):
            Specific.with_user(self.collector).create({**vals, "date_from": self._days(50)})
