"""What the pages name exists."""
import re

import pytest

from devtools.console import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
NAMED_FILE = re.compile(r"`([a-z_]+/[a-z_/]+\.(?:py|xml|csv))`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_and_links_of_a_page_exist(page):
    text = page.read_text(encoding="utf-8")
    missing = [
        name for name in NAMED_FILE.findall(text)
        if not any((folder / name).exists() for folder in (ROOT, ROOT / "credit_collection", page.parent))]
    missing += [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert not missing
