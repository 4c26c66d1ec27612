"""Answers that a program sent: it promises nothing and has paid nothing."""

# Headers, and the values of each that a person's mail may have.
HEADERS = {"auto-submitted": {"no"}, "x-autoreply": {"no"}, "x-autorespond": {"no"}}
BULK = {"auto_reply", "auto-reply"}


def is_automatic(get_header):
    """:param get_header: function of the name of a header: its value or None
    :return: whether the message says that a program sent it (RFC 3834, and what programs wrote before it)
    """
    def read(name):
        return str(get_header(name) or "").partition(";")[0].strip().lower()

    return any(read(name) and read(name) not in people for name, people in HEADERS.items()) or read("precedence") in BULK
