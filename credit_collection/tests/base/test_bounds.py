from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..common import CreditCommon

# What comes through forms, RPC and imports: numbers that are none, that nothing can be counted with, dates without neighbours.
WILD_NUMBERS = (float("nan"), float("inf"), float("-inf"), 10.0 ** 27, -10.0 ** 27, "many")
WILD_DATES = ("0001-01-01", "9999-12-31", "2026-02-31", "soon")


@tagged("post_install", "-at_install")
class TestBounds(CreditCommon):
    """Values that no job and no screen can work with are refused with a message that names record, field and bounds."""

    def _check_refused(self, record, name, value):
        with self.subTest(model=record._name, field=name, value=value), self.assertRaises(ValidationError) as caught:
            record.write({name: value})
        self.assertIn(record._fields[name]._description_string(self.env), str(caught.exception))

    def test_wild_values_of_settings_are_refused(self):
        for name in ("credit_release_days", "credit_promise_tolerance_percent", "credit_max_order_amount"):
            for value in WILD_NUMBERS:
                self._check_refused(self.company, name, value)

    def test_wild_values_of_a_customer_are_refused(self):
        for value in WILD_NUMBERS:
            self._check_refused(self.profile, "credit_limit", value)
            self._check_refused(self.profile, "own_contact_months", value)
        for value in WILD_DATES:
            for name in ("temporary_limit_until", "next_review_date"):
                self._check_refused(self.profile, name, value)

    def test_wild_limits_of_core_are_refused(self):
        without = self.env["res.partner"].create({"name": "Without profile"})
        for value in WILD_NUMBERS:
            for enter in (
                lambda: self.customer.write({"credit_limit": value}),  # noqa: B023
                lambda: without.write({"credit_limit": value}),  # noqa: B023
                lambda: without.create({"name": "New", "credit_limit": value}),  # noqa: B023
                lambda: self.env["ir.default"].sudo().set(
                    "res.partner", "credit_limit", value if value != "many" else float("nan"), company_id=self.company.id),  # noqa: B023
            ):
                with self.subTest(value=value), self.assertRaises(ValidationError):
                    enter()

    def test_message_names_customer_field_and_bounds(self):
        with self.assertRaises(ValidationError) as caught:
            self.profile.write({"temporary_limit_until": "9999-12-31"})
        for part in (self.profile.display_name, "1970", "2199"):
            self.assertIn(part, str(caught.exception))

    def test_characters_that_cannot_be_stored_are_refused(self):
        with self.assertRaises(ValidationError):
            self.profile.write({"hold_reason": "a\0b"})

    def test_form_refuses_a_wild_value_while_it_is_filled_in(self):
        with self.assertRaises(ValidationError), Form(self.profile) as form:
            form.limit_mode = "limited"
            form.credit_limit = 10.0 ** 27

    def test_ordinary_values_pass(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 999_999_999.99, "next_review_date": "2099-12-31"})
        self.assertEqual(self.profile.credit_limit, 999_999_999.99)

    def test_no_form_fails_before_anything_is_entered(self):
        manager = self._user("manager")
        manager.group_ids |= self.env.ref("sales_team.group_sale_manager") | self.env.ref("account.group_account_manager")
        opened = 0
        for name, model in self.env.items():
            # Profiles are made by code.
            if not name.startswith(("credit.", "sale.order.credit.")) or model._abstract or name == "credit.profile":
                continue
            Model = model.with_user(manager)
            if model._auto and Model.has_access("create"):
                spec = {field.name: {"fields": {}} if field.type in ("one2many", "many2many") else {}
                        for field in Model._fields.values() if Model._has_field_access(field, "read")}
                with self.subTest(model=name):
                    self.assertIn("value", Model.onchange({}, [], spec))
                opened += 1
        self.assertGreater(opened, 25)

    def test_no_date_is_no_month(self):
        for month in WILD_DATES:
            with self.subTest(month=month), self.assertRaises(ValidationError):
                self.env["credit.target"].create({"user_id": self.env.uid, "month": month})
