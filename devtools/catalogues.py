"""Gettext catalogues; runs in the virtual environment: ``python -m devtools.catalogues DIRECTORY...``."""
import re
import sys
from pathlib import Path

import polib

LANGUAGE = "zh_CN"
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\{.*?\}\}|\$\{\w+\}|\{\w+\}")


def update(directory):
    """Tidy the exported template, merge it into the Chinese catalogue, return how many entries lack a translation."""
    addon = directory.parent.name
    template = polib.pofile(str(directory / f"{addon}.pot"))
    for key in VOLATILE:
        template.metadata.pop(key, None)
    template.save()
    path = directory / f"{LANGUAGE}.po"
    catalogue = polib.pofile(str(path)) if path.is_file() else _new_catalogue(template)
    catalogue.merge(template)
    for entry in catalogue.obsolete_entries():
        catalogue.remove(entry)
    catalogue.sort(key=lambda entry: entry.msgid)
    catalogue.save(str(path))
    return len(catalogue.untranslated_entries())


def _new_catalogue(template):
    catalogue = polib.POFile()
    catalogue.metadata = {**template.metadata, "Language": LANGUAGE, "Plural-Forms": "nplurals=1; plural=0;"}
    return catalogue


def problems(path):
    """Yield (line, text) for what is wrong in one catalogue; a Chinese one has to be complete."""
    try:
        catalogue = polib.pofile(str(path))
    except OSError as error:  # polib's syntax errors say "in FILE (line N)"
        found = re.search(r"line (\d+)", str(error))
        yield int(found.group(1)) if found else 1, str(error)
        return
    for entry in catalogue:
        if entry.obsolete:
            yield entry.linenum, "obsolete entry; run ./dev i18n"
        elif path.name == f"{LANGUAGE}.po" and not entry.translated():
            yield entry.linenum, f"not translated: {entry.msgid[:60]!r}"
        elif entry.msgstr and sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr)):
            yield entry.linenum, f"placeholders differ from the original: {entry.msgid[:60]!r}"


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        left = update(Path(argument))
        print(f"{argument}: {left} entries to translate into {LANGUAGE}" if left else f"{argument}: complete")
