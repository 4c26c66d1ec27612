"""What the pages name exists: files and links, commands and their options, menus and labels in both languages, models."""
import ast
import re
import shlex
import unicodedata
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from devtools.commands import PASS_THROUGH, build_parser
from devtools.console import ROOT
from devtools.rooms import CORE, FLOORS

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")]
PAGES = [page for page in PAGES if "extending" not in page.parent.parts]
CHINESE = [page for page in PAGES if "zh_CN" in str(page)]
ENGLISH = [page for page in PAGES if page not in CHINESE]
FOR_DEVELOPERS = {"CHANGELOG.md", "CONTRIBUTING.md", "architecture.md", "extending.md", "reliability.md", "style.md"}
FOR_USERS = [page for page in PAGES if page.name not in FOR_DEVELOPERS and page.parent.name != "benchmarks"]
READMES = [ROOT / "README.md", ROOT / "README.zh_CN.md"]
ADDONS = sorted(path.parent for path in ROOT.glob("*/__manifest__.py"))

NAMED_FILE = re.compile(r"`([a-z_]+/[a-z_/]+\.(?:py|xml|csv))`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CHAPTER_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")
# Chinese has no space before a word: only a letter or figure of ours says that an asterisk multiplies.
EMPHASIS = re.compile(r"(?<![*A-Za-z0-9_])\*([^*\n][^*]*?)\*(?!\*)|\*{3}([^*]+)\*{3}")
LABEL = re.compile(r"\bstring=\"([^\"]+)\"")
ROOT_MENU = "credit_collection_menu_root"

# Commands and options of Odoo itself that the pages name.
ODOO_OPTIONS = {"--max-cron-threads", "--stop-after-init"}
# Apps, menus and buttons of Odoo that paths begin with, or that guides name.
ODOO_MENUS = {"Security", "Settings", "Sales", "Dashboards", "Actions", "Action", "Apps", "Contacts", "Invoicing"}
ODOO_LABELS = {
    "Apps", "Confirm", "Contacts", "Credit & Collection", "Customer Account", "Dashboards", "Identify Customer", "Invoicing",
    "Mark as fully paid", "Overdue", "POS - Sales", "Privacy Lookup", "QR Code for SEPA", "Quotations", "Run Manually",
}
CHINESE_MENUS = {"设置", "销售", "仪表板", "操作"}
CHINESE_LABELS = {
    "确认", "标记为已全额支付", "仪表板", "开票", "客户账户", "客户须知", "区分客户", "邮件", "POS - 销售", "QR Code for SEPA"}


def name_of(page):
    return str(page.relative_to(ROOT))


def read(page):
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_and_links_of_a_page_exist(page):
    text = read(page)
    missing = [
        name for name in NAMED_FILE.findall(text)
        if not any((folder / name).exists() for folder in (ROOT, *ADDONS, page.parent))]
    missing += [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert not missing


def get_chapters(page):
    """:return: the names by which links reach the chapters of a page, as GitHub makes them"""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", read(page), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_chapters_that_links_of_a_page_name_exist(page):
    links = CHAPTER_LINK.findall(read(page))
    assert not [
        (name, chapter) for name, chapter in links
        if (page.parent / name).suffix == ".md" and chapter not in get_chapters(page.parent / name if name else page)
        or not name and chapter not in get_chapters(page)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_emphasis_of_a_page_is_shown(page):
    """After a bracket or full stop an asterisk ends nothing, unless a space or another sign follows."""
    def is_word(character):
        return not (character.isspace() or unicodedata.category(character)[0] in "PS")

    text = re.sub(r"```.*?```|`[^`]*`", "x", read(page), flags=re.DOTALL)
    assert not [
        match[0] for match in re.finditer(r"(?<!\*)(\*{1,3})([^*\n](?:[^*]*[^*\s])?)\1(?!\*)", f"{text} ")
        if not is_word(match[2][-1]) and is_word(match.string[match.end()])]


@pytest.mark.parametrize("page", CHINESE, ids=name_of)
def test_chinese_pages_show_chinese_pictures(page):
    english = [link for link in LINK.findall(read(page)) if re.search(r"images/\w+\.png$", link)]
    assert not [link for link in english if (page.parent / link).with_name("zh").joinpath(Path(link).name).exists()]


@pytest.mark.parametrize("page", READMES, ids=name_of)
def test_readme_names_each_addon(page):
    assert not [addon.name for addon in ADDONS if f"`{addon.name}`" not in read(page)]


@pytest.mark.parametrize("page", [*READMES, ROOT / "CHANGELOG.md", ROOT / "docs" / "extending.md"], ids=name_of)
def test_merges_have_doubled_no_entry(page):
    """A merge keeps the lines of both sides: what one side changed stands there twice."""
    entries = re.findall(r"^(?:- |\| )(`[^`]+`|[^|`.:]{8,60})", read(page), re.MULTILINE)
    assert not {entry for entry in entries if entries.count(entry) > 1}


@pytest.mark.parametrize("page", [ROOT / "docs" / "architecture.md", ROOT / "docs" / "zh_CN" / "architecture.md"], ids=name_of)
def test_architecture_names_each_room_and_addon(page):
    text = read(page)
    rooms = {room for floor in FLOORS for room in floor}
    assert rooms == {path.name for path in (ROOT / CORE / "models").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert not [room for room in rooms if f"| `{room}` |" not in text]
    assert not [addon.name for addon in ADDONS if addon.name != CORE and f"`{addon.name}`" not in text]


# Commands

def find_commands(text):
    """:return: the command lines that begin with ./dev: in code, and at the beginning of indented lines"""
    lines = [code for code in CODE.findall(text) if code.startswith("./dev")]
    lines += [re.split(r"\s{2,}", line.strip())[0] for line in text.splitlines() if re.match(r" {4,}\./dev", line)]
    return [line for line in lines if line != "./dev"]


def simplify(line):
    """:return: the command as somebody would type it: one of several values, numbers for N, without brackets"""
    line = line.split(", then")[0]
    line = re.sub(r"\[|\]", "", line)
    line = re.sub(r"(\w)\|[\w|]+", r"\1", line)
    line = re.sub(r" \S+ …|…", "", line)
    return re.sub(r"\b[A-Z]\b", "1", line)


def get_parsers():
    """:return: ``{name of a command: its parser}``"""
    [commands] = [action for action in build_parser()._actions if action.choices]
    return commands.choices


def get_options():
    return {option for parser in get_parsers().values() for action in parser._actions for option in action.option_strings}


@cache
def bench_options():
    text = (ROOT / "benchmarks" / "run.py").read_text() + (ROOT / "devtools" / "back_test.py").read_text()
    return set(re.findall(r"--[a-z-]+", text))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_of_a_page_are_understood(page, capsys):
    for line in find_commands(read(page)):
        arguments = shlex.split(simplify(line))[1:]
        if arguments == ["--help"] or len(arguments) == 1 and arguments[0] in get_parsers():
            continue  # named, not called
        try:
            options, rest = build_parser().parse_known_args(arguments)
        except SystemExit:
            pytest.fail(f"{line}: {capsys.readouterr().err}")
        flags = {argument.split("=")[0] for argument in rest if argument.startswith("-")}
        if options.command == "bench":
            flags -= bench_options()
        assert not flags, line
        assert options.command in PASS_THROUGH or not rest, line
        for argument in rest:
            assert "/" not in argument or (ROOT / argument.split("::")[0]).exists(), line


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_options_of_a_page_exist(page):
    ours = [code for code in CODE.findall(read(page)) if re.match(r"--|\./dev|odoo ", code)]
    named = {option for code in ours for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", code)}
    assert named <= get_options() | bench_options() | ODOO_OPTIONS | {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_addons_that_odoo_commands_install_exist(page):
    commands = [code for code in CODE.findall(read(page)) if re.match(r"odoo (-d|module)", code)]
    named = {name for code in commands for name in re.findall(r"\bcredit_collection\w*", code)}
    assert named <= {addon.name for addon in ADDONS}


# Models and external ids

@cache
def get_sources():
    files = [path for addon in ADDONS for path in addon.rglob("*.py") if "tests" not in path.parts]
    return "\n".join(map(read, files))


@cache
def get_xml_ids():
    return {
        f"{addon.name}.{element.get('id')}" for addon in ADDONS for path in addon.rglob("*.xml")
        if "static" not in path.parts for element in ET.parse(path).iter() if element.get("id")}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_models_and_external_ids_of_a_page_exist(page):
    missing = []
    for code in CODE.findall(read(page)):
        if match := re.fullmatch(r"(credit(?:\.[a-z]+)+)(?:\.(_\w+|action_\w+))?(?:\(.*\))?", code):
            model, method = match.groups()
            missing += [code] if f'_name = "{model}"' not in get_sources() else []
            missing += [code] if method and f"def {method}(" not in get_sources() else []
        elif re.fullmatch(r"credit_collection\w*\.\w+", code) and code not in get_xml_ids():
            missing.append(code)
    assert not missing


# Menus and labels

def unquote(lines):
    return "".join(ast.literal_eval(line) for line in lines if line.startswith('"'))


@cache
def get_translations():
    """:return: ``{English: Chinese}`` of all catalogues"""
    found = {}
    for addon in ADDONS:
        path = addon / "i18n" / "zh_CN.po"
        if not path.exists():
            continue
        for entry in read(path).split("\n\n"):
            match = re.search(r"^msgid (.*?)^msgstr (.*)", entry, re.MULTILINE | re.DOTALL)
            if match:
                text, chinese = (unquote(part.strip().splitlines()) for part in match.groups())
                found.setdefault(text, set()).add(chinese)
    return found


@cache
def get_menus():
    """:return: ``{tuple of the labels from the app on}`` of all our menus, without the app itself"""
    names, menus = {}, {}
    for addon in ADDONS:
        for path in addon.rglob("*.xml"):
            if "static" in path.parts or "tests" in path.parts:
                continue
            for element in ET.parse(path).iter():
                if element.tag == "record" and (label := element.find("field[@name='name']")) is not None:
                    names[element.get("id")] = label.text
                elif element.tag == "menuitem":
                    menus[element.get("id")] = element.attrib
    paths = set()
    for key in menus:
        labels = []
        while key in menus and key != ROOT_MENU:
            menu = menus[key]
            labels.insert(0, menu.get("name") or names[menu["action"].split(".")[-1]])
            key = menu.get("parent", "").split(".")[-1]
        paths.add(tuple(labels))
    return paths - {()}


def find_emphasis(text):
    """:return: what a page writes in italics, links and code left out, on one line each"""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"`[^`]*`", "", text)
    for match in EMPHASIS.finditer(text):
        yield " ".join((match[1] or match[2]).split())


def find_paths(page):
    return [tuple(part.strip() for part in words.split(" > ")) for words in find_emphasis(read(page)) if " > " in words]


def is_menu(path, menus):
    return path in menus or (*path[:-1], f"{path[-1]} (XLSX)") in menus or any(menu[:len(path)] == path for menu in menus)


@pytest.mark.parametrize("page", ENGLISH, ids=name_of)
def test_menus_of_a_page_exist(page):
    apps, screens = {menu[0] for menu in get_menus()}, {menu[-1] for menu in get_menus()}
    assert not [
        path for path in find_paths(page)
        if not (is_menu(path, get_menus()) if path[0] in apps - ODOO_MENUS else path[0] in ODOO_MENUS | screens)]


@pytest.mark.parametrize("page", CHINESE, ids=name_of)
def test_menus_of_a_chinese_page_exist(page):
    menus, missing = set(), set()
    for menu in get_menus():
        versions = [()]
        for label in menu:
            words = get_translations().get(label, ())
            versions = [(*version, word) for version in versions for word in words]
        menus.update(versions)
        if not versions:
            missing.add(menu[0])
    apps = {menu[0] for menu in menus} - CHINESE_MENUS
    # A new menu that is not translated yet: the lint of the catalogues says so.
    waiting = {word for label in missing for word in get_translations().get(label, ())}
    found = find_paths(page)
    assert found or page.name in FOR_DEVELOPERS  # which name code
    assert not [
        path for path in found
        if not (path[0] in apps and (is_menu(path, menus) or path[0] in waiting) or path[0] in CHINESE_MENUS)]


@cache
def get_texts():
    """:return: the English texts of the screens, those of new labels that no catalogue has yet, too"""
    files = [path for addon in ADDONS for path in addon.rglob("*.*") if path.suffix in (".py", ".xml")]
    labels = {label for path in files if "tests" not in path.parts for label in LABEL.findall(read(path))}
    texts = {*get_translations(), *labels, *(label for menu in get_menus() for label in menu)}
    return {" ".join(re.sub(r"<[^>]+>", "", text).split()).strip(":. ") for text in texts}


@pytest.mark.parametrize("page", [page for page in ENGLISH if page in FOR_USERS], ids=name_of)
def test_pages_name_steps_as_the_screen_does(page):
    words = {word for word in find_emphasis(read(page)) if " > " not in word}
    assert words <= get_texts() | ODOO_LABELS


@pytest.mark.parametrize("page", [page for page in CHINESE if page in FOR_USERS], ids=name_of)
def test_chinese_pages_name_steps_as_the_screen_does(page):
    screen = {
        " ".join(re.sub(r"<[^>]+>", "", chinese).split()).strip("：:. ")
        for versions in get_translations().values() for chinese in versions}
    words = {word for word in find_emphasis(read(page)) if " > " not in word}
    assert words <= screen | CHINESE_LABELS


def get_chinese_pages():
    """:return: ``{page below docs/: its Chinese version}``"""
    docs = ROOT / "docs"
    return {docs / page.relative_to(docs / "zh_CN"): page for page in CHINESE if docs in page.parents}


def test_each_page_has_a_chinese_version_and_they_link_to_each_other():
    pages = get_chinese_pages()
    assert {page for page in ENGLISH if ROOT / "docs" in page.parents} == set(pages)
    linked = {
        page: {(each.parent / link).resolve() for link in LINK.findall(read(each))}
        for version in pages.items() for each, page in zip(version, reversed(version), strict=True)}
    assert not [name_of(page) for page, links in linked.items() if page not in links]


def test_tables_of_developers_pages_have_the_same_rows_in_both_languages():
    rows = {
        name_of(page): (len(re.findall(r"^\|", read(page), re.MULTILINE)), len(re.findall(r"^\|", read(other), re.MULTILINE)))
        for page, other in get_chinese_pages().items() if page.name in FOR_DEVELOPERS}
    assert not {name: counts for name, counts in rows.items() if counts[0] != counts[1]}


def test_chinese_pages_have_the_chapters_of_the_english_ones():
    pages = get_chinese_pages()
    chapters = {name_of(page): (read(page).count("\n## "), read(other).count("\n## ")) for page, other in pages.items()}
    assert not {name: counts for name, counts in chapters.items() if counts[0] != counts[1]}


# Nightly jobs

@cache
def get_times():
    """:return: ``{HH:MM}`` of all scheduled actions that name an hour"""
    found = set()
    for addon in ADDONS:
        for path in addon.glob("data/**/*.xml"):
            for job in ET.parse(path).iter("record"):
                field = job.find("field[@name='nextcall']") if job.get("model") == "ir.cron" else None
                if field is not None:
                    rule = field.get("eval")
                    match = re.search(r"hour=(\d+), minute=(\d+)", rule) or re.search(r"(\d\d):(\d\d):00", rule)
                    found.add("{:02}:{:02}".format(*map(int, match.groups())))
    return found


@pytest.mark.parametrize("page", ["docs/administration.md", "docs/zh_CN/administration.md"])
def test_pages_for_administrators_name_the_time_of_each_nightly_job(page):
    rows = [line for line in read(ROOT / page).splitlines() if re.match(r"\| \d\d:\d\d \|", line)]
    assert set(re.findall(r"\d\d:\d\d", "".join(rows))) == get_times()
