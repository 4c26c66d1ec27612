"""The table of results: for each target our figure, the limit measured in the same run, their ratio, the verdict."""
import json
import re
from itertools import pairwise
from typing import NamedTuple

# How many there are of something differs with the size.
NUMBERS = re.compile(r"[\d,]+")
# Not every size has each of these customers.
PROBES = re.compile("confirm an order")


class Figure(NamedTuple):
    """One measured target.

    ``limit`` is what plain SQL or plain writing costs in the same run. The target is a bound on the value
    (``at_most``) or on its ratio to the limit (``at_most_times``), to the peer where there is no limit; without one the figure
    is for information.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    #: what the add-on of others takes for the same
    peer: float | None = None
    at_most: float | None = None
    at_most_times: float | None = None
    note: str = ""

    @property
    def ratio(self):
        base = self.limit or self.peer
        return self.value / base if base else None

    @property
    def passed(self):
        if self.at_most is None and self.at_most_times is None:
            return None
        below = self.at_most is None or self.value <= self.at_most
        return below and (self.at_most_times is None or self.ratio <= self.at_most_times)


def milliseconds(name, seconds, limit=None, **target):
    return Figure(name, seconds * 1000, "ms", limit and limit * 1000, **target)


HEADINGS = ("target", "ours", "limit", "OCA", "ratio", "at most", "")


def render(figures):
    """Return the figures as a Markdown table."""
    return _render_table(HEADINGS, [_cells(figure) for figure in figures])


def render_growth(runs):
    """Return how the figures grow with the data, as a Markdown table: those that every size has.

    :param runs: list of ``(size, figures)``, the smallest first
    """
    common = set.intersection(*({figure.name for figure in figures} for _size, figures in runs))
    # A name that differs says how many there are of something; the others are the same figure everywhere.
    by_name = [{
        figure.name if figure.name in common else NUMBERS.sub("", figure.name): figure
        for figure in figures if figure.name in common or not PROBES.match(figure.name)} for _size, figures in runs]
    headings = ["target", *(size for size, _figures in runs)]
    headings += [f"{before} to {after}" for (before, _), (after, _) in pairwise(runs)]
    rows = []
    for name, first in by_name[0].items():
        found = [figures[name] for figures in by_name if name in figures]
        if len(found) == len(runs) and first.unit:
            factors = [f"{after.value / before.value:.1f}" if before.value else "" for before, after in pairwise(found)]
            rows.append([first.name, *(f"{_number(figure.value)} {figure.unit}" for figure in found), *factors])
    return _render_table(headings, rows)


def to_json(runs):
    """Return the figures of all sizes as text, for programs."""
    return json.dumps([
        {"size": size, **figure._asdict(), "ratio": figure.ratio, "passed": figure.passed}
        for size, figures in runs for figure in figures
    ], indent=1)


def _render_table(headings, rows):
    widths = [max(len(row[column]) for row in [headings, *rows]) for column in range(len(headings))]
    lines = [_line(headings, widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)])


def _cells(figure):
    bounds = []
    if figure.at_most is not None:
        bounds.append(f"{figure.at_most:g} {figure.unit}")
    if figure.at_most_times is not None:
        bounds.append(f"{figure.at_most_times:g} x")
    verdict = {None: "", True: "pass", False: "FAIL"}[figure.passed]
    return (
        figure.name + (f" ({figure.note})" if figure.note else ""),
        f"{_number(figure.value)} {figure.unit}",
        f"{_number(figure.limit)} {figure.unit}" if figure.limit is not None else "",
        f"{_number(figure.peer)} {figure.unit}" if figure.peer is not None else "",
        f"{figure.ratio:.2f}" if figure.ratio is not None else "",
        ", ".join(bounds), verdict,
    )


def _number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _line(cells, widths):
    # The name is aligned to the left, figures to the right.
    first, *others = (cell.ljust(width) if not column else cell.rjust(width)
                      for column, (cell, width) in enumerate(zip(cells, widths, strict=True)))
    return "| " + " | ".join([first, *others]) + " |"
