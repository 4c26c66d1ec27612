"""What a try came to: taken, to be tried again, or refused for good; and when the next try is."""
import math
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from .formats import REFUSED_BY_RULES, is_busy, read_error, read_text

# HTTP statuses that are no last word.
AGAIN = {408, 409, 421, 423, 425, 429}
# Answers for which a wrong clock may be the reason.
CLOCK_STATUSES = {400, 401, 403}
CLOCK_SECONDS = 5 * 60
# Seconds before the second try; each further one waits twice as long, up to the longest.
FIRST_DELAY, LONGEST_DELAY = 60, 6 * 3600
JITTER = 0.25


class Outcome(NamedTuple):
    """``result``: «taken», «again» or «refused»; ``code`` and ``detail`` say why, ``minutes`` how much the clocks differ."""

    result: str
    code: str = ""
    detail: str = ""
    status: int = 0
    text: str = ""
    seconds: float = 0.0
    minutes: int = 0
    wait: int = 0


def judge(kind, answer, now):
    """:param answer: :class:`~.post.Answer`
    :param datetime now: the own time in UTC, with its zone
    :return: the :class:`Outcome`
    """
    text, error = read_text(answer.body), read_error(kind, answer.body)
    if error is None and 200 <= answer.status < 300:
        return Outcome("taken", "", "", answer.status, text, answer.seconds)
    result, code, detail = _explain(kind, answer, error)
    minutes = 0
    if answer.status in CLOCK_STATUSES and result == "refused" or error and error[0] == REFUSED_BY_RULES:
        minutes = get_difference(answer.headers.get("date"), now)
        code = "clock" if minutes else code
    return Outcome(
        result, code, detail or text[:200], answer.status, text, answer.seconds, minutes, _read_wait(answer.headers, now))


def _explain(kind, answer, error):
    """:return: result, code and detail of an answer that says «no»"""
    if error is not None:
        code, detail = ("status", "") if kind == "whatsapp" else ("robot", f"{error[0]} {error[1]}"[:200])
        if is_busy(kind, error[0]):
            return "again", code, detail
        if 200 <= answer.status < 300:
            return ("again", "unreadable", "") if error[0] is None else ("refused", code, detail)
    if 300 <= answer.status < 400:
        return "refused", "redirect", (answer.headers.get("location") or "")[:200]
    if answer.status in AGAIN or answer.status >= 500 or answer.status < 200:
        return "again", "status", ""
    return "refused", "status", ""


def get_difference(header, now):
    """:param str header: ``Date`` of the answer
    :return: minutes by which our clock is ahead of the receiver's (negative: behind), 0 while both agree
    """
    try:
        theirs = parsedate_to_datetime(header or "")
        seconds = (now - theirs).total_seconds()
    except (TypeError, ValueError):
        return 0
    return round(seconds / 60) if abs(seconds) > CLOCK_SECONDS else 0


def get_delay(tries, draw, wait=0):
    """:param int tries: how many there were
    :param float draw: a random number from 0 to 1: not all that failed together come again together
    :param int wait: seconds that the receiver asked for
    :return: seconds until the next try
    """
    delay = min(FIRST_DELAY * 2 ** max(tries - 1, 0), LONGEST_DELAY)
    return max(delay * (1 - JITTER + 2 * JITTER * draw), min(wait, LONGEST_DELAY))


def _read_wait(headers, now):
    """:return: seconds to wait, which receivers say as such or as a time of day; 0 where they say nothing"""
    text = headers.get("retry-after") or ""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 7 else 0
    try:
        return max(math.ceil((parsedate_to_datetime(text) - now).total_seconds()), 0)
    except (TypeError, ValueError, OverflowError):
        return 0
