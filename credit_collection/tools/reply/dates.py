"""Days as customers write them, in English and Chinese: the fifteenth, next Friday, in two weeks, 月底, 下周三, 3天内.

Vague days are taken late rather than early, so that nobody is said to have broken what they did not say: the week ends on its
Friday, the month on its last day. «Early» is the tenth, «mid» the fifteenth.
"""

import re
from datetime import date, timedelta

from .steps import add_months, add_working_days, end_of_month, month_before, next_month, week_before
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
HAN = {name: number for number, name in enumerate("一二三四五六七八九十", start=1)} | {"两": 2, "俩": 2}
HAN_NUMBER = r"\d{1,3}|[一二三四五六七八九十两俩]{1,3}"
HAN_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
# 六月十五日 is 6月15日.
HAN_DAY = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日号])")
FRIDAY = 4
# How far a day without year may lie back before the next year is meant.
MONTHS_BACK = 6


def find_dates(text, today, *, month_first=True, past=False):
    """:param bool month_first: whether 4/5 is the fifth of April, where the numbers do not tell
    :param bool past: whether what is told lies back: «on Friday» is the last one
    :return: list of the days that are named in ``text``, in its order
    """
    text = HAN_DAY.sub(lambda match: str(_get_han_number(match[0])), normalize(text))
    found, taken = [], []
    for expression, get_day in RULES:
        for match in expression.finditer(text):
            if any(match.start() < end and begin < match.end() for begin, end in taken):
                continue
            try:
                day = get_day(match, today, month_first)
            except ValueError:
                continue
            if day:
                if past and day > today and get_day in BARE and not match.groupdict().get("which"):
                    day = BARE[get_day](day)
                found.append((match.start(), day))
                taken.append(match.span())
    return [day for _start, day in sorted(found)]


def _get_number(text):
    text = text.lower()
    return NUMBERS.get(text) or int(text)


def _get_han_number(text):
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _ten, ones = text.partition("十")
        return HAN.get(tens, 1) * 10 + HAN.get(ones, 0)
    return HAN[text]


def _get_year(text):
    year = int(text)
    return year + 2000 if year < 100 else year


def _near(today, month, day, direction=0):
    """:return: the day of a month without year that is nearest"""
    found = date(today.year, month, day)
    months = (found.year - today.year) * 12 + found.month - today.month
    if months < -MONTHS_BACK:
        return date(today.year + 1, month, day)
    return date(today.year - 1, month, day) if months > MONTHS_BACK + direction else found


def _full(year, month, day):
    return date(_get_year(year), int(month), int(day))


def _numbers(match, today, month_first):
    """Digits alone: 15.06.2026, 6/15, 06/05/26."""
    first, separator, second, year = match["first"], match["separator"], match["second"], match["year"]
    first, second = int(first), int(second)
    if separator == "." or first > 12:
        day, month = first, second
    elif second > 12 or month_first:
        month, day = first, second
    else:
        day, month = first, second
    return date(_get_year(year), month, day) if year else _near(today, month, day)


def _month_name(match, today, _month_first):
    month, day = MONTHS[match["month"].lower()], int(match["day"])
    return date(_get_year(match["year"]), month, day) if match["year"] else _near(today, month, day)


def _part_of_month(first, part):
    if part in ("beginning", "start", "初", "月初"):
        return first.replace(day=5)
    if part in ("early", "上旬"):
        return first.replace(day=10)
    if part in ("mid", "middle", "中旬", "中"):
        return first.replace(day=20 if part == "中旬" else 15)
    return end_of_month(first)


def _month_part(match, today, _month_first):
    """The end of June, early June, the beginning of next month."""
    name = (match["month"] or "").lower()
    if name in MONTHS:
        first = _near(today, MONTHS[name], 1)
    else:
        first = next_month(today) if "next" in (match["which"] or "").lower() else today.replace(day=1)
    return _part_of_month(first, match["part"].lower())


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
    if "week" in unit:
        return today + timedelta(weeks=number)
    return add_working_days(today, number) if match["working"] else today + timedelta(days=number)


def _plain(days):
    return lambda match, today, month_first: today + timedelta(days=days)


def _han_date(match, today, _month_first):
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    return date(_get_year(year), month, day) if year else _near(today, month, day)


def _han_day(match, today, _month_first):
    """本月25号, 下个月10号, 25号."""
    day, which = int(match["day"]), match["which"] or ""
    if "下" in which:
        return next_month(today).replace(day=day)
    if "上" in which:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=day)
    return (today if which or day >= today.day else next_month(today)).replace(day=day)


def _han_weekday(match, today, _month_first):
    number, which = HAN_WEEKDAYS[match["weekday"]], match["which"] or ""
    monday = today - timedelta(days=today.weekday())
    if which.startswith("下"):
        return monday + timedelta(days=7 * which.count("下") + number)
    if which.startswith("上"):
        return monday - timedelta(days=7 - number)
    day = monday + timedelta(days=number)
    return day if which or day >= today else day + timedelta(days=7)


def _han_week(match, today, _month_first):
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=FRIDAY + 7 * match[0].count("下"))


def _han_month_part(match, today, _month_first):
    which, month = match["which"] or "", match["month"]
    if month:
        first = _near(today, int(month), 1)
    elif "下" in which:
        first = next_month(today)
    elif "上" in which:
        first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    else:
        first = today.replace(day=1)
    return _part_of_month(first, match["part"])


def _han_span(match, today, _month_first):
    number, unit = _get_han_number(match["number"]), match["unit"]
    if unit in ("个月", "月"):
        return add_months(today, number)
    if unit in ("周", "星期", "个星期", "个礼拜"):
        return today + timedelta(weeks=number)
    return add_working_days(today, number) if "工作" in unit else today + timedelta(days=number)


# Days without week or month: which one is meant, when it lies back.
BARE = {_weekday: week_before, _han_weekday: week_before, _ordinal: month_before, _han_day: month_before}


def _rule(expression, get_day):
    return re.compile(expression, re.IGNORECASE), get_day


# The most exact first: what a rule has taken, no later one reads again.
RULES = (
    _rule(r"(?<!\d)(?P<year>\d{4})\s*[年/.-]\s*(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})(?!\d)[日号]?",
          _han_date),
    _rule(r"(?<![\d月])(?P<year>)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?", _han_date),
    _rule(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+)?(?P<month>{MONTH})\b\.?,?(?:[\s-]+(?P<year>\d{{4}}))?",
          _month_name),
    _rule(rf"\b(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", _month_name),
    _rule(r"(?<![\d./-])(?P<first>\d{1,2})(?P<separator>[./])(?P<second>\d{1,2})"
          r"(?:(?P=separator)(?P<year>\d{4}|\d{2}))?(?![\d/]|\.\d)",
          lambda match, today, month_first: _numbers(match, today, month_first)
          if match["year"] or match["separator"] == "/" else None),
    _rule(rf"\b(?P<part>beginning|start|early|mid|middle|end)(?:-|\s+)(?:of\s+)?(?:the\s+)?"
          rf"(?P<which>next\s+|this\s+|coming\s+)?(?P<month>{MONTH}|month)\b", _month_part),
    _rule(r"\bmonth(?P<part>[-\s]?end)(?P<which>)(?P<month>)\b", lambda match, today, month_first: end_of_month(today)),
    _rule(rf"\b(?P<weekday>{WEEKDAY})\s+(?P<which>next|this)\s+week\b", _weekday),
    _rule(rf"\b(?:(?P<which>next|last|this|coming)\s+)?(?P<weekday>{WEEKDAY})\b(?!,?\s+(?:the\s+|on\s+)?(?:\d{{1,2}}[\s.a-z/]|(?:{MONTH})\b))",
          _weekday),
    _rule(r"\b(?:end\s+of\s+(?:the\s+|this\s+|next\s+)?|(?:the|this|next)\s+)week\b", _week),
    _rule(rf"\b(?:in|within|after)\s+(?:the\s+next\s+)?(?P<number>{NUMBER})\s+(?P<working>(?:business|working|bank)\s+)?"
          r"(?P<unit>days?|weeks?|months?)\b", _span),
    _rule(rf"\b(?:another|needs?|us|me|wait|take|takes)\s+(?:for\s+)?(?:another\s+|about\s+)?(?P<number>{NUMBER})\s+(?:more\s+)?(?P<working>(?:business|working|bank)\s+)?"
          r"(?P<unit>days?|weeks?|months?)\b", _span),
    _rule(r"\bthe\s+day\s+after\s+tomorrow\b", _plain(2)),
    _rule(r"\btomorrow\b", _plain(1)),
    _rule(r"\byesterday\b", _plain(-1)),
    _rule(r"\b(?:today|this\s+(?:morning|afternoon|evening))\b", _plain(0)),
    _rule(r"\bthe\s+(?P<day>\d{1,2})(?:st|nd|rd|th)\b", _ordinal),
    _rule(r"(?P<which>)(?P<month>\d{1,2})月(?P<part>初|底|末|中旬|上旬|下旬)", _han_month_part),
    _rule(r"(?P<which>下个?|上个?|本|这个?|当)?(?P<month>)月(?P<part>初|底|末|中旬|上旬|下旬|中)", _han_month_part),
    _rule(r"(?P<which>)(?P<month>)(?P<part>中旬|上旬|下旬)", _han_month_part),
    _rule(r"(?P<which>下个?月|上个?月|本月|这个月)?\s*(?<!\d)(?P<day>\d{1,2})\s*[号日](?!内)", _han_day),
    _rule(r"(?P<which>下下?个?|上个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])", _han_weekday),
    _rule(r"(?:下下?个?|这个?|本)(?:周|星期|礼拜)", _han_week),
    _rule(rf"(?P<number>{HAN_NUMBER})\s*(?P<unit>个工作日|工作日|天|日|周|个星期|星期|个礼拜|个月)(?:之内|以内|内|后|之后|以后)",
          _han_span),
    _rule(rf"(?:再?等|再给|宽限|延期|延|缓|再过|过)(?:我们|我司)?\s*(?P<number>{HAN_NUMBER})\s*"
          r"(?P<unit>个工作日|工作日|天|日|周|个星期|星期|个礼拜|个月)", _han_span),
    _rule(rf"\b(?:in|during|sometime|this\s+coming)\s+(?P<month>{MONTH})\b",
          lambda match, today, month_first: end_of_month(_near(today, MONTHS[match["month"].lower()], 1))),
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
