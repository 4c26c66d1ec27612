"""What a file wants to change: the value in the file against the one when it was written and the one of now."""

from typing import NamedTuple

from .cells import is_equal
from .stamps import fingerprint


class Change(NamedTuple):
    """What the file wants of one cell.

    :param before: when the file was written
    :param old: now
    :param new: in the file
    """

    key: str
    before: object
    old: object
    new: object

    @property
    def is_conflict(self):
        """Somebody has changed it since the file was written."""
        return not is_equal(self.old, self.before)


def find_edited(shown, cells):
    """:param dict shown: the cells as they were written, see :class:`~.stamps.Stamp`
    :param dict cells: ``{column key: value}`` in the file
    :return: those that were changed in the file"""
    return {key: value for key, value in cells.items() if not is_equal(fingerprint(value), shown.get(key))}


def compare(edited, known, current):
    """:param dict edited: ``{column key: value}`` that were changed in the file
    :param dict known: what it was when the file was written, fingerprints of long texts
    :param dict current: what it is now
    :return: list of :class:`Change`, without what is already as the file has it
    """
    changes = []
    for key, new in edited.items():
        old = current.get(key)
        if is_equal(new, old):
            continue
        before = known.get(key)
        changes.append(Change(key, old if is_equal(before, fingerprint(old)) else before, old, new))
    return changes
