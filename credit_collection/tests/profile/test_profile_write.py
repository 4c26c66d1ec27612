from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from ...models.common.credit_roles_mixin import ROLES
from ...tools.common.write_steps import WriteSteps, find_write_steps, write_step
from ..base.common import CreditCommon


class TestWriteSteps(BaseCase):

    def _step(self, name, seen):
        def step(values):
            seen.append(f"prepare {name}")
            records = yield {**values, name: len(values)}
            seen.append(f"follow {name} of {records}")
        return step

    def test_what_is_prepared_last_is_followed_up_first(self):
        seen = []
        steps = WriteSteps([self._step("outer", seen), self._step("inner", seen)], {"given": 0})
        self.assertEqual(steps.values, {"given": 0, "outer": 1, "inner": 2})
        steps.finish("records")
        self.assertEqual(seen, ["prepare outer", "prepare inner", "follow inner of records", "follow outer of records"])

    def test_a_failed_write_is_not_followed_up(self):
        seen = []
        WriteSteps([self._step("one", seen)], {}).close()
        self.assertEqual(seen, ["prepare one"])

    def test_a_step_that_yields_twice_is_refused(self):
        def twice(values):
            yield values
            yield values

        with self.assertRaises(RuntimeError):
            WriteSteps([twice], {}).finish("records")

    def test_steps_are_found_in_their_order_and_an_override_keeps_its_place(self):
        class First:
            @write_step(20)
            def later(self, vals):
                yield vals

            @write_step(30)
            def last(self, vals):
                yield vals

        class Second(First):
            @write_step(10)
            def sooner(self, vals):
                yield vals

            def last(self, vals):
                yield vals

        self.assertEqual(find_write_steps(Second), [(10, "sooner"), (20, "later"), (30, "last")])


@tagged("post_install", "-at_install")
class TestProfileWrite(CreditCommon):

    def test_each_stored_field_has_a_known_role(self):
        core = {"id", "create_uid", "create_date", "write_uid", "write_date"}
        for name, field in self.profile._fields.items():
            if name in core or not (field.store and field.column_type):
                continue
            roles = set(getattr(field, "role", "").split())
            self.assertTrue(roles and roles <= set(ROLES), f"{name}: {roles or 'no role'}")

    def test_steps_have_their_own_place_in_the_order(self):
        sequences = [sequence for sequence, _name in self.profile._get_write_steps()]
        self.assertEqual(len(sequences), len(set(sequences)))

    def test_a_rating_by_hand_brings_its_pricelist_and_starts_its_review_cycle(self):
        pricelist = self.env["product.pricelist"].create({"name": "Best customers", "company_id": self.company.id})
        best = self.env["credit.rating"].create({
            "name": "Excellent", "code": "AAA", "review_months": 6, "company_id": self.company.id,
            "benefit_pricelist_id": pricelist.id})
        self.env["credit.manual.rating"].create({
            "profile_id": self.profile.id, "rating_id": best.id, "date_until": self._days(90), "reason": "Parent guarantees"})
        self.assertEqual(self.profile.rating_id, best)
        self.assertEqual(self.profile.benefit_pricelist_id, pricelist)
        self.assertEqual(self.customer.specific_property_product_pricelist, pricelist)
        self.assertEqual(self.profile.next_review_date, best._get_next_review_date(self.today))

    def test_a_refused_write_leaves_nothing_behind(self):
        viewer = self.env["res.users"].create({
            "name": "Viewer", "login": "write_viewer",
            "group_ids": [(4, self.env.ref("credit_collection.credit_collection_group_collector").id)],
        })
        with self.assertRaises(AccessError):
            self.profile.with_user(viewer).write({"credit_limit": 5000.0})
        self.profile.credit_limit = 100.0
        self.assertEqual(self.profile.policy_log_ids[:1].after, "100.0")
