"""``./dev screenshots``: take the pictures of README and docs anew, in English and Chinese."""
import re
import shutil
import string

from . import database, postgres, system
from .console import CACHE, ROOT, DevError, run, say
from .pictures import ASKED, CHINESE, LETTERS, PAPERS, PICTURES, QUERIES, SHEETS
from .screenshot import serving, take
from .setup import prepare
from .venv import PYTHON, environment

FOLDER = ROOT / "docs" / "images"
FOLDERS = {"en_US": FOLDER, "zh_CN": FOLDER / "zh"}
OWN_ADDRESS = re.compile(r"http://(127\.0\.0\.1|localhost):\d+")
PAGES = CACHE / "letters"
PRINTED = CACHE / "papers"
CODES = {"en_US": "en", "zh_CN": "zh"}
RECORD = "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection' AND name = %s"


def screenshots(options):
    """Take the pictures that are named, or all, from one server; return how many failed."""
    name = options.database or "credit_demo"
    wanted, letters = choose(options.names)
    database.check_exists(name)
    failed = []
    if letters:
        write_letters(name)
    orders = [(picture, lang) for picture in wanted for lang in FOLDERS if options.lang in (None, lang)]
    chinese = get_chinese(name, orders)
    with serving(name) as base:
        failed += take_pictures(base, name, [order for order in orders if order not in chinese])
        if letters:
            failed += take_letters(base, name)
        failed += take_papers(base, name, choose_papers(options.names), options.lang)
    if chinese:
        with serving(f"{name}_zh") as base:
            failed += take_pictures(base, f"{name}_zh", chinese)
    if failed:
        raise DevError(f"Not taken: {', '.join(failed)}.", "see the messages above; ./dev demo --no-serve makes the records")


def get_chinese(name, orders):
    """:return: the pictures, with their language, that are taken of the Chinese company of ``./dev demo --lang zh_CN``"""
    chinese = [(picture, lang) for picture, lang in orders if picture.is_chinese and lang == "zh_CN"]
    return chinese if chinese and database.exists(f"{name}_zh") else []


def take_pictures(base, name, orders):
    """:return: the names of the pictures that failed"""
    failed = []
    for picture, lang in orders:
        say(f"{picture.name} in {lang}")
        if take(base, name, path=fill(picture.path, name, lang), file=FOLDERS[lang] / f"{picture.name}.png", lang=lang,
                width=picture.width, height=picture.height, click=list(picture.click), login="admin", compact=True):
            failed.append(f"{picture.name} in {lang}")
    return failed


def choose(names):
    """:return: the pictures of these names, all when there is none; and whether the letters are wanted"""
    unknown = set(names) - {LETTERS, *PAPERS, *SHEETS, *(picture.name for picture in PICTURES)}
    if unknown:
        raise DevError(f"There is no picture {', '.join(sorted(unknown))}.", "the names are in devtools/pictures.py")
    return [picture for picture in PICTURES if not names or picture.name in names], not names or LETTERS in names


def choose_papers(names):
    """:return: the printed papers and sheets of these names, all when there is none"""
    return [paper for paper in (*PAPERS, *SHEETS) if not names or paper in names]


def take_papers(base, name, papers, lang):
    """:return: the names of the papers and sheets that failed"""
    if not papers:
        return []
    system.require("pdftoppm", "poppler-utils")
    config = prepare().write_config(name)
    run([PYTHON, ROOT / "devtools" / "papers_run.py", config, name, PRINTED, base], env=environment(),
        problem="The papers cannot be written")
    failed = []
    for paper in papers:
        for code, folder in FOLDERS.items():
            if lang not in (None, code):
                continue
            say(f"{paper} in {code}")
            target = folder / f"{paper}.png"
            if paper in PAPERS:
                shutil.copyfile(PRINTED / f"{paper}_{CODES[code]}.png", target)
            elif take(base, name, path=(PRINTED / f"workbook_{CODES[code]}_{SHEETS[paper]}.html").resolve().as_uri(),
                      file=target, lang=None, width=1600, height=200, click=[], login="admin", fit=True, compact=True,
                      trim=True):
                failed.append(f"{paper} in {code}")
    return failed


def write_letters(name):
    """Write the letters of the standard plan as HTML files."""
    config = prepare().write_config(name)
    run([PYTHON, ROOT / "devtools" / "letters_run.py", config, name, PAGES], env=environment(),
        problem="The letters cannot be written")


def take_letters(base, name):
    """:return: the names of the letters that failed"""
    failed = []
    for page in sorted(PAGES.glob("*.html")):
        # The style sheets and the logo come from the server; an address that is read is that of a company.
        text = OWN_ADDRESS.sub(base, page.read_text(encoding="utf-8"))
        text = re.sub(f'(?<!"){re.escape(base)}', "https://www.example.com", text)
        page.write_text(text.replace("<!DOCTYPE html>", f'<!DOCTYPE html><base href="{base}/"/>', 1), encoding="utf-8")
        say(page.stem)
        if take(base, name, path=page.resolve().as_uri(), file=FOLDER / "letters" / f"{page.stem}.png", lang=None,
                width=680 if page.stem.startswith("mail") else 800, height=200, click=[],
                login="admin", fit=True, compact=True):
            failed.append(page.stem)
    return failed


def fill(path, name, lang="en_US"):
    """:return: the path with the numbers of its records in the database ``name``, those of a picture in ``lang``"""
    values = {}
    for _text, field, _format, _conversion in string.Formatter().parse(path):
        if field:
            asked = ASKED.get(field)
            if asked and lang == "zh_CN":
                asked = CHINESE[asked]
            rows = postgres.sql(QUERIES[field], *filter(None, [asked]), database=name) if field in QUERIES else postgres.sql(
                RECORD, field, database=name)
            if not rows:
                raise DevError(f"The database {name} has no {field}.", "./dev demo makes a database with the demo data")
            values[field] = rows[0][0]
    return path.format(**values)
