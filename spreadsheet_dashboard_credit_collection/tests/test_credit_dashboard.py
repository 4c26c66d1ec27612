"""The dashboard: all that it names exists, returns rows to a credit manager, and is computed without an error."""

import json

from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from odoo.addons.credit_collection.tests.common import PromiseCommon
from odoo.addons.spreadsheet.utils.validate_data import fields_in_spreadsheet, menus_xml_ids_in_spreadsheet, odoo_charts

FILE = "spreadsheet_dashboard_credit_collection/data/files/credit_collection_dashboard.json"


class DashboardCase(PromiseCommon, HttpCase):
    """A company with something of everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = json.loads(file_open(FILE).read())
        cls.dashboard = cls.env.ref("spreadsheet_dashboard_credit_collection.spreadsheet_dashboard_credit_collection")
        cls.manager = cls._user("manager")

    @classmethod
    def _fill(cls):
        other = cls.env["res.partner"].create({"name": "Other Customer", "email": "other@example.com"})
        rating = cls.env["credit.rating"].search([], limit=1)
        profiles = (cls.customer | other)._get_credit_profiles()
        profiles.write({"rating_id": rating.id, "limit_mode": "limited", "credit_limit": 500})
        late, disputed = cls._invoice(1000, -40, date=cls._days(-70)), cls._invoice(300, -10)
        cls._invoice(800, 20, partner=other, date=cls._days(-70))
        cls._promise(late, days=5)
        dispute = cls.env["credit.dispute"].create({
            "move_id": disputed.id, "amount": 100,
            "reason_id": cls.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id})
        dispute.action_open()
        cls.profile.write({"on_hold": True, "hold_reason": "Test"})
        cls._order(2000).action_confirm()
        cls.env.invalidate_all()
        cls.env["credit.snapshot"]._rebuild(3)
        cls.env["credit.cash.in"]._forecast(profiles, cls.today)
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestCreditDashboard(DashboardCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._fill()

    def _model(self, name):
        return self.env[name].with_user(self.manager)

    def test_fields_and_menus_exist(self):
        for model, names in fields_in_spreadsheet(self.book).items():
            described = self._model(model).fields_get()
            for name in names:
                self.assertIn(name.split(".")[0].split(":")[0], described, model)
        for xmlid in menus_xml_ids_in_spreadsheet(self.book):
            self.assertTrue(self.env.ref(xmlid).with_user(self.manager).action, xmlid)

    def test_each_pivot_returns_rows(self):
        for pivot in self.book["pivots"].values():
            with self.subTest(pivot["name"]):
                groups = [
                    ":".join(filter(None, (row["fieldName"], row.get("granularity")))) for row in pivot["rows"]]
                measures = [measure["fieldName"] for measure in pivot["measures"] if measure["fieldName"] != "__count"]
                fields = self._model(pivot["model"]).fields_get(measures)
                rows = self._model(pivot["model"])._read_group(
                    pivot["domain"], groups, ["__count", *(f"{name}:{fields[name]['aggregator']}" for name in measures)])
                self.assertTrue(rows and rows[0][len(groups)], "no rows")
                self.assertTrue(all(row[len(groups) + 1] for row in rows[:1]), f"nothing of {measures[:1]}")

    def test_each_list_returns_rows(self):
        for definition in self.book["lists"].values():
            with self.subTest(definition["name"]):
                order = ", ".join(f"{each['name']} {'asc' if each['asc'] else 'desc'}" for each in definition["orderBy"])
                records = self._model(definition["model"]).search(definition["domain"], order=order)
                self.assertTrue(records, "no rows")
                records.read(definition["columns"])

    def test_each_chart_of_records_returns_rows(self):
        charts = odoo_charts(self.book)
        self.assertEqual(len(charts), 3)
        for chart in charts:
            with self.subTest(chart["id"]):
                model, search = chart["metaData"]["resModel"], chart["searchParams"]
                measure = chart["metaData"]["measure"]
                aggregator = self._model(model).fields_get([measure])[measure]["aggregator"]
                self.assertTrue(self._model(model)._read_group(
                    search["domain"], search["groupBy"], [f"{measure}:{aggregator}"]))

    def test_filters_reach_everything(self):
        """Each pivot, list and chart follows the rating and the collector, by a path that can be searched."""
        sources = [
            *((pivot["model"], pivot["fieldMatching"]) for pivot in self.book["pivots"].values()),
            *((each["model"], each["fieldMatching"]) for each in self.book["lists"].values()),
            *((chart["metaData"]["resModel"], chart["fieldMatching"]) for chart in odoo_charts(self.book)),
        ]
        wanted = {each["id"]: each["modelName"] for each in self.book["globalFilters"]}
        for model, matching in sources:
            self.assertEqual(set(matching), set(wanted), model)
            for path in matching.values():
                self._model(model).search(Domain(path["chain"], "=", self.manager.id), limit=1)

    def test_who_sees_it(self):
        Dashboard = self.env["spreadsheet.dashboard"]
        self.assertIn(self.dashboard, Dashboard.with_user(self.manager).search([]))
        for role in ("collector", "salesperson"):
            self.assertNotIn(self.dashboard, Dashboard.with_user(self._user(role)).search([]), role)
        with self.assertRaises(AccessError):
            self.dashboard.with_user(self._user("viewer")).read(["spreadsheet_data"])

    def test_it_is_what_the_file_says(self):
        self.assertEqual(json.loads(self.dashboard.spreadsheet_data), self.book)
        served = json.loads(self.dashboard.with_user(self.manager)._get_serialized_readonly_dashboard())
        self.assertEqual(served["translation_namespace"], "spreadsheet_dashboard_credit_collection")

    def test_it_opens_and_no_cell_is_in_error(self):
        self.manager.write({"group_ids": [Command.link(self.env.ref("base.group_user").id)]})
        self.start_tour("/odoo/dashboards", "credit_dashboard", login=self.manager.login, timeout=180)
