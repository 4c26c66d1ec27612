"""The table of results: for each target our figure, the limit measured in the same run, their ratio, the verdict."""
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured target.

    ``limit`` is what plain SQL or plain writing costs in the same run. The target is a bound on the value
    (``at_most``) or on its ratio to the limit (``at_most_times``); without one the figure is for information.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_most: float | None = None
    at_most_times: float | None = None
    note: str = ""

    @property
    def ratio(self):
        return self.value / self.limit if self.limit else None

    @property
    def passed(self):
        if self.at_most is None and self.at_most_times is None:
            return None
        below = self.at_most is None or self.value <= self.at_most
        return below and (self.at_most_times is None or self.ratio <= self.at_most_times)


def milliseconds(name, seconds, limit=None, **target):
    return Figure(name, seconds * 1000, "ms", limit and limit * 1000, **target)


HEADINGS = ("target", "ours", "limit", "ratio", "at most", "")


def render(figures):
    """Return the figures as a Markdown table."""
    rows = [_cells(figure) for figure in figures]
    widths = [max(len(row[column]) for row in [HEADINGS, *rows]) for column in range(len(HEADINGS))]
    lines = [_line(HEADINGS, widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
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
