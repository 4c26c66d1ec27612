"""On which days of the past a customer had no agreement."""

from datetime import date, timedelta

from ..hold.past_facts import Span


def find_gaps(agreements):
    """
    :param agreements: list of ``(first day, day from which it applies no more or None, last day or None)`` by first day
    :return: list of the :class:`Span` of days on which none of them applies
    """
    gaps, begin = [], date.min
    for first, ended_on, valid_until in agreements:
        ends = [end for end in (ended_on, valid_until and valid_until + timedelta(days=1)) if end]
        end = min(ends, default=None)
        if end and end <= first:
            continue
        if begin < first:
            gaps.append(Span(begin, first))
        if not end:
            return gaps
        begin = max(begin, end)
    return [*gaps, Span(begin, None)]
