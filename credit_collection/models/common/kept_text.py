"""Texts of ours that are kept for long, such as why a message failed: whoever reads them later has their own language.

Kept are the English source and its values, the words are made when the text is read. What people typed, and what others say,
such as a mail server, stays as it is.
"""

import json

from odoo import fields
from odoo.tools.translate import LazyGettext

KEPT, LABEL = '{"kept_text": ', '{"kept_label": '


class KeptText(fields.Text):
    """A Text that shows what :func:`keep` or :func:`keep_label` made of a translation in the language of the reader.

    Searched and sorted is what is kept, that is the English source.
    """

    def convert_to_record(self, value, record):
        return super().convert_to_record(say(record.env, value), record)


def choose_language(env, *codes):
    """:return: the first of ``codes`` whose language is active, else that of ``env``: the language that a document was kept in,
        or that of an archived contact, may have been deactivated, and core speaks it no more"""
    Lang = env["res.lang"]
    return next((code for code in codes if code and Lang._get_data(code=code)), env.lang)


def keep(text):
    """:return: the text to store for ``text``: a lazy translation, ``_lt("…", name=value)``, or anything else as a string"""
    if not isinstance(text, LazyGettext):
        return str(text)
    values = {name: keep(value) for name, value in (text._args or {}).items()}
    return json.dumps({"kept_text": [text._module, text._source, values]}, ensure_ascii=False)


def keep_label(record, name):
    """:return: the text to store for the value that ``record`` has in the selection field ``name``; empty without one"""
    return json.dumps({"kept_label": [record._name, name, record[name]]}) if record[name] else ""


def say(env, text):
    """:return: the stored ``text``, as statements past the ORM read it too, in the language of ``env``"""
    if not text or not text.startswith((KEPT, LABEL)):
        return text
    try:
        if text.startswith(LABEL):
            model, name, key = json.loads(text)["kept_label"]
            # The bare key is left where an add-on took the value with it.
            return dict(env[model]._fields[name]._description_selection(env)).get(key, key)
        module, source, values = json.loads(text)["kept_text"]
        said = {name: say(env, value) for name, value in values.items()}
        return LazyGettext(source, _module=module, **said)._translate(env.lang or "en_US")
    except (AttributeError, KeyError, TypeError, ValueError):  # somebody typed what looks like ours
        return text
