import inspect

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CreditCommon

OURS = "odoo.addons.credit_collection"
# What everybody inside the company may know: on an order that it waits and why, the settings, who gets the reminders.
TOLD_INSIDE = {
    "sale.order", "sale.order.line", "res.company", "account.payment.term", "account.payment.method.line", "stock.picking",
}
TOLD_INSIDE_FIELDS = {"credit_collection_contact"}
# What everybody in the company may do: report a risk, and what a salesperson does with the own order.
OPEN_TO_EMPLOYEES = {"credit.risk.report", "sale.order", "sale.order.line"}
# What salespeople see of their own orders, see tests/schedule.
SEEN_BY_SALES = {
    "credit.payment.milestone", "credit.payment.milestone.report", "credit.payment.schedule", "credit.payment.schedule.line"}
REFUSED = (AccessError, UserError, MissingError)


@tagged("post_install", "-at_install")
class TestSecuritySweep(CreditCommon):
    """Every field and every public method of ours, as everybody who has no business with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.outsiders = {
            "employee": new_test_user(cls.env, "sweep_employee", groups="base.group_user", **company),
            "salesperson": new_test_user(cls.env, "sweep_sales", groups="sales_team.group_sale_salesman", **company),
            "portal": new_test_user(cls.env, "sweep_portal", groups="base.group_portal", **company),
            "public": new_test_user(cls.env, "sweep_public", groups="base.group_public", **company),
        }
        cls.viewer = new_test_user(
            cls.env, "sweep_viewer", groups="credit_collection.credit_collection_group_viewer", **company)
        cls.profile.write({"limit_mode": "limited", "credit_limit": 500.0})
        cls.move = cls._invoice(1000.0, due=-40)
        cls.order = cls._order(900.0, user_id=cls.outsiders["salesperson"].id)
        cls.order.action_confirm()
        reason = cls.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        cls.env["credit.dispute"].create({"move_id": cls.move.id, "amount": 100.0, "reason_id": reason.id}).action_open()
        item = cls.move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        cls.env["credit.promise"].create({
            "profile_id": cls.profile.id, "line_ids": [(6, 0, item.ids)],
            "instalment_ids": [(0, 0, {"date": cls._days(5), "amount": 200.0})]}).action_open()
        cls.env["credit.review"].create({"profile_id": cls.profile.id, "kind": "manual"})
        cls.env["credit.unassigned.message"].sudo().create(
            {"company_id": cls.company.id, "subject": "Who is it?", "date": cls.today})
        cls.env.flush_all()

    # Fields

    def _get_added_fields(self):
        """:return: ``[(model, field)]`` of the fields that we add to models of Odoo"""
        return [
            (model, field)
            for name, model in self.env.items() if not name.startswith("credit.") and not model._abstract
            for field in model._fields.values()
            if field.name.startswith("credit_") and (field._module or "").startswith("credit_collection")
        ]

    def _assert_closed(self, user, search):
        try:
            with mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"):
                found = search()
        except AccessError:
            return
        self.assertFalse(found, f"{user.login} gets an answer")

    def test_nobody_outside_searches_or_sorts_by_our_fields_on_models_of_odoo(self):
        added = self._get_added_fields()
        self.assertGreater(len(added), 60)
        for role, user in self.outsiders.items():
            for model, field in added:
                if user._is_internal() and (model._name in TOLD_INSIDE or field.name in TOLD_INSIDE_FIELDS):
                    continue
                if model._transient or field.required or not field._description_searchable:
                    continue
                Model = model.with_user(user)
                with self.subTest(role=role, model=model._name, field=field.name):
                    self._assert_closed(user, lambda: Model.search([(field.name, "!=", False)], limit=1).ids)  # noqa: B023
                    self._assert_closed(user, lambda: Model.search([(field.name, "=", False)], limit=1).ids)  # noqa: B023

    def test_nobody_outside_searches_customers_through_their_order(self):
        Order = self.env["sale.order"].with_user(self.outsiders["salesperson"])
        for name, value in (
            ("credit_rating_id.code", "E"), ("credit_on_hold", True), ("credit_limit_mode", "limited"),
            ("credit_profile_id.on_hold", True), ("credit_overdue_amount", 123.0),
        ):
            with self.subTest(field=name):
                operator = ">" if value == 123.0 else "="
                self._assert_closed(Order.env.user, lambda: Order.search([(f"partner_id.{name}", operator, value)]))  # noqa: B023
                self._assert_closed(
                    Order.env.user,
                    lambda: Order.search([("partner_id", "any", Domain(name, operator, value))]))  # noqa: B023

    def test_nobody_groups_by_a_field_that_they_may_not_read(self):
        self.outsiders["portal"].partner_id.parent_id = self.customer
        counted = 0
        for model in self.env.values():
            hidden = [
                field for field in model._fields.values() if field.groups and field.store
                and (field._module or "").startswith("credit_collection")]
            for role, user in (*self.outsiders.items(), ("viewer", self.viewer)) if hidden and not model._abstract else ():
                Model = model.with_user(user)
                for field in hidden if Model.has_access("read") else ():
                    if not Model._has_field_access(field, "read"):
                        spec = f"{field.name}:month" if field.type in ("date", "datetime") else field.name
                        counted += 1
                        with self.subTest(role=role, field=str(field)), self.assertRaises(AccessError):
                            Model._read_group([], [spec], limit=1)
        self.assertGreater(counted, 50)

    def test_nobody_outside_reads_our_models(self):
        counted = 0
        for name, model in self.env.items():
            if not name.startswith("credit.") or model._abstract or model._transient:
                continue
            for role, user in self.outsiders.items():
                if role == "salesperson" and name in SEEN_BY_SALES:
                    continue
                counted += 1
                with self.subTest(model=name, user=user.login), self.assertRaises(AccessError), \
                        mute_logger("odoo.addons.base.models.ir_model"):
                    model.with_user(user).search([], limit=1)
        self.assertGreater(counted, 100)

    def test_the_customer_reads_nothing_internal_on_the_own_order(self):
        portal = self.outsiders["portal"]
        portal.partner_id.parent_id = self.customer
        order = self.order.with_user(portal)
        for name, field in order._fields.items():
            if name.startswith("credit_") and (field._module or "").startswith("credit_collection"):
                with self.subTest(field=name), self.assertRaises(AccessError):
                    order.read([name])

    def test_a_draft_order_of_a_company_the_user_is_not_in_tells_nothing(self):
        other = self.setup_other_company()["company"]
        profile = self.customer._get_credit_profiles(other)
        profile.sudo().write({"limit_mode": "limited", "credit_limit": 7777.0})
        Order = self.env["sale.order"].with_user(self.outsiders["salesperson"])
        draft = Order.new({"partner_id": self.customer.id, "company_id": other.id})
        for name in Order._fields:
            if name.startswith("credit_") and Order._fields[name].type in ("monetary", "float", "char", "text", "html"):
                with self.subTest(field=name):
                    try:
                        value = draft[name]
                    except AccessError:
                        continue
                    self.assertFalse(value)

    # Methods

    def _get_public_methods(self):
        """:return: ``[(record, name)]``: a record of each model with each public method that we define on it"""
        found = []
        for _name, model in self.env.items():
            if model._abstract or model._transient:
                continue
            names = [
                name for name, function in inspect.getmembers(type(model), inspect.isfunction)
                if not name.startswith("_") and function.__module__.startswith(OURS)
                and name not in ("create", "write", "unlink", "copy_data", "default_get")
            ]
            record = self.customer if model._name == "res.partner" else (
                names and model.sudo().search([], limit=1, order="id desc"))
            found += [(record, name) for name in names if record]
        return found

    def _count_changes(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return self.env.cr.fetchone()[0]

    def _changes_by(self, user, record, name):
        """:return: number of rows that a call by ``user`` changes; 0 when it is refused"""
        before = self._count_changes()
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"):
                getattr(record.with_user(user).with_context(active_ids=record.ids, active_id=record.id), name)()
                return self._count_changes() - before
        except (*REFUSED, TypeError):
            return 0
        finally:
            self.env.invalidate_all()

    def test_no_public_method_changes_anything_for_who_may_only_look(self):
        methods = self._get_public_methods()
        self.assertGreater(len(methods), 60)
        for record, name in methods:
            if record._name in OPEN_TO_EMPLOYEES or name == "action_report_risk":
                continue
            for user in (*self.outsiders.values(), self.viewer):
                with self.subTest(model=record._name, method=name, user=user.login):
                    self.assertEqual(self._changes_by(user, record, name), 0)

    def test_no_public_method_changes_anything_of_a_company_the_user_is_not_in(self):
        foreign = new_test_user(
            self.env, "sweep_foreign", company_id=(other := self.setup_other_company()["company"]).id,
            company_ids=[(6, 0, other.ids)], groups="credit_collection.credit_collection_group_manager,"
            "sales_team.group_sale_manager,account.group_account_manager")
        methods = [
            (record, name) for record, name in self._get_public_methods()
            if not record.with_user(foreign).with_context(allowed_company_ids=other.ids).has_access("read")]
        self.assertGreater(len(methods), 60)
        for record, name in methods:
            with self.subTest(model=record._name, method=name):
                self.assertEqual(self._changes_by(foreign, record, name), 0)
