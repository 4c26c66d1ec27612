"""How an order is divided among its milestones: what each is to bring, and how much of that is invoiced."""

from collections.abc import Callable
from typing import NamedTuple


class Milestone(NamedTuple):
    """A part of an order: a ``share`` in percent of its total, or else a fixed ``amount``."""

    key: int
    share: float = 0.0
    amount: float = 0.0


class Document(NamedTuple):
    """What an invoice (above zero) or credit note (below) takes of the order; ``milestone`` is the key of the milestone that it
    was made for, None for any other invoice of the order."""

    key: int
    amount: float
    milestone: int | None = None


class Progress(NamedTuple):
    """``planned`` is the part of the order as it is now, ``to_invoice`` what is still to be invoiced of it, ``parts`` are the
    amounts of documents that count for the milestone, by their keys."""

    planned: float
    to_invoice: float
    parts: dict


def plan(total, milestones, round_amount: Callable):
    """Divide the total of an order. Shares are rounded from one milestone to the next, so that shares of 100 % come to the
    total, to the cent.

    :param milestones: iterable of :class:`Milestone`, in their order
    :return: ``{key: amount}``
    """
    planned, share, before = {}, 0.0, 0.0
    for milestone in milestones:
        if milestone.share:
            share += milestone.share
            upto = round_amount(total * share / 100)
            planned[milestone.key] = round_amount(upto - before)
            before = upto
        else:
            planned[milestone.key] = round_amount(milestone.amount)
    return planned


def get_progress(total, milestones, documents, round_amount: Callable):
    """Tell what every milestone is to bring, and what of it is invoiced.

    A milestone that has an invoice of its own is invoiced, whatever became of the order since: what its invoice is short of
    the plan, or beyond it, is for the milestones after it. Other invoices of the order are taken for what no milestone plans,
    then for the milestones in their order. All together never ask for more than the order.

    :param float total: of the order; 0 for one that is cancelled
    :return: ``{key: Progress}``
    """
    planned = plan(total, milestones, round_amount)
    if not planned:
        return {}
    parts = {key: {} for key in planned}
    others = []
    for document in documents:
        if document.milestone in parts:
            _add(parts[document.milestone], document, document.amount, round_amount)
        else:
            others.append(document)
    rooms = _get_rooms(total, planned, {key: sum(part.values()) for key, part in parts.items()}, round_amount)
    filled = _fill(max(round_amount(total - sum(planned.values())), 0.0), rooms, others, parts, round_amount)
    return {
        key: Progress(amount, max(round_amount(rooms[key] - filled[key]), 0.0), parts[key])
        for key, amount in planned.items()}


def _get_rooms(total, planned, invoiced, round_amount):
    """:return: ``{key: what is left for further invoices}``"""
    rooms, carried, open_key = {}, 0.0, None
    for key, amount in planned.items():
        wanted, own = round_amount(amount + carried), round_amount(invoiced[key])
        rooms[key] = 0.0
        if own <= 0:
            rooms[key], open_key = max(round_amount(wanted - own), 0.0), key
        carried = round_amount(wanted - own - rooms[key])
    if carried > 0:
        # All later milestones are invoiced: the last one that is not takes it, else the last of all.
        last = open_key if open_key is not None else key
        rooms[last] = round_amount(rooms[last] + carried)
    excess = max(round_amount(sum(invoiced.values()) + sum(rooms.values()) - total), -carried, 0.0)
    for key in reversed(rooms):
        cut = min(rooms[key], excess)
        rooms[key], excess = round_amount(rooms[key] - cut), round_amount(excess - cut)
    return rooms


def _fill(unplanned, rooms, documents, parts, round_amount):
    """Count documents that were made for no milestone, in the order in which they were made: invoices fill the rooms from the
    first on, credit notes empty them again from the last on.

    :param float unplanned: what of the order no milestone plans, filled before them
    :return: ``{key: what is filled}``
    """
    filled, elsewhere = dict.fromkeys(rooms, 0.0), 0.0
    for document in sorted(documents, key=lambda document: document.key):
        rest = document.amount
        if rest > 0:
            # What has no room is elsewhere, too: beyond the order.
            part = min(rest, max(round_amount(unplanned - elsewhere), 0.0))
            elsewhere, rest = round_amount(elsewhere + part), round_amount(rest - part)
        else:
            part = min(-rest, max(round_amount(elsewhere - unplanned), 0.0))
            elsewhere, rest = round_amount(elsewhere - part), round_amount(rest + part)
        for key in rooms if rest > 0 else reversed(rooms):
            part = min(rest, round_amount(rooms[key] - filled[key])) if rest > 0 else max(rest, -filled[key])
            if round_amount(part):
                _add(parts[key], document, part, round_amount)
                filled[key], rest = round_amount(filled[key] + part), round_amount(rest - part)
        elsewhere = round_amount(elsewhere + rest)
    return filled


def _add(parts, document, amount, round_amount):
    parts[document.key] = round_amount(parts.get(document.key, 0.0) + amount)
