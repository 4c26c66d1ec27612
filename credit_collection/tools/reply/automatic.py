"""Answers that a program sent: it promises nothing and has paid nothing."""

# Headers, and the values of each that a person's mail may have.
HEADERS = {"auto-submitted": {"no"}, "x-autoreply": {"no"}, "x-autorespond": {"no"}}
BULK = {"auto_reply", "auto-reply"}
# What a program sends of its own accord, such as a payment advice: nobody's answer.
GENERATED = "auto-generated"


def is_automatic(get_header):
    """:param get_header: function of the name of a header: its value or None
    :return: whether the message says that a program sent it (RFC 3834, and what programs wrote before it)
    """
    return any(
        _read(get_header, name) and _read(get_header, name) not in people for name, people in HEADERS.items()
    ) or _read(get_header, "precedence") in BULK


def is_automatic_reply(get_header):
    """:param get_header: as of ``is_automatic``
    :return: whether a program answered by itself, such as in an absence
    """
    return is_automatic(get_header) and _read(get_header, "auto-submitted") != GENERATED


def _read(get_header, name):
    return str(get_header(name) or "").partition(";")[0].strip().lower()
