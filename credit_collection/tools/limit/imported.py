"""What the column of credit limits of an imported file says."""

UNLIMITED, NO_CREDIT = "unlimited", "no_credit"
# In all languages of imported files, independent of the language of the user.
WORDS = frozenset(("unlimited", "no limit", "不限额", "不限", "无限额", "无限制"))


def is_unlimited(text):
    """:return: whether a cell says that nothing limits"""
    return isinstance(text, str) and text.strip().casefold() in WORDS


def read_limit(text):
    """
    :param str text: of the cell
    :return: None where the cell is empty, which leaves things as they are; ``unlimited``, ``no_credit`` or the amount
    :raise ValueError: it is none of these
    """
    text = "" if text in (None, False) else str(text).strip()
    if not text:
        return None
    if is_unlimited(text):
        return UNLIMITED
    # Python reads 1_000 as a number.
    amount = float(text.replace("_", "?"))
    if not 0 <= amount < 1e15:
        raise ValueError(text)
    return amount or NO_CREDIT


def find_doubles(keys):
    """:param keys: of the rows that bring a limit, None where a row names nobody
    :return: positions of the rows whose key occurs more than once
    """
    seen = {}
    for position, key in enumerate(keys):
        if key is not None:
            seen.setdefault(key, []).append(position)
    return {position for positions in seen.values() if len(positions) > 1 for position in positions}
