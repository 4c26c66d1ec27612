"""Batches of nightly jobs that are done beside each other."""
from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class NightlyJob(NamedTuple):
    """What a nightly job does, and how. Where a function takes a date, it is the day in the company of the records."""

    name: str  # xml-id of the scheduled action
    get_domain: Callable  # of a date: domain of the records to be done; what was done leaves it
    act: Callable  # of records and of that date. It gathers, decides and applies, for all at once
    size: int | None  # records of a batch; None for a job whose records stay in the domain: it does them all, once
    order: str = "id"
    mark_failed: Callable | None = None  # of a record, its error and that date, beside the list of failures
    # Of a date: domain of the records that nobody else has done since. With it they are looked for once and done batch after
    # batch, each committed, until the time is over: where the search takes longer than a batch.
    recheck: Callable | None = None
    stamped: bool = False  # ``credit.batch.stamp`` keeps what was done, because nothing else takes it out of the domain
    prepare: Callable | None = None  # makes the records to look for, once for all batches
    in_turn: bool = False  # batches wait for each other: what is decided of a record depends on those before it
    isolates: bool = False  # ``act`` itself sees to it that no record stops another, and keeps which ones failed


class BatchPart(NamedTuple):
    """A batch that one process does of a job, wherever it runs."""

    job: str  # xml-id of the scheduled action
    model: str
    day: date  # in the companies of the records
    ids: list


def pack(units, size):
    """Put units one after the other into batches of at most ``size`` ids; only a unit that is larger exceeds it.

    :param units: lists of ids that stay together
    :return: lists of ids
    """
    batches = []
    for ids in units:
        if batches and len(batches[-1]) + len(ids) <= size:
            batches[-1].extend(ids)
        else:
            batches.append(list(ids))
    return batches
