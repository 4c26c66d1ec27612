"""The comparison of ``./dev upgrade``: what it must see, without a database."""
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from devtools import upgrade, upgrade_run
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


OLD, YESTERDAY, TODAY = date(2026, 11, 7), date(2026, 11, 27), date(2026, 11, 28)


@pytest.mark.parametrize("items, oldest", [
    ([(OLD, 100)], OLD),
    ([(OLD, 100), (TODAY, -40)], OLD),
    # The demonstration of Odoo a day after it was made: the credits reach the debts of three weeks, not those of yesterday.
    ([(OLD, 2500), (OLD, -2500), (YESTERDAY, 900), (YESTERDAY, -600)], YESTERDAY),
    ([(OLD, 2500), (YESTERDAY, -2500), (TODAY, 900)], None),
    ([(OLD, 0.1), (OLD, 0.2), (YESTERDAY, -0.3)], None),
    ([(TODAY, 900)], None),
    ([], None),
])
def test_the_age_of_debts_of_an_earlier_version_is_taken_by_the_rule_that_credits_cover_the_oldest(items, oldest):
    assert upgrade_run.find_oldest_due(items, TODAY) == oldest


def test_ages_of_an_earlier_version_are_those_of_each_customer():
    profiles = SimpleNamespace(search=lambda _domain, order: [SimpleNamespace(id=9), SimpleNamespace(id=14)])
    items = SimpleNamespace(_get_items=lambda _day: [
        {"profile_id": 9, "due_date": OLD, "residual": 2500.0}, {"profile_id": 9, "due_date": YESTERDAY, "residual": 900.0},
        {"profile_id": 9, "due_date": OLD, "residual": -2500.0}])
    found = upgrade_run.read_ages({"credit.profile": profiles, "credit.open.item.report": items}, TODAY)
    assert found == {
        "oldest_due_date of customer 9": "2026-11-27", "days_overdue of customer 9": 1,
        "oldest_due_date of customer 14": False, "days_overdue of customer 14": 0}
