"""When messages may leave: the working days and hours of a calendar, in its time zone.

Days are local dates, moments are UTC without time zone, as databases keep them. A blocked day or hour shifts a message
to the next allowed one; it never drops it.
"""

from datetime import date, datetime, time, timedelta

# Knows all names of time zones that Odoo offers, whatever the operating system has.
import pytz

from ..common.clock import get_local_day

# A calendar that is closed for longer is taken as a mistake: the message is not held back for ever.
HORIZON = 366
# Moments of later days cannot be told in every time zone.
LAST_DAY = date.max - timedelta(2 * HORIZON)


def get_moment(day, hours, zone):
    """:return: moment when clocks in ``zone`` show ``hours`` (a float, 24 is midnight) on ``day``"""
    local = datetime.combine(day, time.min) + timedelta(hours=hours)
    return pytz.timezone(zone).localize(local).astimezone(pytz.utc).replace(tzinfo=None)


def get_week(day):
    """:return: 0 or 1, the week of ``day`` in a calendar of two weeks"""
    return (day.toordinal() - 1) // 7 % 2


class SendingWindow:
    """The spans in which messages may leave; without ``hours`` that is always.

    :param dict hours: ``{(week, weekday): [(from, to)]}`` in local hours, week 0 and 1, weekday 0 is Monday
    :param closed: spans ``(from, to)`` of moments in which nothing leaves: public holidays
    :param str zone: name of the time zone
    :param bool by_hour: only during these hours; otherwise at any time of a day that has some
    """

    def __init__(self, hours=None, closed=(), zone="UTC", by_hour=False):
        self.hours = hours or {}
        self.closed = sorted(closed)
        self.zone = zone
        self.by_hour = by_hour
        self._spans = {}

    def _get_working_spans(self, day):
        spans = [
            (get_moment(day, start, self.zone), get_moment(day, end, self.zone))
            for start, end in sorted(self.hours.get((get_week(day), day.weekday()), ()))
        ]
        for first, last in self.closed:
            spans = [
                part
                for start, end in spans
                for part in ((start, min(end, first)), (max(start, last), end))
                if part[0] < part[1]
            ]
        return spans

    def get_spans(self, day):
        """:return: list of the ``(from, to)`` on the local ``day`` in which messages may leave"""
        if day not in self._spans:
            whole = [(get_moment(day, 0, self.zone), get_moment(day, 24, self.zone))]
            working = self._get_working_spans(day) if self.hours else whole
            self._spans[day] = working if self.by_hour or not working else whole
        return self._spans[day]

    def is_open_day(self, day):
        return not self.hours or day > LAST_DAY or bool(self.get_spans(day))

    def is_open(self, moment):
        spans = self.get_spans(get_local_day(moment, self.zone)) if self.hours else ()
        return not self.hours or any(start <= moment < end for start, end in spans)

    def shift(self, day):
        """:return: ``day``, or the next one on which messages may leave"""
        if day > LAST_DAY:
            return day
        days = (day + timedelta(number) for number in range(HORIZON))
        return next((following for following in days if self.is_open_day(following)), day)

    def get_eve(self, day):
        """:return: the last of the blocked days right after ``day``; ``day`` itself before an open one"""
        return max(day, self.shift(day + timedelta(1)) - timedelta(1)) if self.hours else day

    def find_opening(self, moment):
        """:return: ``moment``, or the next one at which messages may leave"""
        if self.is_open(moment):
            return moment
        first = get_local_day(moment, self.zone)
        for number in range(HORIZON):
            for start, end in self.get_spans(first + timedelta(number)):
                if end > moment:
                    return max(start, moment)
        return moment


ALWAYS = SendingWindow()
