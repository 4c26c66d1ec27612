"""Batches of nightly jobs that are done beside each other."""
from datetime import date
from typing import NamedTuple


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
