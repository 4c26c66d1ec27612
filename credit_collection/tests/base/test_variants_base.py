"""Whatever is sent to any model of ours, or to a field of ours on a model of Odoo, is refused with a message or harmless."""

from contextlib import suppress

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CreditCommon

OURS = "credit_collection"
NUMBERS = {"integer", "float", "monetary"}
DATES = {"date", "datetime"}
TEXTS = {"char", "text", "html"}


@tagged("post_install", "-at_install")
class TestWhateverIsSent(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager")
        cls.manager.group_ids |= cls.env.ref("sales_team.group_sale_manager") | cls.env.ref("account.group_account_manager")

    def _get_entered(self, model, types):
        """:return: the fields of these types that somebody enters by hand, of Odoo's models those that we add"""
        is_ours = model._original_module.startswith(OURS)
        return [
            field for field in model._fields.values()
            if field.store and not field.readonly and field.type in types and field.name not in ("sequence", "color")
            and (is_ours or field.name.startswith("credit_") and field._modules and field._modules[-1].startswith(OURS))]

    def _get_models(self):
        """:return: the models that somebody writes"""
        return [self.env[access.model_id.model] for access in self.env["ir.model.access"].sudo().search(
            ["|", ("perm_create", "=", True), ("perm_write", "=", True)]) if access.model_id.model in self.env]

    def test_all_that_is_entered_has_bounds(self):
        bound = self.registry.descendants(["credit.values.mixin"], "_inherit")
        found = 0
        for model in self._get_models():
            if model._original_module.startswith(OURS):
                entered = self._get_entered(model, NUMBERS | DATES | TEXTS)
            else:
                entered = self._get_entered(model, NUMBERS | DATES)
            found += len(entered)
            with self.subTest(model=model._name):
                self.assertTrue(not entered or model._name in bound, [field.name for field in entered])
        self.assertGreater(found, 300)

    def test_days_of_an_order_lie_within_the_calendar(self):
        order = self._order(100)
        for name in ("credit_accepted_on", "credit_delivered_on"):
            for day in ("0001-01-01", "9999-12-31"):
                with self.subTest(field=name, day=day), self.assertRaises(ValidationError):
                    order.write({name: day})

    def test_settings_and_scales_below_zero(self):
        rating = self.env.ref("credit_collection.credit_rating_c")
        for record, name in (
            (self.company, "credit_escalation_days"), (self.company, "credit_min_invoices"),
            (self.company, "credit_min_settled"), (self.company, "credit_auto_approve_percent"), (rating, "min_score"),
            (rating, "limit_amount"), (rating, "limit_months"), (self.profile, "own_max_term_days"),
        ):
            with self.subTest(field=name), self.assertRaises(ValidationError):
                record.write({name: -2})

    def test_score_beyond_the_scale(self):
        with self.assertRaises(ValidationError):
            self.env.ref("credit_collection.credit_rating_a").min_score = 101

    def test_nothing_at_all_is_no_error(self):
        for model in self._get_models():
            if model._original_module.startswith(OURS):
                # Odoo makes a message of what the database refuses.
                with (
                    self.subTest(model=model._name), mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model"),
                    suppress(AccessError, UserError, psycopg2.errors.IntegrityError), self.env.cr.savepoint(),
                ):
                    model.with_user(self.manager).create({})
                    self.env.flush_all()
                self.env.invalidate_all()
