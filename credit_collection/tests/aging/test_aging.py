from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged

from ...report.aging.credit_aging_item import find_agings
from .common import AgingCommon


@tagged("post_install", "-at_install")
class TestAgingItems(AgingCommon):

    def test_each_instalment_is_aged_by_itself(self):
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 60)]})
        self._dated_invoice(300, self._days(-40), invoice_payment_term_id=term.id)
        self.assertEqual(self._get_columns(self._age()), [150, 0, 150, 0, 0])

    def test_gross_credits_and_net(self):
        self._invoice(1000, -10)
        self._invoice(200, 10)
        self._invoice(150, -5, move_type="out_refund")
        aging = self._age()
        self.assertEqual(self._get_nets(aging), {self.customer.name: (1200, -150, 1050)})
        self.assertEqual(sum(self._get_items(aging).mapped("overdue")), 1000)
        self.assertEqual(self._get_columns(aging), [200, 1000, 0, 0, 0])

    def test_own_limits_with_a_catch_all(self):
        for amount, due in ((1, 0), (2, -1), (4, -7), (8, -8), (16, -14), (32, -15), (64, -3000)):
            self._invoice(amount, due)
        self.company.credit_aging_limits = "7,14"
        aging = self._age()
        self.assertEqual(aging.limits, "7,14")
        self.assertEqual(
            [name for name in aging._get_columns().values()][:4], ["Not due", "1–7 days", "8–14 days", "Over 14 days"])
        self.assertEqual(self._get_columns(aging), [1, 6, 24, 96])
        self.assertEqual(
            [item.bucket_id.name for item in self._get_items(aging)],
            ["Over 14 days", "Over 14 days", "8–14 days", "8–14 days", "1–7 days", "1–7 days", "Not due"])
        self.assertEqual(self._get_columns(self._age(limits="2999")), [1, 62, 64])

    def test_limits_that_make_no_sense_are_refused(self):
        for limits in ("", "a", "30,20", "1,2,3,4,5,6,7"):
            with self.subTest(limits=limits), self.assertRaises(ValidationError):
                self._age(limits=limits or " ")

    def test_a_date_to_come_shows_what_falls_due_until_then(self):
        self._invoice(1000, 10)
        self._invoice(500, 25)
        self.assertEqual(self._get_columns(self._age()), [1500, 0, 0, 0, 0])
        aging = self._age(self._days(20))
        self.assertEqual(self._get_columns(aging), [500, 1000, 0, 0, 0])
        self.assertIn("date to come", aging.notes)

    def test_a_receipt_dated_ahead_counts_from_its_date(self):
        self._pay(self._invoice(1000, 10), 600, self._days(15))
        for days, columns in ((0, [1000, 0]), (14, [0, 1000]), (15, [0, 400])):
            with self.subTest(days=days):
                self.assertEqual(self._get_columns(self._age(self._days(days)))[:2], columns)

    def test_agings_of_several_days_are_read_side_by_side(self):
        self._pay(self._invoice(1000, -40), 600, self._days(-5))
        then, now = self._age(self._days(-10)), self._age()
        self.env.invalidate_all()
        items = self._get_items(then) | self._get_items(now)
        self.assertEqual(items.mapped("net"), [1000, 400])
        self.assertEqual(items.mapped("days_overdue"), [30, 40])

    def test_items_follow_the_ledger_without_being_made_anew(self):
        invoice, aging = self._invoice(1000, -40), self._age()
        self._pay(invoice, 600)
        self.env.invalidate_all()
        self.assertEqual(self._get_items(aging).mapped("net"), [400])

    def test_an_item_leads_to_its_document(self):
        invoice = self._invoice(1000, -40)
        item = self._get_items(self._age())
        self.assertEqual(item.action_open_move()["res_id"], invoice.id)

    def test_groups(self):
        country, rating = self.env.ref("base.be"), self.env["credit.rating"].search([], limit=1)
        collector = self._user("collector")
        self.customer.country_id = country
        self.profile.write({"rating_id": rating.id, "collector_id": collector.id})
        salesperson = self._user("salesperson")
        other = self.env["res.partner"].create({"name": "Zoe", "country_id": False})
        self._invoice(100, -5, invoice_user_id=salesperson.id)
        self._invoice(30, -5, partner=other, invoice_user_id=False)
        for group_by, names in (
            ("customer", [self.customer.name, "Zoe"]), ("salesperson", [salesperson.name, "No salesperson"]),
            ("collector", [collector.name, "No collector"]), ("rating", [rating.name, "No rating"]),
            ("country", [country.name, "No country"]), ("company", [self.company.name]),
        ):
            with self.subTest(group_by=group_by):
                rows = self._age(group_by=group_by)._get_rows()
                self.assertEqual([row.name for row in rows], names)
                self.assertEqual(sum(row.amounts["net"] for row in rows), 130)

    def test_the_table_adds_up_the_items_of_the_list(self):
        """Without filter the table is made without the list of items: both say the same, in each column."""
        for amount, due in ((100.1, 10), (0.2, -1), (40.7, -45), (0.1, -75), (7.77, -400)):
            self._invoice(amount, due)
        self._invoice(8.88, -5, move_type="out_refund")
        self._invoice(33.3, -5, partner=self.env["res.partner"].create({"name": "Zoe"}))
        for vals in ({}, {"amounts_in": "document"}, {"date": self._days(-30)}, {"limits": "10,400", "group_by": "company"}):
            with self.subTest(**vals):
                aging = self._age(**vals)
                plain = aging._get_rows()
                aging.filter_domain = [["aging_id", "=", aging.id], ["partner_id", "!=", False]]
                self.assertEqual(plain, aging._get_rows())
                items = self._get_items(aging)
                for name in aging._get_columns():
                    self.assertAlmostEqual(
                        sum(row.amounts[name] for row in plain), sum(items.mapped(name)), places=6, msg=name)

    def test_the_table_of_ten_customers_costs_as_many_queries_as_that_of_one(self):
        self._invoice(100, -5)
        self._age()._get_rows()
        counts = []
        for customers in (0, 9):
            for number in range(customers):
                self._invoice(10, -5, partner=self.env["res.partner"].create({"name": f"Customer {number}"}))
            aging = self._age()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(aging._get_rows()), customers + 1)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_the_pivot_has_its_buckets_in_order(self):
        for amount, due in ((1, 10), (2, -1), (4, -100)):
            self._invoice(amount, due)
        self._invoice(8, -5, move_type="out_refund")
        aging = self._age()
        groups = self.env["credit.aging.item"].formatted_read_group(
            [("aging_id", "=", aging.id)], ["bucket_id"], ["net:sum"])
        self.assertEqual(
            [(group["bucket_id"][1], group["net:sum"]) for group in groups],
            [("Not due", 1), ("1–30 days", 2), ("Over 90 days", 4), ("Open Credits", -8)])

    # The screen

    def test_the_menu_shows_today_by_customer(self):
        self._invoice(100, -5)
        action = self.env["credit.aging"]._open_today()
        self.assertEqual(action["res_model"], "credit.aging.item")
        self.assertIn("search_default_group_customer", action["context"])
        self.assertEqual(action["context"]["credit_aging_labels"]["bucket_1"], "1–30 days")
        self.assertEqual(self.env["credit.aging.item"].search(action["domain"]).mapped("net"), [100])

    def test_headings_of_a_past_day_say_what_is_of_today(self):
        action = self._age(self._days(-1)).action_show()
        self.assertEqual(action["context"]["credit_aging_labels"]["collector_id"], "Collector (today)")
        self.assertNotIn("collector_id", self._age().action_show()["context"]["credit_aging_labels"])

    def test_print_and_download_take_the_filter_of_the_list(self):
        self._invoice(100, -5)
        self._invoice(30, 5)
        aging = self._age()
        Item = self.env["credit.aging.item"].with_context(
            credit_aging_id=aging.id, active_domain=[["aging_id", "=", aging.id], ["days_overdue", ">", 0]])
        Item.action_print()
        self.assertEqual(self._get_nets(aging), {self.customer.name: (100, 0, 100)})
        self.assertIn(str(aging.id), Item.with_context(active_domain=[["aging_id", "=", aging.id]]).action_download()["url"])
        self.assertEqual(self._get_nets(aging), {self.customer.name: (130, 0, 130)})

    def test_an_aging_that_was_cleaned_up_is_told(self):
        with self.assertRaises(UserError):
            self.env["credit.aging.item"].with_context(credit_aging_id=2**30).action_print()


@tagged("post_install", "-at_install")
class TestAgingCompanies(AgingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()
        cls.branch_company = cls.other["company"]
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        cls.env["res.currency.rate"].create({
            "name": cls._days(-20), "rate": 0.4, "currency_id": cls.euro.id, "company_id": cls.company.id})
        cls.env.cr.execute("UPDATE res_company SET currency_id = %s WHERE id = %s", [cls.euro.id, cls.branch_company.id])
        cls.env.invalidate_all()
        cls.both = cls.company | cls.branch_company
        cls._invoice(100, -5)
        cls._book(10.01, cls._days(-30), company=cls.other)

    def test_subsidiaries_side_by_side_in_one_currency(self):
        aging = self._age(all_companies=True, group_by="company")
        self.assertEqual(
            {row.group: row.amounts["net"] for row in aging._get_rows()}, {self.company: 100, self.branch_company: 25.03})
        self.assertIn("1 EUR = 2.500000", aging.notes)

    def test_the_rate_is_that_of_its_stated_day(self):
        aging = self._age(all_companies=True, group_by="company", rate_date=self._days(-21))
        self.assertEqual({row.group: row.amounts["net"] for row in aging._get_rows()}[self.branch_company], 20.02)
        self.assertEqual(self._age(self._days(-25)).rate_date, self._days(-25))
        self.assertEqual(self._age(self._days(25)).rate_date, self.today)

    def test_a_currency_without_rate_is_told(self):
        told = "No rate is entered"
        self.assertNotIn(told, self._age(all_companies=True).notes)
        unknown = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        self.assertIn(f"{told} for XTS", self._age(currency_id=unknown.id).notes)
        self.env["res.currency.rate"].search([("currency_id", "=", self.euro.id)]).unlink()
        self.assertIn(f"{told} for EUR", self._age(all_companies=True).notes)

    def test_a_rate_that_changes_later_leaves_the_aging_as_it_was_shown(self):
        aging = self._age(all_companies=True)
        self.env["res.currency.rate"].create({
            "name": self.today, "rate": 0.1, "currency_id": self.euro.id, "company_id": self.company.id})
        self.env.invalidate_all()
        self.assertEqual(sum(row.amounts["net"] for row in aging._get_rows()), 125.03)

    def test_document_currencies_have_totals_of_their_own(self):
        self._invoice(30, -5, currency_id=self.euro.id)
        env = self.env(context={"allowed_company_ids": self.company.ids})
        aging = self._age(env=env, amounts_in="document")
        rows = aging._get_rows()
        self.assertEqual({row.currency.name: row.amounts["net"] for row in rows}, {"EUR": 30, "USD": 100})
        self.assertEqual(
            {currency.name: amounts["net"] for currency, amounts in aging._get_totals(rows).items()}, {"EUR": 30, "USD": 100})
        self.assertEqual(sum(self._get_items(aging).mapped("company_amount")), self._get_ledger(self.today))
        self.assertEqual(self._get_items(self._age(env=env), ("document_currency_id", "=", self.euro.id)).document_amount, 30)

    def test_only_ticked_companies_without_choice(self):
        for company in self.both:
            env = self.env(context={"allowed_company_ids": company.ids})
            self.assertEqual(self._get_items(self._age(env=env)).company_id, company)

    def test_companies_of_others_are_never_read(self):
        env = self.env(user=self._user("viewer"), context={"allowed_company_ids": self.company.ids})
        self.assertEqual(self._get_items(self._age(env=env, all_companies=True)).company_id.ids, self.company.ids)
        aging = self._age(env=env)
        aging.sudo().company_ids = self.both
        self.env.flush_all()
        self.assertEqual(self._get_items(aging).company_id.ids, self.company.ids)

    def test_a_company_that_is_not_ticked_is_shown_and_opened(self):
        viewer = self._user("viewer")
        viewer.company_ids = self.both
        env = self.env(user=viewer, context={"allowed_company_ids": self.company.ids})
        aging = self._age(env=env, all_companies=True, group_by="company")
        self.assertEqual(aging.env.companies, self.company.with_env(aging.env))
        self.assertEqual(len(aging._get_rows()), 2)
        action = aging.action_show()
        items = env["credit.aging.item"].with_context(**action["context"]).search(action["domain"])
        self.assertEqual(len(items.move_id.mapped("name")), 2)


@tagged("post_install", "-at_install")
class TestAgingRights(AgingCommon):

    def test_viewers_see_it_and_nobody_below(self):
        self._invoice(100, -5)
        viewer = self._user("viewer")
        aging = self._age(env=self.env(user=viewer))
        self.assertEqual(self._get_nets(aging), {self.customer.name: (100, 0, 100)})
        for groups in ("base.group_user", "sales_team.group_sale_manager", "account.group_account_invoice"):
            user = new_test_user(self.env, f"aging_{groups[-9:]}", groups, company_id=self.company.id)
            env = self.env(user=user)
            with self.subTest(groups=groups):
                for function in (
                    lambda env=env: env["credit.aging"].create({}), lambda env=env: env["credit.aging.item"].search([]),
                    lambda env=env: aging.with_env(env).action_show(), lambda env=env: aging.with_env(env)._get_rows(),
                    lambda env=env: aging.with_env(env)._generate(), lambda env=env: aging.with_env(env).action_print(),
                ):
                    with self.assertRaises(AccessError):
                        function()

    def test_agings_are_those_of_their_user(self):
        self._invoice(100, -5)
        aging = self._age()
        item = self._get_items(aging)
        colleague = self.env(user=self._user("viewer"))
        self.env.invalidate_all()
        self.assertFalse(self._get_items(aging.with_env(colleague)))
        self.assertFalse(item.with_env(colleague).read(["net"]))
        with self.assertRaises(AccessError):
            aging.with_env(colleague)._get_rows()
        with self.assertRaises(AccessError):
            colleague["credit.aging.item"].with_context(credit_aging_id=aging.id).action_print()


class TestFindAgings(BaseCase):

    def test_only_what_all_rows_share_counts(self):
        own, other, item = ("aging_id", "=", 7), ("days_overdue", ">", 5), ("id", "in", [(8 << 32) + 5, (8 << 32) + 6])
        for terms, found in (
            ([own], {7}), (["&", own, other], {7}), ([item], {8}), (["&", "|", other, own, ("aging_id", "in", [3])], {3}),
            (["|", own, other], set()), (["!", own], set()), ([other], set()), ([("aging_id", "!=", 7)], set()),
            ([("aging_id", "=", False)], {0}),
        ):
            with self.subTest(terms=terms):
                self.assertEqual(find_agings(iter(terms)), found)
