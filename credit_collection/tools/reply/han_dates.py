"""Days as customers write them in Chinese: what the rules of ``dates`` read them to be."""

import itertools
import re
from datetime import date, timedelta

from .steps import FRIDAY, add_months, add_working_days, get_year, near, next_month, part_of_month

HAN = {name: number for number, name in enumerate("一二三四五六七八九十", start=1)} | {"两": 2, "俩": 2}
HAN_NUMBER = r"\d{1,3}|[一二三四五六七八九十两俩]{1,3}"
HAN_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
# 六月十五日 is 6月15日.
HAN_DAY = re.compile(
    r"(?<![一二三四五六七八九十])(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])")


def get_han_number(text):
    """:return: the number; of 两三 (two or three) the later"""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return _get_digit(tens, 1) * 10 + _get_digit(ones, 0) if ten else _get_digit(ones, 0)


def _get_digit(text, default):
    """:raise ValueError: where digits stand together that are no next ones"""
    digits = [HAN[digit] for digit in text]
    if any(later != digit + 1 for digit, later in itertools.pairwise(digits)):
        raise ValueError(text)
    return digits[-1] if digits else default


def han_date(match, today, _month_first):
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    return date(get_year(year), month, day) if year else near(today, month, day)


def han_day(match, today, _month_first):
    """本月25号, 下个月10号, 25号."""
    day, which = int(match["day"]), match["which"] or ""
    if "下" in which:
        return next_month(today).replace(day=day)
    if "上" in which:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=day)
    return (today if which or day >= today.day else next_month(today)).replace(day=day)


def han_weekday(match, today, _month_first):
    number, which = HAN_WEEKDAYS[match["weekday"]], match["which"] or ""
    monday = today - timedelta(days=today.weekday())
    if which.startswith("下"):
        return monday + timedelta(days=7 * which.count("下") + number)
    if which.startswith("上"):
        return monday - timedelta(days=7 - number)
    day = monday + timedelta(days=number)
    return day if which or day >= today else day + timedelta(days=7)


def han_week(match, today, _month_first):
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=FRIDAY + 7 * match[0].count("下"))


def han_month_part(match, today, _month_first):
    which, month = match["which"] or "", match["month"]
    if month:
        first = near(today, int(month), 1)
    elif "下" in which:
        first = next_month(today)
    elif "上" in which:
        first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    else:
        first = today.replace(day=1)
    return part_of_month(first, match["part"])


def han_span(match, today, _month_first):
    number, unit = get_han_number(match["number"]), match["unit"]
    if unit in ("个月", "月"):
        return add_months(today, number)
    if unit in ("周", "星期", "个星期", "个礼拜"):
        return today + timedelta(weeks=number)
    return add_working_days(today, number) if "工作" in unit else today + timedelta(days=number)
