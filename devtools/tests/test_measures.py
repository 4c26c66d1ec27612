import ast
import json

import pytest

from devtools import measures
from devtools.rooms import FLOOR_OF

MODEL = """
    class CreditProfile(models.Model):
        _name = "credit.profile"
        name = fields.Char()
        limit, other = 1, 2
        count = Other.Field()

        def write(self, vals):
            def inner():
                pass
            return super().write(vals)
    """
EXTENSION = """
    class CreditProfile(models.Model):
        _inherit = "credit.profile"
        score = fields.Float()
        score_date = fields.Date()
        score_days = days_until("score_date")

        def write(self, vals):
            return super().write(vals)

        def action_score(self):
            pass


    class CreditScore(models.Model):
        _name = "credit.score"
        _inherit = ["credit.profile"]
        value = fields.Float()
    """


def found(tree, files):
    root = tree({"credit_collection/__manifest__.py": "{}", **files})
    return {measure.key: measure for measure in measures.measures(root)[0]}


def test_rooms_and_files_of_models(tree):
    result = found(tree, {
        "credit_collection/models/__init__.py": "", "credit_collection/models/late.py": "",
        **{f"credit_collection/models/hold/{name}.py": "" for name in ("__init__", "a", "b", "c")},
        "credit_collection/models/review/a.py": "", "credit_collection/tools/hold/d.py": "",
    })
    assert result["model_entries"].places == ["hold", "late.py", "review"]
    assert (result["room_files"].value, result["room_files"].places) == (3, ["hold: 3", "review: 1"])


def test_methods_and_fields_of_the_profile_and_what_other_addons_bring(tree):
    result = found(tree, {
        "credit_collection/models/profile/credit_profile.py": MODEL,
        "credit_collection/models/score/credit_profile.py": EXTENSION,
        "credit_collection_sms/__manifest__.py": "{}",
        "credit_collection_sms/models/credit_profile.py": EXTENSION,
        "credit_collection/tests/score/test_score.py": EXTENSION,
    })
    assert result["profile_write"].value == 2
    assert result["profile_create"].value == 0
    assert result["profile_methods"].value == 3
    assert sorted(place.rpartition(": ")[2] for place in result["profile_fields"].places) == [
        "name", "score", "score_date", "score_days"]
    assert result["profile_fields"].met


@pytest.mark.parametrize("code, touches", [
    ("query._joins", True),
    ("field._insert_cache(records, values)", True),
    ("self.env.cr.cache.setdefault('x', set())", True),
    ("cr.cache.get('x')", True),
    ("field.convert_to_cache(value, record)", True),
    ("model._field_to_sql(alias, 'name', query)", False),
    ("class A:\n    def _field_to_sql(self, alias): return super()._field_to_sql(alias)", True),
    ("class A:\n    def _order_to_sql(self): pass", True),
    ("SQL('''\n  UPDATE credit_profile profile\n SET x = 1''')", True),
    ("SQL('UPDATE %s SET x = 1', table)", True),
    ("SQL('UPDATE %(table)s SET x = 1', table=table)", True),
    ("'INSERT INTO credit_score (x) SELECT 1'", True),
    ("'WITH a AS (SELECT 1) UPDATE credit_score SET x = 1'", True),
    ("'DELETE FROM credit_score'", True),
    ("'SELECT id FROM credit_score FOR UPDATE'", False),
    ("'Update the limit set by hand'", False),
    ("values.update(x=1)", False),
    ("self.cache.get('x')", False),
    ("self.env.registry.clear_cache()", False),
    ("self.flush_model(['x'])", False),
    ("self.invalidate_recordset()", False),
])
def test_inner_parts_of_the_orm(code, touches):
    assert any(map(measures.touches_orm, ast.walk(ast.parse(code)))) is touches


def test_files_with_sql_of_their_own(tree):
    result = found(tree, {
        "credit_collection/models/exposure/a.py": "SQL('SELECT 1 FROM account_move_line line JOIN account_move_line x')",
        "credit_collection/models/exposure/b.py": "SQL('JOIN account_move_line_tag'); 'account_move_line'",
        "credit_collection/models/common/sql.py": "A = SQL(\"SPLIT_PART(company.parent_path, '/', 1)::int\")",
        "credit_collection/report/exposure/c.py": "A = SQL(\"split_part(%s, '/', 1)\", path)",
        "credit_collection/tests/exposure/test_a.py": "'FROM account_move_line'; 'SPLIT_PART(parent_path)'",
    })
    assert result["item_files"].places == ["credit_collection/models/exposure/a.py"]
    assert result["path_files"].places == [
        "credit_collection/models/common/sql.py", "credit_collection/report/exposure/c.py"]
    assert not result["path_files"].met


def test_bodies_of_nightly_jobs_and_isolation(tree):
    result = found(tree, {"credit_collection/models/score/a.py": """
        class A:
            def _cron_update_scores(self):
                self.env["ir.cron"]._commit_progress(1)

            def _cron_through_the_mixin(self):
                self._run_batch(domain, act)

            def _try_each(self):
                for record in self:
                    try:
                        with self.env.cr.savepoint():
                            record.act()
                    except Exception as error:
                        record.fail(error)

            def _make_unique(self):
                try:
                    with self.env.cr.savepoint():
                        self.act()
                except UniqueViolation:
                    pass
        """})
    assert result["night_bodies"].places == ["credit_collection/models/score/a.py: _cron_update_scores"]
    assert result["isolations"].places == ["credit_collection/models/score/a.py: _try_each"]


def test_references_upward_and_what_is_only_told(tree):
    root = tree({
        "credit_collection/__manifest__.py": "{}",
        "credit_collection/models/hold/credit_hold.py": "class A(models.Model):\n    _name = 'credit.hold'",
        "credit_collection/models/score/a.py": "self.env['credit.hold']",
        "credit_collection/models/limit/a.py": "'SELECT 1 FROM credit_hold'",
        "credit_collection/tools/limit/limits.py": "from ..score.scoring import x",
        "credit_collection/tools/score/scoring.py": "",
    })
    result, others = measures.measures(root)
    upward = next(measure for measure in result if measure.key == "upward")
    assert upward.places == ["models/score/a.py:1: score -> hold (env credit.hold)"]
    assert [places for _text, places in others if places] == [
        ["models/limit/a.py:1: limit -> hold (table credit_hold)"],
        ["tools/limit/limits.py:1: limit -> score (import tools.score.scoring.x)"]]


def test_table_marks_what_is_not_reached_and_names_places_on_request():
    measure = measures.Measure("key", "files", 2, 1, ["a.py", "b.py"])
    others = [("told", ["c.py"])]
    assert measures.table([measure], others) == [
        "       today  goal", "files      2     1  to do", "told       1     -"]
    assert measures.table([measure], others, verbose=True)[2:4] == ["    a.py", "    b.py"]


def test_measures_can_be_read_by_programs(tree):
    root = tree({"credit_collection/__manifest__.py": "{}", "credit_collection/models/hold/a.py": ""})
    text = json.loads(json.dumps(measures.as_json(*measures.measures(root))))
    assert text["measures"][0] == {
        "key": "model_entries", "text": "entries in models/ (rooms of the plan)", "value": 1,
        "goal": len(FLOOR_OF), "places": ["hold"], "met": True}
    assert text["told"][0]["value"] == 0
