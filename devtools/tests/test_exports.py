"""What leaves as a spreadsheet is written as text: no text becomes a formula, whoever entered it."""
import re

from devtools.addons import our_addons
from devtools.console import ROOT


def test_every_workbook_is_written_without_formulas_from_texts():
    wrong = [
        f"{path.relative_to(ROOT)}:{number}" for addon in our_addons() for path in sorted(addon.path.rglob("*.py"))
        if "tests" not in path.parts for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"xlsxwriter\.Workbook\(|openpyxl\.Workbook\(|csv\.(?:Dict)?[wW]riter\(", line) and "OPTIONS" not in line]
    assert not wrong, f"without strings_to_formulas=False: {wrong}"
