"""Words that no text of ours uses, in English or Chinese, with the term of the trade to use instead (``wording.csv``).

Texts are: catalogues, texts and attributes of XML files, messages and labels in Python, tours, README and docs. Pronouns of
one gender are refused in comments and docstrings, too.
"""
import ast
import csv
import io
import re
import tokenize
from pathlib import Path
from typing import NamedTuple

import polib
from lxml import etree

DATA = Path(__file__).with_name("wording.csv")
SHOWN_ATTRIBUTES = ("string", "help", "placeholder", "confirm", "title", "aria-label", "name")
QUERY = re.compile(r"\b(SELECT|UPDATE|INSERT|DELETE|FROM|WHERE|JOIN|CASE|CHECK)\b")
NAME = re.compile(r"[\w./%-]+")
PRONOUN = "they or the noun"


class Word(NamedTuple):
    language: str
    pattern: re.Pattern
    use: str


def words():
    """:return: the forbidden words, as they stand in the table"""
    with open(DATA, newline="", encoding="utf-8") as stream:
        return [Word(row["language"], re.compile(row["not"], re.IGNORECASE), row["use"]) for row in csv.DictReader(stream)]


def find(text, language, known, *, pronouns_only=False):
    """Yield (offset, message) for each forbidden word in a text."""
    for word in known:
        if word.language == language and (not pronouns_only or word.use == PRONOUN):
            for match in word.pattern.finditer(text):
                yield match.start(), f"{match.group()!r}: use {word.use!r}"


def _is_name(text):
    return bool(NAME.fullmatch(text.strip())) and text.islower()


def _lines(text, first, found):
    for offset, message in found:
        yield first + text.count("\n", 0, offset), message


def in_catalogue(path, known):
    for entry in polib.pofile(str(path)):
        for _offset, message in find(entry.msgid, "en", known):
            yield entry.linenum, message
        for _offset, message in find(entry.msgstr, "zh", known):
            yield entry.linenum, message


def in_xml(path, known):
    """Yield (line, message) for texts that are shown and, pronouns alone, for comments."""
    for element in etree.parse(str(path)).iter():
        comment = element.tag is etree.Comment
        # What customers write is looked for in their words.
        theirs = not comment and element.get("name") in ("phrases", "unless")
        texts = [("" if theirs else element.text, comment), (element.tail, False)]
        if not comment:
            texts += [(value, False) for key, value in element.attrib.items() if key in SHOWN_ATTRIBUTES]
        for text, pronouns_only in texts:
            if text and not _is_name(text):
                for _offset, message in find(text, "en", known, pronouns_only=pronouns_only):
                    yield element.sourceline, message


def in_python(path, known):
    """Yield (line, message) for strings that are texts, not names or SQL, and, pronouns alone, for comments and docstrings."""
    source = path.read_text(encoding="utf-8")
    docstrings = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node):
            docstrings.add(id(node.body[0].value))
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in docstrings and (_is_name(node.value) or QUERY.search(node.value)):
            continue
        found = find(node.value, "en", known, pronouns_only=id(node) in docstrings)
        yield from _lines(node.value, node.lineno, found)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            for _offset, message in find(token.string, "en", known, pronouns_only=True):
                yield token.start[0], message


def in_text(path, known):
    text = path.read_text(encoding="utf-8")
    for language in ("en", "zh"):
        yield from _lines(text, 1, find(text, language, known))


READERS = {".po": in_catalogue, ".pot": in_catalogue, ".xml": in_xml, ".py": in_python, ".md": in_text}
