"""Days as customers write them, in English and Chinese: the fifteenth, next Friday, in two weeks, 月底, 下周三, 3天内.

Vague days are taken late rather than early, so that nobody is said to have broken what they did not say: the week ends on its
Friday, the month on its last day. «Early» is the tenth, «mid» the fifteenth.
"""

import re
from datetime import date, timedelta

from .han_dates import HAN_DAY, HAN_NUMBER, get_han_number, han_date, han_day, han_month_part, han_span, han_week, han_weekday
from .steps import (
    FRIDAY,
    add_months,
    add_working_days,
    end_of_month,
    end_of_quarter,
    get_year,
    month_before,
    near,
    next_month,
    part_of_month,
    week_before,
)
from .words import normalize

MONTHS = {name: number for number, names in enumerate((
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec"), start=1) for name in names.split()}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAYS = {name: number for number, names in enumerate((
    "monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thu", "friday fri", "saturday sat", "sunday sun",
)) for name in names.split()}
WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
NUMBERS = {name: number for number, name in enumerate(
    "one two three four five six seven eight nine ten".split(), start=1)} | {"a": 1, "an": 1}
NUMBER = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))


def find_dates(text, today, *, month_first=True, past=False):
    """:return: list of the days that are named in ``text``, in its order; see :func:`locate_dates`"""
    return [day for _start, _end, day in locate_dates(text, today, month_first=month_first, past=past)[1]]


def locate_dates(text, today, *, month_first=True, past=False):
    """:param bool month_first: whether 4/5 is the fifth of April, where the numbers do not tell
    :param bool past: whether what is told lies back: «on Friday» is the last one
    :return: the text as it was read, and list of ``(start, end, day)`` of the days that it names, in its order
    """
    text, found = spell_days(text), []
    for expression, get_day in RULES:
        for match in expression.finditer(text):
            if any(match.start() < end and begin < match.end() for begin, end, _day in found):
                continue
            try:
                day = get_day(match, today, month_first)
            except ValueError:
                continue
            if day:
                if past and day > today and get_day in BARE and not match.groupdict().get("which"):
                    day = BARE[get_day](day)
                elif get_day is _numbers and (day > today if past else day < today):
                    day = _swap(day, match, today, past)
                found.append((*match.span(), day))
    return text, sorted(found)


def spell_days(text):
    """:return: ``text`` in the spelling in which days are looked for"""
    return HAN_DAY.sub(lambda match: str(get_han_number(match[0])), normalize(text))


def _get_number(text):
    text = text.lower()
    return NUMBERS.get(text) or int(text)


def _numbers(match, today, month_first):
    """Digits alone: 15.06.2026, 6/15, 06/05/26."""
    first, separator, second, year = match["first"], match["separator"], match["second"], match["year"]
    if separator == "." and not year:
        return None
    first, second = int(first), int(second)
    if separator == "." or first > 12:
        day, month = first, second
    elif second > 12 or month_first:
        month, day = first, second
    else:
        day, month = first, second
    return date(get_year(year), month, day) if year else near(today, month, day)


def _day_with_dots(match, today, _month_first):
    """10.12. without year."""
    return near(today, int(match["second"] or match["end"]), int(match["first"] or match["begin"]))


def _swap(day, match, today, past):
    """:return: 04/12/2026 the other way round, when it can be meant so and lies on the side that is told; else as it was"""
    if not (match["year"] or past) or match["separator"] == "." or day.day > 12:
        return day
    other = date(day.year, day.day, day.month) if match["year"] else near(today, day.day, day.month)
    return other if (other <= today if past else other >= today) else day


def _month_name(match, today, _month_first):
    month, day = MONTHS[match["month"].lower()], int(match["day"])
    return date(get_year(match["year"]), month, day) if match["year"] else near(today, month, day)


def _month_part(match, today, _month_first):
    """The end of June, early June, the beginning of next month."""
    name = (match["month"] or "").lower()
    if name in MONTHS:
        first = near(today, MONTHS[name], 1)
    else:
        first = next_month(today) if "next" in (match["which"] or "").lower() else today.replace(day=1)
    return part_of_month(first, match["part"].lower())


def _period_end(match, today, _month_first):
    """Year-end, the end of the quarter, EOM, 年底: of the next one where it says so."""
    ahead = bool(re.search(r"next|明|下", match["which"] or "", re.IGNORECASE))
    unit = (match["unit"] or "").lower()
    if unit.startswith(("y", "年")):
        return date(today.year + ahead, 12, 31)
    if unit.startswith(("q", "季")):
        return end_of_quarter(today, ahead)
    return end_of_month(next_month(today) if ahead else today)


def _ordinal(match, today, _month_first):
    """The 25th: of this month, or of the next one when it has passed."""
    day = int(match["day"])
    first = today if day >= today.day else next_month(today)
    return first.replace(day=day)


def _weekday(match, today, _month_first):
    number, which = WEEKDAYS[match["weekday"].lower()], (match["which"] or "").lower()
    monday = today - timedelta(days=today.weekday())
    if which == "last":
        return today - timedelta(days=(today.weekday() - number) % 7 or 7)
    if which == "next":
        return monday + timedelta(days=7 + number)
    return today + timedelta(days=(number - today.weekday()) % 7 or (7 if which == "coming" else 0))


def _week(match, today, _month_first):
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=FRIDAY + (7 if "next" in match[0].lower() else 0))


def _span(match, today, _month_first):
    """In two weeks, within 10 days, 5 business days."""
    number, unit = _get_number(match["number"]), match["unit"].lower()
    if "month" in unit:
        return add_months(today, number)
    if "week" in unit or "fortnight" in unit:
        return today + timedelta(weeks=number * (2 if "fortnight" in unit else 1))
    return add_working_days(today, number) if match["working"] else today + timedelta(days=number)


def _plain(days):
    return lambda match, today, month_first: today + timedelta(days=days)


# Days without week or month: which one is meant, when it lies back.
BARE = {_weekday: week_before, han_weekday: week_before, _ordinal: month_before, han_day: month_before}


def _rule(expression, get_day):
    return re.compile(expression, re.IGNORECASE), get_day


# The most exact first: what a rule has taken, no later one reads again.
RULES = (
    _rule(r"(?<!\d)(?P<year>\d{4})\s*[年/.-]\s*(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})(?!\d)[日号]?",
          han_date),
    _rule(r"(?<![\d月])(?P<year>)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?", han_date),
    _rule(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+)?(?P<month>{MONTH})\b\.?,?(?:[\s-]+(?P<year>\d{{4}}))?",
          _month_name),
    _rule(rf"\b(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", _month_name),
    _rule(r"(?<![\d./-])(?P<first>\d{1,2})(?P<separator>-)(?P<second>\d{1,2})-(?P<year>\d{4})(?![\d-])", _numbers),
    _rule(r"(?<![\d./-])(?P<first>\d{1,2})(?P<separator>[./])(?P<second>\d{1,2})"
          r"(?:(?P=separator)(?P<year>\d{4}|\d{2}))?(?![\d/]|\.\d)", _numbers),
    _rule(r"(?<![\d.])(?P<year>)(?P<month>\d{1,2})\.(?P<day>\d{1,2})(?=\s*(?:付|打|转|汇|支付|安排|之?前|以前))", han_date),
    # 10.12. is a day where it goes on, and behind such a word; else it may be an amount.
    _rule(r"(?<![\d./-])(?:(?P<first>\d{1,2})(?P<separator>\.)(?P<second>\d{1,2})\.(?P<year>)(?=\s*[:,]|\s+(?-i:[a-z\d€$£]))"
          r"|(?:(?<=\bon )|(?<=\bam )|(?<=\bbis )|(?<=\bzum )|(?<=\buntil )|(?<=\bbefore ))"
          r"(?P<begin>\d{1,2})\.(?P<end>\d{1,2})(?![\d/,]|\.\d|\s*[€$£]|\s*[A-Z]{3}\b))", _day_with_dots),
    _rule(rf"\b(?P<part>beginning|start|early|mid|middle|end)(?:-|\s+)(?:of\s+)?(?:the\s+)?"
          rf"(?P<which>next\s+|this\s+|coming\s+)?(?P<month>{MONTH}|month)\b", _month_part),
    _rule(r"\bmonth(?P<part>[-\s]?end)(?P<which>)(?P<month>)\b", lambda match, today, month_first: end_of_month(today)),
    _rule(r"\bend\s+of\s+(?:the\s+)?(?P<which>next\s+|this\s+)?(?P<unit>year|quarter)\b", _period_end),
    _rule(r"(?P<which>)\b(?:(?P<unit>year|quarter)(?:'s)?[-\s]?end|eo(?P<short>[myq]))\b",
          lambda match, today, month_first: _period_end(
              {"which": "", "unit": match["unit"] or match["short"]}, today, month_first)),
    _rule(r"(?P<which>[今明]年?|本|下个?|这个?)?(?P<unit>年|季度?)(?:底|末|终)", _period_end),
    _rule(rf"\b(?P<weekday>{WEEKDAY})\s+(?P<which>next|this)\s+week\b", _weekday),
    _rule(rf"\b(?:(?P<which>next|last|this|coming)\s+)?(?P<weekday>{WEEKDAY})\b(?!,?\s+(?:the\s+|on\s+)?(?:\d{{1,2}}[\s.a-z/]|(?:{MONTH})\b))",
          _weekday),
    _rule(r"\b(?:end\s+of\s+(?:the\s+|this\s+|next\s+)?|(?:the|this|next)\s+)week\b", _week),
    _rule(rf"\b(?:in|within|after)\s+(?:the\s+next\s+)?(?P<number>{NUMBER})\s+(?P<working>(?:business|working|bank)\s+)?"
          r"(?P<unit>days?|weeks?|fortnights?|months?)\b", _span),
    _rule(rf"\b(?:another|needs?|us|me|wait|take|takes)\s+(?:for\s+)?(?:another\s+|about\s+)?(?P<number>{NUMBER})\s+(?:more\s+)?(?P<working>(?:business|working|bank)\s+)?"
          r"(?P<unit>days?|weeks?|fortnights?|months?)\b", _span),
    _rule(r"\bthe\s+day\s+after\s+tomorrow\b", _plain(2)),
    _rule(r"\btomorrow\b", _plain(1)),
    _rule(r"\byesterday\b", _plain(-1)),
    _rule(r"\b(?:today|this\s+(?:morning|afternoon|evening))\b", _plain(0)),
    _rule(r"\bthe\s+(?P<day>\d{1,2})(?:st|nd|rd|th)\b", _ordinal),
    _rule(r"(?P<which>)(?P<month>\d{1,2})月(?P<part>初|底|末|中旬|上旬|下旬)", han_month_part),
    _rule(r"(?P<which>下个?|上个?|本|这个?|当)?(?P<month>)月(?P<part>初|底|末|中旬|上旬|下旬|中)", han_month_part),
    _rule(r"(?P<which>)(?P<month>)(?P<part>中旬|上旬|下旬)", han_month_part),
    _rule(r"(?P<which>下个?月|上个?月|本月|这个月)?\s*(?<!\d)(?P<day>\d{1,2})\s*[号日](?!内)", han_day),
    _rule(r"(?P<which>下下?个?|上个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])", han_weekday),
    _rule(r"(?:下下?个?|这个?|本)(?:周|星期|礼拜)", han_week),
    _rule(rf"(?P<number>{HAN_NUMBER})\s*(?P<unit>个工作日|工作日|天|日|周|个星期|星期|个礼拜|个月)(?:之内|以内|内|后|之后|以后)",
          han_span),
    _rule(rf"(?:再?等|再给|宽限|延期|推迟|延|缓|再过|过|晚)(?:我们|我司)?\s*(?P<number>{HAN_NUMBER})\s*"
          r"(?P<unit>个工作日|工作日|天|日|周|个星期|星期|个礼拜|个月)", han_span),
    _rule(rf"\b(?:in|during|sometime|this\s+coming)\s+(?P<month>{MONTH})\b",
          lambda match, today, month_first: end_of_month(near(today, MONTHS[match["month"].lower()], 1))),
    _rule(r"\bnext\s+month\b", lambda match, today, month_first: end_of_month(next_month(today))),
    _rule(r"(?:本|这个?|当)月(?:之?内|份)?", lambda match, today, month_first: end_of_month(today)),
    _rule(r"下个?月", lambda match, today, month_first: end_of_month(next_month(today))),
    _rule(r"大后天", _plain(3)),
    _rule(r"后天", _plain(2)),
    _rule(r"明天|明日", _plain(1)),
    _rule(r"昨天|昨日|昨晚|昨儿", _plain(-1)),
    _rule(r"前天", _plain(-2)),
    _rule(r"今天|今日|今早|今晨|今晚|当天", _plain(0)),
)
