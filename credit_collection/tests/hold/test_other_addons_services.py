"""Add-ons of Odoo that start work or purchases for confirmed orders. Needs them, see ``.ci/run``; skipped without."""

from odoo.fields import Command
from odoo.tests import tagged

from .other_addons import OtherAddonsCommon


class WorkCommon(OtherAddonsCommon):

    def _order_of(self, product):
        return self._order(500, order_line=[Command.create({
            "product_id": product.id, "product_uom_qty": 1, "price_unit": 500, "tax_ids": [Command.clear()]})])

    def _count(self, model):
        """:return: function that returns how many records of ``model`` were added since"""
        Model = self.env[model].sudo()
        known = Model.search_count([])
        return lambda: Model.search_count([]) - known


@tagged("post_install", "-at_install")
class TestProject(WorkCommon):
    needed = ("sale_project",)

    def test_held_order_starts_no_project(self):
        order = self._order_of(self._service(service_tracking="project_only"))
        self._assert_waits_then_happens_once(order, self._count("project.project"), 0, 1)

    def test_held_order_starts_no_task(self):
        project = self.env["project.project"].sudo().create({"name": "Works", "company_id": self.company.id})
        order = self._order_of(self._service(service_tracking="task_global_project", project_id=project.id))
        self._assert_waits_then_happens_once(order, self._count("project.task"), 0, 1)

    def test_order_made_from_a_task_waits_like_any_other(self):
        self.env.user.group_ids |= self.env.ref("project.group_project_manager")
        project = self.env["project.project"].sudo().create({
            "name": "Works", "company_id": self.company.id, "allow_billable": True})
        task = self.env["project.task"].sudo().create({"name": "Paint", "project_id": project.id})
        product = self._service()
        order = self.env["sale.order"].with_context(create_for_task_id=task.id).create({
            "partner_id": self.customer.id, "payment_term_id": self.immediate.id,
            "order_line": [Command.create({"product_id": product.id, "price_unit": 500, "tax_ids": [Command.clear()]})]})
        self._refresh()
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))


@tagged("post_install", "-at_install")
class TestTimesheet(WorkCommon):
    needed = ("sale_timesheet",)

    def test_held_order_starts_no_task_to_log_hours_on(self):
        order = self._order_of(self._service(service_policy="delivered_timesheet", service_tracking="task_in_project"))
        self._assert_waits_then_happens_once(order, self._count("project.task"), 0, 1)


@tagged("post_install", "-at_install")
class TestPurchase(WorkCommon):
    needed = ("sale_purchase",)

    def test_held_order_buys_nothing(self):
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        product = self._service(
            service_to_purchase=True, seller_ids=[Command.create({"partner_id": supplier.id, "price": 100})])
        self._assert_waits_then_happens_once(self._order_of(product), self._count("purchase.order.line"), 0, 1)


@tagged("post_install", "-at_install")
class TestProduction(WorkCommon):
    needed = ("sale_mrp",)

    def test_held_order_produces_nothing(self):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        to_order = warehouse.mto_pull_id.route_id
        to_order.active = True
        component, product = self.env["product.product"].create([
            {"name": "Part", "is_storable": True},
            {"name": "Machine", "is_storable": True, "taxes_id": False,
             "route_ids": [Command.set((to_order | warehouse.manufacture_pull_id.route_id).ids)]},
        ])
        self.env["mrp.bom"].sudo().create({
            "product_tmpl_id": product.product_tmpl_id.id, "product_qty": 1,
            "bom_line_ids": [Command.create({"product_id": component.id, "product_qty": 2})]})
        self._assert_waits_then_happens_once(self._order_of(product), self._count("mrp.production"), 0, 1)


@tagged("post_install", "-at_install")
class TestRepair(WorkCommon):
    needed = ("repair",)

    def test_held_order_repairs_nothing(self):
        product = self._service(service_tracking="repair")
        self._assert_waits_then_happens_once(self._order_of(product), self._count("repair.order"), 0, 1)


@tagged("post_install", "-at_install")
class TestCourse(WorkCommon):
    needed = ("website_sale_slides",)

    def test_held_order_gives_no_access_to_a_course(self):
        product = self._service(service_tracking="course")
        self.env["slide.channel"].sudo().create({
            "name": "Welding", "enroll": "payment", "product_id": product.id, "visibility": "public",
            "is_published": True})
        self._assert_waits_then_happens_once(self._order_of(product), self._count("slide.channel.partner"), 0, 1)
