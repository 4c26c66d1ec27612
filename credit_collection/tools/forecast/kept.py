"""Keep what was learned as JSON: dicts of JSON have texts as keys, those of effects have numbers, flags and None."""
from .calendars import Calendar
from .customs import Customs


def to_json(customs):
    """:return: a dict that ``json`` can write, for :func:`from_json`"""
    values = customs._asdict()
    for name in ("effects", "spread_effects"):
        values[name] = [list(effect.items()) for effect in values[name]]
    values["calendar"] = [list(lifts.items()) for lifts in customs.calendar]
    return values


def from_json(values):
    """:return: :class:`Customs`; None when they were kept by another version, which learned other things"""
    if not values or set(values) != set(Customs._fields):
        return None
    values = dict(values)
    for name in ("effects", "spread_effects"):
        values[name] = [dict(map(tuple, effect)) for effect in values[name]]
    values["calendar"] = Calendar(*(dict(map(tuple, lifts)) for lifts in values["calendar"]))
    for name in ("levels", "odds"):
        values[name] = tuple(values[name])
    return Customs(**values)
