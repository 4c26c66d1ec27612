"""``./dev screenshots``: take the pictures of README and docs anew, in English and Chinese."""
import string

from . import database, postgres
from .console import ROOT, DevError, say
from .pictures import PICTURES, QUERIES
from .screenshot import serving, take

FOLDER = ROOT / "docs" / "images"
FOLDERS = {"en_US": FOLDER, "zh_CN": FOLDER / "zh"}
RECORD = "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection' AND name = %s"


def screenshots(options):
    """Take the pictures that are named, or all, from one server; return how many failed."""
    name = options.database or "credit_demo"
    wanted = choose(options.names)
    database.check_exists(name)
    failed = []
    with serving(name) as base:
        for picture in wanted:
            path = fill(picture.path, name)
            for lang, folder in FOLDERS.items():
                if options.lang in (None, lang):
                    say(f"{picture.name} in {lang}")
                    if take(base, name, path=path, file=folder / f"{picture.name}.png", lang=lang, width=picture.width,
                            height=picture.height, click=list(picture.click), login="admin"):
                        failed.append(f"{picture.name} in {lang}")
    if failed:
        raise DevError(f"Not taken: {', '.join(failed)}.", "see the messages above; ./dev demo --no-serve makes the records")


def choose(names):
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        raise DevError(f"There is no picture {', '.join(sorted(unknown))}.", "the names are in devtools/pictures.py")
    return [picture for picture in PICTURES if not names or picture.name in names]


def fill(path, name):
    """:return: the path with the numbers of its records in the database ``name``"""
    values = {}
    for _text, field, _format, _conversion in string.Formatter().parse(path):
        if field:
            rows = postgres.sql(QUERIES[field], database=name) if field in QUERIES else postgres.sql(
                RECORD, field, database=name)
            if not rows:
                raise DevError(f"The database {name} has no {field}.", "./dev demo makes a database with the demo data")
            values[field] = rows[0][0]
    return path.format(**values)
