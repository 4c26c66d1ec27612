"""The comparison of ``./dev upgrade``: what it must see, without a database."""
from unittest.mock import patch

import pytest

from devtools import upgrade
from devtools.console import DevError


def test_each_figure_that_changed_or_is_gone_is_told():
    before = {"exposure": 10.0, "overdue": 5.0, "level": [1]}
    after = {"exposure": 10.0, "overdue": 4.0, "score": 70}
    assert upgrade.compare(before, after, "figure") == [
        "figure overdue: 5.0 became 4.0", "figure level: [1] became None"]


def test_rows_are_compared_in_the_columns_that_both_have_up_to_the_newest_of_the_old_database():
    def sql(statement, *_values, database):
        if "information_schema" in statement:
            added = [["credit_new", "id"]] if database == upgrade.NEW else [["credit_promise", "gone"]]
            return [["credit_promise", "id"], ["credit_promise", "amount"], ["credit_promise", "write_date"],
                    ["credit_guard", "sequence"], *added]
        asked.append(statement)
        return [["credit_promise", 7]] if "MAX(id)" in statement else [["credit_promise", 7, database]]

    asked = []
    with patch.object(upgrade.postgres, "sql", sql):
        before, after = upgrade.read_rows()
    assert before == {"credit_promise": [7, upgrade.OLD]} and after == {"credit_promise": [7, upgrade.NEW]}
    assert 'SELECT "amount", "id" FROM "credit_promise" WHERE id <= 7' in asked[-1]
    assert not any("credit_guard" in statement or "write_date" in statement for statement in asked)


def test_a_moved_column_that_lost_its_values_is_told_and_one_that_never_was_is_not():
    def sql(statement, *_values, database):
        if "information_schema" in statement:
            return [["credit_profile", "override_rating_id"]]
        return [[1, 3, "2026-12-31", "Known"]] if database == upgrade.OLD else []

    with patch.object(upgrade.postgres, "sql", sql):
        [problem] = upgrade.find_lost()
    assert "override_rating_id" in problem and "became []" in problem


def test_a_commit_that_the_history_lacks_is_told():
    with pytest.raises(DevError, match="has no 0000000"):
        upgrade.take("0000000")
