"""Each inner part of the ORM that we rely on, alone: what the next Odoo breaks fails here and is mended in ``bulk.py``."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from ...models.common import bulk


@tagged("post_install", "-at_install")
class TestBulk(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create([{"name": f"Bulk {index}"} for index in range(3)])

    def test_values_put_into_the_cache_are_read_from_there(self):
        self.env.invalidate_all()
        bulk.insert_cache(self.partners, {"ref": ["a", "b", "c"]})
        before = self.env.cr.sql_log_count
        self.assertEqual(self.partners.mapped("ref"), ["a", "b", "c"])
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_a_pending_change_stays_when_values_are_put_into_the_cache(self):
        self.partners[0].ref = "pending"
        bulk.insert_cache(self.partners, {"ref": ["a", "b", "c"]})
        self.assertEqual(self.partners.mapped("ref")[0], "pending")
        self.env.invalidate_all()
        self.assertEqual(self.partners[0].ref, "pending")

    def test_the_last_rollback_of_a_cursor_is_told_from_those_before(self):
        seen = []
        cr = Registry(self.env.cr.dbname)._db.cursor()
        for end in (cr.rollback, cr.close):
            cr.postrollback.add(lambda: seen.append(bulk.is_closing(cr)))
            end()
        self.assertEqual(seen, [False, True])

    def test_columns_of_many_records_are_read_together_as_the_cache_holds_them(self):
        country = self.env.ref("base.be")
        self.partners[1].write({"country_id": country.id, "ref": "b"})
        self.env.flush_all()
        self.env.invalidate_all()
        columns = list(bulk.get_columns(self.partners, "country_id", "ref"))
        self.assertEqual(columns, [(None, None), (country.id, "b"), (None, None)])

    def test_columns_show_what_is_pending_or_still_to_be_computed(self):
        self.env.flush_all()
        self.partners[0].write({"ref": "pending", "parent_id": self.partners[2].id})
        new = self.env["res.partner"].new({"ref": "new"})
        self.assertEqual(
            list(bulk.get_columns(self.partners[:1], "ref", "commercial_partner_id")),
            [("pending", self.partners[0].commercial_partner_id.id)])
        self.assertEqual(list(bulk.get_columns(new, "ref")), [("new",)])

    def test_empty_values_are_those_of_the_field(self):
        self.assertEqual(bulk.convert_empty(self.partners, "color", [None, 3]), [0, 3])
        self.assertEqual(bulk.convert_empty(self.partners, "ref", [None, "x"]), [None, "x"])

    def test_each_record_gets_its_own_values_by_one_statement(self):
        self.partners.mapped("ref")
        self.partners[2].comment = "kept"
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        bulk.update_rows(self.partners, {"ref": ['"1"', None, "3"], "color": [1, 2, 3]})
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        self.assertRecordValues(self.partners, [
            {"ref": '"1"', "color": 1}, {"ref": False, "color": 2}, {"ref": "3", "color": 3}])
        self.assertEqual(self.partners[2].write_uid, self.env.user)
        self.assertIn("kept", self.partners[2].comment)

    def test_pending_changes_are_written_before_the_statement(self):
        self.partners[0].ref = "before"
        bulk.update_rows(self.partners[0], {"ref": ["after"]})
        self.env.invalidate_all()
        self.assertEqual(self.partners[0].ref, "after")

    def test_pending_changes_of_other_columns_stay(self):
        self.partners[0].comment = "pending"
        bulk.update_rows(self.partners[0], {"ref": ["after"]})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.partners[0].ref, "after")
        self.assertIn("pending", self.partners[0].comment)

    def test_no_records_no_statement(self):
        before = self.env.cr.sql_log_count
        bulk.update_rows(self.partners.browse(), {"ref": []})
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_rows_are_created_from_a_query(self):
        Rate, company = self.env["res.currency.rate"], self.env.company
        currency = self.env["res.currency"].create({"name": "BLK", "symbol": "B"})
        rows = bulk.insert_select(
            Rate, {"name": SQL("day"), "rate": SQL("2.0"), "currency_id": SQL("%s", currency.id),
                   "company_id": SQL("%s", company.id)},
            SQL("UNNEST(%s::date[]) AS source (day)", [date(2020, 1, 1), date(2020, 1, 2)]),
            conflict=SQL("DO NOTHING"))
        rates = Rate.browse(row[0] for row in rows)
        self.assertEqual(sorted(rates.mapped("name")), [date(2020, 1, 1), date(2020, 1, 2)])
        self.assertEqual(rates.create_uid, self.env.user)

    def test_pairs_of_a_many2many_table(self):
        tags = self.env["res.partner.category"].create([{"name": "one"}, {"name": "two"}])
        bulk.link_rows(self.partners, "category_id", [self.partners[0].id] * 2, tags.ids)
        self.env.invalidate_all()
        self.assertEqual(self.partners[0].category_id, tags)

    def test_columns_are_created_where_they_are_missing(self):
        cr = self.env.cr
        self.assertEqual(bulk.add_columns(cr, "res_partner", {"ref": "varchar", "bulk_day": "date"}), ["bulk_day"])
        self.assertEqual(bulk.add_columns(cr, "res_partner", {"bulk_day": "date"}), [])
        cr.execute("SELECT bulk_day FROM res_partner WHERE id = %s", [self.partners[0].id])
        self.assertEqual(cr.fetchall(), [(None,)])

    def test_columns_are_filled_from_another_table_by_one_statement(self):
        cr, tag = self.env.cr, self.env["res.partner.category"].create({"name": "one", "color": 7})
        bulk.link_rows(self.partners, "category_id", [self.partners[0].id], tag.ids)
        self.env.flush_all()
        before = cr.sql_log_count
        bulk.fill_columns(
            cr, "res_partner", {"color": SQL("tag.color"), "ref": SQL("'x'")},
            SQL("res_partner_res_partner_category_rel rel JOIN res_partner_category tag ON tag.id = rel.category_id"),
            SQL("rel.partner_id = res_partner.id AND tag.id = %s", tag.id))
        self.assertEqual(cr.sql_log_count - before, 1)
        self.env.invalidate_all()
        self.assertRecordValues(self.partners, [
            {"color": 7, "ref": "x"}, {"color": 0, "ref": False}, {"color": 0, "ref": False}])

    def test_columns_are_filled_in_all_rows(self):
        cr = self.env.cr
        cr.execute("CREATE TEMP TABLE bulk_rows (number int, word varchar)")
        cr.execute("INSERT INTO bulk_rows VALUES (1, 'a'), (2, 'b')")
        bulk.fill_columns(cr, "bulk_rows", {"word": SQL("NULL")})
        cr.execute("SELECT number, word FROM bulk_rows ORDER BY number")
        self.assertEqual(cr.fetchall(), [(1, None), (2, None)])

    def test_rows_of_a_table_that_is_dropped_keep_nothing(self):
        cr = self.env.cr
        cr.execute("CREATE TABLE bulk_kept (id int PRIMARY KEY)")
        cr.execute("CREATE TABLE bulk_rows (kept_id int REFERENCES bulk_kept ON DELETE RESTRICT)")
        cr.execute("INSERT INTO bulk_kept VALUES (1)")
        cr.execute("INSERT INTO bulk_rows VALUES (1)")
        bulk.drop_references(cr, ["bulk_rows"])
        cr.execute("DELETE FROM bulk_kept")
        cr.execute("SELECT kept_id FROM bulk_rows")
        self.assertEqual(cr.fetchall(), [(1,)])

    def test_fields_that_a_statement_delivers_are_joined_once(self):
        Profile = self.env["credit.profile"]
        query = Profile._search([("overdue_amount", ">", 5), ("days_overdue", ">", 3)], order="overdue_amount desc")
        self.assertEqual(query.from_clause.code.count('__delivered" ON'), 1)
        self.assertIn('"credit_profile"."id"', query.order.code, "the id decides between equal figures")

    def test_fields_that_a_statement_delivers_group_and_total(self):
        self.partners._get_credit_profiles()
        groups = self.env["credit.profile"]._read_group([], [], ["exposure_total:sum", "__count"])
        self.assertEqual(len(groups), 1)

    def test_fields_that_a_statement_delivers_keep_their_access_rights(self):
        user = new_test_user(self.env, "bulk_nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["credit.profile"].with_user(user).search([("overdue_amount", ">", 0)])
