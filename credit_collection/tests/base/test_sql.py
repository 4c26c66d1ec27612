from datetime import date

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...models.common.sql import to_array


@tagged("post_install", "-at_install")
class TestSqlArray(TransactionCase):

    def _read(self, values, column_type):
        return self.env.execute_query(SQL("SELECT %s", to_array(values, column_type)))[0][0]

    def test_values_arrive_as_they_are(self):
        for column_type, values in {
            "int": [1, -2, None, 0],
            "varchar": [
                "a", "", None, "NULL", "null", 'say "so"', "back\\slash", "{1,2}", "a, b", " c ", "line\nbreak", "逾期"],
            "text": ["it's", "\\", '\\"'],
            "date": [date(2026, 2, 28), None],
            "bool": [True, False, None],
            "numeric": [0.1, -1234567.89, None],
        }.items():
            with self.subTest(column_type):
                self.assertEqual(self._read(values, column_type), values)

    def test_no_values(self):
        self.assertEqual(self._read([], "int"), [])
