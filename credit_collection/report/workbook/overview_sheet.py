"""The first sheet of a workbook: small tables below each other, each with a chart of the spreadsheet beside it."""

from typing import NamedTuple

from .workbook_sheet import A4, LINE_HEIGHT, Column, count_lines

# Charts stand to the right of the widest table, as high as so many rows.
CHART_COLUMN = 7
CHART_ROWS = 15
CHART_SIZE = {"width": 760, "height": 20 * CHART_ROWS}
COLORS = ("#1F4E78", "#5B9BD5", "#70AD47", "#FFC000", "#ED7D31", "#A5A5A5", "#C00000")
LABEL_WIDTH = 30


class Formula(NamedTuple):
    """A formula, and the value that it has now."""

    text: str
    value: float


class Chart(NamedTuple):
    """A chart of the table of a block.

    :param str kind: column, bar or line
    :param str categories: key of the column below or beside which values are drawn
    :param list series: keys of the columns that are drawn
    :param bool is_stacked: on top of each other
    :param list colors: one per category of a single series
    :param int rows: how many rows of the table are drawn; all of them without
    """

    kind: str
    categories: str
    series: list
    is_stacked: bool = False
    colors: list | None = None
    rows: int = 0


class Block(NamedTuple):
    """A table of the overview.

    :param list columns: :class:`~.workbook_sheet.Column`
    :param list rows: of dicts with a value or :class:`Formula` per column key
    :param str note: below the title, what the figures mean
    """

    sequence: int
    title: str
    columns: list
    rows: list
    chart: Chart | None = None
    note: str = ""


class OverviewSheet:

    def __init__(self, workbook, name, footer):
        self.workbook = workbook
        self.name = name
        self.worksheet = workbook.add_worksheet(name)
        self.worksheet.set_landscape()
        self.worksheet.set_paper(A4)
        self.worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.set_footer(footer)
        self.worksheet.hide_gridlines(2)
        self.worksheet.set_column(0, 0, LABEL_WIDTH)
        self.worksheet.set_column(1, CHART_COLUMN - 1, 14)
        self.row = 0

    def write_blocks(self, formats, decimals, title, lines, blocks):
        """:param dict decimals: decimal places by currency name"""
        self.worksheet.write_string(0, 0, title, formats.title)
        for number, line in enumerate(lines, 1):
            self.worksheet.write_string(number, 0, line, formats.subtitle)
        self.row = len(lines) + 2
        # The title is repeated on each page.
        self.worksheet.repeat_rows(0, len(lines))
        charts = []
        for block in sorted(blocks, key=lambda block: block.sequence):
            if block.rows:
                charts += [self.row] if block.chart else []
                self._write_block(formats, decimals, block)
        # Two tables with their charts fit on a page.
        self.worksheet.set_h_pagebreaks(charts[2::2])

    def _write_block(self, formats, decimals, block):
        start = self.row
        self.worksheet.write_string(self.row, 0, block.title, formats.section)
        if block.note:
            self.row += 1
            self.worksheet.write_string(self.row, 0, block.note, formats.subtitle)
        self.row += 1
        lines = max(
            count_lines(column.heading, LABEL_WIDTH if not number else 14) for number, column in enumerate(block.columns))
        self.worksheet.set_row(self.row, LINE_HEIGHT * lines + 2)
        for number, column in enumerate(block.columns):
            self.worksheet.write_string(self.row, number, column.heading, formats.header)
        first = self.row = self.row + 1
        for row in block.rows:
            for number, column in enumerate(block.columns):
                self._write_cell(formats, decimals, number, column, row)
            self.row += 1
        if block.chart:
            self._insert_chart(block, start, first)
            self.row = max(self.row, start + CHART_ROWS)
        self.row += 2

    def _write_cell(self, formats, decimals, number, column: Column, row):
        value = row.get(column.key)
        if value is None or value is False or value == "":
            return
        style = formats.money(decimals[row[column.currency]]) if column.currency else formats.by_kind[column.kind]
        if isinstance(value, Formula):
            self.worksheet.write_formula(self.row, number, value.text, style, value.value)
        elif column.kind == "text":
            if column.link and row.get(column.link):
                self.worksheet.write_url(self.row, number, row[column.link], formats.link, value)
            else:
                self.worksheet.write_string(self.row, number, value)
        elif column.kind == "date":
            self.worksheet.write_datetime(self.row, number, value, style)
        else:
            self.worksheet.write_number(self.row, number, value, style)

    def _insert_chart(self, block, start, first):
        chart = block.chart
        last = first + (chart.rows or len(block.rows)) - 1
        index = {column.key: number for number, column in enumerate(block.columns)}
        headings = {column.key: column.heading for column in block.columns}
        options = {"type": chart.kind, **({"subtype": "stacked"} if chart.is_stacked else {})}
        drawn = self.workbook.add_chart(options)
        for number, key in enumerate(chart.series):
            color = COLORS[number % len(COLORS)]
            series = {
                "name": headings[key],
                "categories": [self.name, first, index[chart.categories], last, index[chart.categories]],
                "values": [self.name, first, index[key], last, index[key]],
                "gap": 60,
            }
            series["line" if chart.kind == "line" else "fill"] = {"color": color}
            if chart.colors:
                series["points"] = [{"fill": {"color": each}} for each in chart.colors]
            drawn.add_series(series)
        drawn.set_title({"name": block.title, "name_font": {"size": 12}, "overlay": False})
        drawn.set_size(CHART_SIZE)
        drawn.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
        axis = {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
        # The first row of a bar chart is at the bottom unless the axis is turned.
        drawn.set_y_axis({"reverse": True} if chart.kind == "bar" else axis)
        drawn.set_x_axis(axis if chart.kind == "bar" else {"label_position": "low"})
        self.worksheet.insert_chart(start, CHART_COLUMN, drawn, {"description": block.title, "object_position": 2})
