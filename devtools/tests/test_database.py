import pytest

from devtools.console import DevError
from devtools.database import ERRORS, check_name, loud_records

LOG = """\
2026-01-31 10:00:00,001 7 INFO db odoo.modules.loading: the word WARNING in a quiet record
2026-01-31 10:00:00,002 7 WARNING db odoo.orm: first
2026-01-31 10:00:00,003 7 INFO db odoo.modules.loading: fine
2026-01-31 10:00:00,004 7 ERROR db odoo.modules: second
Traceback (most recent call last):
ValueError: third
2026-01-31 10:00:00,005 7 INFO db odoo.modules.loading: fine
"""


def test_warnings_and_errors_are_found_with_their_tracebacks():
    found = loud_records(LOG)
    assert [line.rsplit(" ", 1)[-1] for line in found] == ["first", "second", "last):", "third"]


def test_errors_alone():
    assert loud_records(LOG, ERRORS)[0].endswith("second")


def test_quiet_log_has_no_loud_record():
    assert loud_records(LOG.splitlines()[0]) == []


@pytest.mark.parametrize("name", ["", "-x", "a b", 'a"b', "a" * 60])
def test_names_that_need_quoting_are_refused(name):
    with pytest.raises(DevError):
        check_name(name)
