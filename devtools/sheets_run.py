"""Shows sheets of a workbook as HTML, for pictures: ``sheets_run.py FILE FOLDER``, in the virtual environment.

No spreadsheet program is needed: values, formats, widths and simple charts are drawn from what the file says, each sheet as the
first page of its print set-up.
"""
import re
import sys
from datetime import date, datetime
from html import escape
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

ROWS = 30
PIXELS = 7.0
COLORS = ("#1F77B4", "#ED7D31", "#70AD47", "#8064A2", "#C00000", "#7F7F7F")
STYLE = """
body { margin: 12px; font: 12px "Liberation Sans", "WenQuanYi Micro Hei", sans-serif; width: max-content; }
table { border-collapse: collapse; table-layout: fixed; }
td { border: 1px solid #d9d9d9; padding: 1px 3px; overflow: hidden; white-space: nowrap; vertical-align: top; height: 15px; }
td.free { overflow: visible; } td.wrap { white-space: normal; } td.right { text-align: right; }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; margin-bottom: 10px; }
svg { border: 1px solid #d9d9d9; } text { font-size: 10px; }
"""


def main(file, folder):
    file, folder = Path(file), Path(folder)
    book = load_workbook(file, data_only=True)
    for number, sheet in enumerate(book.worksheets):
        if sheet.sheet_state == "visible":
            page = f"<!DOCTYPE html><meta charset='utf-8'><style>{STYLE}</style>{draw_charts(book, sheet)}{draw_table(sheet)}"
            (folder / f"{file.stem}_{number}.html").write_text(page, encoding="utf-8")
    return 0


def draw_table(sheet):
    first = str(sheet.print_area or "").split(",")[0].split("!")[-1] or sheet.dimensions
    left, top, right, bottom = range_boundaries(first)
    columns = [column for column in range(left, right + 1) if not get_dimension(sheet, column)[1]]
    widths = "".join(f"<col style='width:{get_dimension(sheet, column)[0] * PIXELS:.0f}px'>" for column in columns)
    total = sum(get_dimension(sheet, column)[0] for column in columns) * PIXELS
    rows = "".join(
        "<tr>" + "".join(draw_cell(sheet.cell(row, column)) for column in columns) + "</tr>"
        for row in range(top, min(bottom, top + ROWS) + 1))
    return f"<table style='width:{total:.0f}px'><colgroup>{widths}</colgroup>{rows}</table>"


def get_dimension(sheet, column):
    """:return: (width in characters, whether it is hidden); columns alike are one element of the file"""
    for dimension in sheet.column_dimensions.values():
        if dimension.min and dimension.min <= column <= dimension.max:
            return dimension.width, dimension.hidden
    return sheet.column_dimensions[get_column_letter(column)].width, False


def draw_cell(cell):
    value, styles, classes = cell.value, [], []
    if cell.fill.fill_type == "solid" and isinstance(cell.fill.fgColor.rgb, str):
        styles.append(f"background:#{cell.fill.fgColor.rgb[-6:]}")
    if cell.font.color is not None and isinstance(cell.font.color.rgb, str):
        styles.append(f"color:#{cell.font.color.rgb[-6:]}")
    if cell.font.bold:
        styles.append("font-weight:bold")
    if cell.alignment.wrap_text:
        classes.append("wrap")
    elif isinstance(value, str) and cell.column == 1 and not cell.font.underline:
        classes.append("free")
    if isinstance(value, (int, float, datetime)):
        classes.append("right")
    return f"<td class='{' '.join(classes)}' style='{';'.join(styles)}'>{escape(show(value, cell.number_format))}</td>"


def show(value, form):
    """:return: the value as a spreadsheet program shows it in a cell of this format"""
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    decimals = len(re.search(r"\.(0+)", form)[1]) if "." in form and re.search(r"\.(0+)", form) else 0
    if "%" in form:
        return f"{value:.{decimals}%}"
    if form == "General":
        return f"{value:g}"
    return f"{value:,.{decimals}f}" if "," in form else f"{value:.{decimals}f}"


def draw_charts(book, sheet):
    charts = [draw_chart(book, chart) for chart in sheet._charts]
    return f"<div class='charts'>{''.join(charts)}</div>" if charts else ""


def read(book, reference):
    title, cells = reference.rsplit("!", 1)
    sheet = book[title.strip("'").replace("''", "'")]
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    return [sheet.cell(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def draw_chart(book, chart):
    series = []
    for one in chart.series:
        source = one.cat and (one.cat.strRef or one.cat.numRef)
        names = [show(cell.value, cell.number_format) for cell in read(book, source.f)] if source else []
        label = one.tx and (read(book, one.tx.strRef.f)[0].value if one.tx.strRef else one.tx.v)
        series.append((str(label or ""), names, [
            cell.value if isinstance(cell.value, (int, float)) else 0.0 for cell in read(book, one.val.numRef.f)]))
    title = "".join(run.t for part in chart.title.tx.rich.p for run in part.r or ()) if (
        chart.title and chart.title.tx and chart.title.tx.rich) else ""
    kind = type(chart).__name__
    is_stacked = getattr(chart, "grouping", None) == "stacked"
    drawing = draw_lines(series) if kind == "LineChart" else draw_bars(
        series, is_stacked, is_across=getattr(chart, "barDir", "col") == "bar")
    legend = "".join(
        f"<rect x='{8 + 130 * number}' y='226' width='9' height='9' fill='{COLORS[number % len(COLORS)]}'/>"
        f"<text x='{20 + 130 * number}' y='235'>{escape(one[0])}</text>" for number, one in enumerate(series))
    return (f"<svg width='560' height='242'><text x='280' y='16' text-anchor='middle' font-weight='bold'>{escape(title)}</text>"
            f"{drawing}{legend}</svg>")


def get_scale(series, is_stacked):
    """:return: (lowest, highest) value that is drawn"""
    sums = [[sum(max(value, 0) for value in values) for values in zip(*(each[2] for each in series), strict=False)],
            [sum(min(value, 0) for value in values) for values in zip(*(each[2] for each in series), strict=False)]] if (
        is_stacked) else [each[2] for each in series]
    flat = [0.0, *(value for values in sums for value in values)]
    return min(flat), max(flat) if max(flat) > min(flat) else min(flat) + 1


def draw_bars(series, is_stacked, is_across=False):
    low, high = get_scale(series, is_stacked)
    length, room = (350, 185) if is_across else (185, 510)
    number = max(len(series[0][2]), 1) if series else 1
    step, thick = room / number, room / number * 0.7 / (1 if is_stacked else max(len(series), 1))
    shapes = []
    for place in range(number):
        ends = {True: 0.0, False: 0.0}
        for position, (_label, _names, values) in enumerate(series):
            value = values[place] if place < len(values) else 0.0
            begin = ends[value >= 0] if is_stacked else 0.0
            ends[value >= 0] = begin + value
            first, last = sorted(((begin - low) / (high - low) * length, (begin + value - low) / (high - low) * length))
            offset = place * step + step * 0.15 + (0 if is_stacked else position * thick)
            box = (f"x='{190 + first:.1f}' y='{28 + offset:.1f}' width='{last - first:.1f}' height='{thick:.1f}'"
                   if is_across else
                   f"x='{40 + offset:.1f}' y='{24 + length - last:.1f}' width='{thick:.1f}' height='{last - first:.1f}'")
            shapes.append(f"<rect {box} fill='{COLORS[position % len(COLORS)]}'/>")
        name = series[0][1][place] if series and place < len(series[0][1]) else ""
        middle = place * step + step / 2
        shapes.append(
            f"<text x='186' y='{32 + middle:.1f}' text-anchor='end'>{escape(name[:28])}</text>" if is_across else
            f"<text x='{40 + middle:.1f}' y='221' text-anchor='middle'>{escape(name[-10:] if number > 6 else name)}</text>"
            if number <= 8 or place % 2 == 0 else "")
    return "".join(shapes)


def draw_lines(series):
    low, high = get_scale(series, False)
    shapes = []
    for position, (_label, names, values) in enumerate(series):
        step = 500 / max(len(values) - 1, 1)
        points = " ".join(
            f"{45 + place * step:.1f},{209 - (value - low) / (high - low) * 180:.1f}" for place, value in enumerate(values))
        shapes.append(f"<polyline points='{points}' fill='none' stroke-width='2' stroke='{COLORS[position % len(COLORS)]}'/>")
        if not position:
            shapes += [f"<text x='{45 + place * step:.1f}' y='221' text-anchor='middle'>{escape(name[-10:])}</text>"
                       for place, name in enumerate(names) if place % max(len(names) // 6, 1) == 0]
    return "".join(shapes)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
