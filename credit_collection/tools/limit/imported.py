"""What the column of credit limits of an imported file says."""

UNLIMITED, NO_CREDIT = "unlimited", "no_credit"
# In all languages of imported files, independent of the language of the user.
WORDS = frozenset(("unlimited", "no limit", "不限额", "不限", "无限额", "无限制"))


def is_unlimited(text):
    """:return: whether a cell says that nothing limits"""
    return isinstance(text, str) and text.strip().casefold() in WORDS


def read_amount(text):
    """:return: the number of a text, None where Odoo's import has an empty cell
    :raise ValueError: it is none, or no limit can be as high
    """
    if text is False:
        return None
    # Python reads 1_000 as a number.
    amount = float(str(text).replace("_", "?"))
    if not 0 <= amount < 1e15:
        raise ValueError(text)
    return amount


def read_limit(cell, read_number=read_amount):
    """
    :param cell: a text or a number
    :param read_number: function that reads what is neither empty nor the word, as the kind of file has it
    :return: None where the cell is empty, which leaves things as they are; ``unlimited``, ``no_credit`` or the amount
    :raise ValueError: it is none of these
    """
    text = cell.strip() if isinstance(cell, str) else cell
    if text is None or text == "":
        return None
    if is_unlimited(text):
        return UNLIMITED
    amount = read_number(text)
    return NO_CREDIT if amount == 0 else amount


def find_doubles(keys):
    """:param keys: of the rows that bring a limit, None where a row names nobody
    :return: positions of the rows whose key occurs more than once
    """
    seen = {}
    for position, key in enumerate(keys):
        if key is not None:
            seen.setdefault(key, []).append(position)
    return {position for positions in seen.values() if len(positions) > 1 for position in positions}
