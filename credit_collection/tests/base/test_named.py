"""Nobody learns the figures of records that they may not see by naming them in a dialog or while filling in a form."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.common.credit_named_mixin import get_named_ids
from ..common import CreditCommon


@tagged("post_install", "-at_install")
class TestNamed(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()["company"]
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        cls.theirs = cls.customer._get_credit_profiles(cls.other)
        cls.theirs.write({"limit_mode": "limited", "credit_limit": 1})
        cls.their_move = cls.env["account.move"].with_company(cls.other).create({
            "move_type": "out_invoice", "partner_id": cls.customer.id, "company_id": cls.other.id,
            "invoice_date": cls._days(-60),
            "invoice_line_ids": [Command.create({
                "name": "Secret", "quantity": 1, "price_unit": 12345, "tax_ids": [Command.clear()]})]})
        cls.their_move.action_post()
        cls.their_item = cls.their_move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        cls.manager = cls._user("manager")
        cls.manager.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.env.flush_all()

    def _fill_in(self, model, **vals):
        """:return: what the screen gets while the manager of one company fills in a form"""
        Model = self.env[model].with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        spec = {
            name: {} for name, field in Model._fields.items() if field.compute and field.type in ("float", "monetary", "html")}
        self.env.invalidate_all()
        return Model.onchange(vals, list(vals), {**spec, **dict.fromkeys(vals, {})})["value"]

    def test_dialogs_and_forms_tell_nothing_of_another_company(self):
        item, profile = [Command.set(self.their_item.ids)], self.theirs.id
        for model, vals in (
            ("credit.followup.now", {"profile_id": profile}),
            ("credit.promise.make", {"line_ids": item}),
            ("credit.promise.make", {"profile_id": profile}),
            ("credit.dispute.make", {"move_id": self.their_move.id}),
            ("credit.dispute", {"move_id": self.their_move.id}),
            ("credit.settlement", {"line_ids": item}),
            ("credit.statement.make", {"profile_ids": [Command.link(profile)]}),
            ("credit.key.figure.sheet", {"company_id": self.other.id}),
            ("credit.key.figure.sheet", {"profile_id": profile}),
            ("credit.target", {"company_id": self.other.id}),
        ):
            with self.subTest(model=model, vals=vals), self.assertRaises(AccessError):
                self._fill_in(model, **vals)

    def test_the_context_of_a_link_names_nothing_else(self):
        for model, defaults in (
            ("credit.followup.now", {"default_profile_id": self.theirs.id}),
            ("credit.dispute.make", {"default_move_id": self.their_move.id}),
        ):
            Model = self.env[model].with_user(self.manager).with_context(**defaults)
            with self.subTest(model=model), self.assertRaises(AccessError):
                Model.onchange({}, [], {**{name.removeprefix("default_"): {} for name in defaults}, "currency_id": {}})

    def test_dialog_is_not_kept_about_another_company(self):
        Make = self.env["credit.dispute.make"].with_user(self.manager)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        vals = {"profile_id": self.profile.id, "reason_id": reason.id}
        with self.assertRaises(AccessError):
            Make.create({**vals, "move_id": self.their_move.id})
        own = Make.create({**vals, "move_id": self._invoice(50, due=-3).id})
        self.assertEqual(own.amount, 50)
        with self.assertRaises(AccessError):
            own.move_id = self.their_move

    def test_own_records_are_filled_in_as_ever(self):
        own = self._invoice(50, due=-3)
        self.assertEqual(self._fill_in("credit.dispute.make", move_id=own.id)["amount"], 50)

    def test_rows_are_not_slipped_into_the_dialog_of_somebody_else(self):
        aging = self.env["credit.aging"].create({})
        sheet = self.env["credit.key.figure.sheet"].create({})
        for model, vals in (
            ("credit.aging.bucket", {"aging_id": aging.id, "name": "Forged", "kind": "debt"}),
            ("credit.key.figure.line", {"sheet_id": sheet.id, "name": "Forged"}),
            ("credit.key.figure.roll", {"sheet_id": sheet.id, "name": "Forged"}),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.manager).create(vals)

    def test_settings_are_not_moved_into_another_company(self):
        Rating = self.env["credit.rating"]
        for record in (
            Rating.create({"name": "Own", "code": "OWN", "company_id": self.company.id}),
            self.env["credit.approval.tier"].create({
                "name": "Own", "company_id": self.company.id, "user_ids": self.manager.ids, "max_amount": 5}),
            self.env["credit.limit.group"].create({"name": "Own", "company_id": self.company.id}),
            self.env["credit.target"].create({"company_id": self.company.id, "user_id": self.manager.id}),
        ):
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.with_user(self.manager).company_id = self.other

    def test_user_of_a_branch_names_the_root_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.manager.write({"company_ids": [Command.set(branch.ids)], "company_id": branch.id})
        target = self.env["credit.target"].with_user(self.manager).create({"user_id": self.manager.id})
        self.assertEqual(target.company_id, self.company)

    def test_every_dialog_that_users_open_is_bound(self):
        bound = self.registry.descendants(["credit.named.mixin"], "_inherit")
        for access in self.env["ir.model.access"].sudo().search([
            ("perm_create", "=", True), ("model_id.transient", "=", True)]):
            name = access.model_id.model
            if self.env[name]._original_module.startswith("credit_collection"):
                with self.subTest(name):
                    self.assertIn(name, bound)

    def test_ids_are_found_in_whatever_the_screen_sends(self):
        for value, ids in (
            (7, {7}), (False, set()), (True, set()), ({"id": 7, "display_name": "A"}, {7}), ([7, 8], {7, 8}),
            ([Command.set([7, 8])], {7, 8}), ([Command.link(7), Command.unlink(8)], {7, 8}),
            ([Command.create({"amount": 7})], set()), ([Command.clear()], set()), ([Command.update(7, {"amount": 1})], {7}),
            ([(1, "virtual_7", {})], set()), (self.env.company, {*self.env.company.ids}),
        ):
            with self.subTest(value=value):
                self.assertEqual(get_named_ids(value), ids)
