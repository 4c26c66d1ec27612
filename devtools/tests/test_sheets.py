import io
from datetime import datetime

import pytest

openpyxl = pytest.importorskip("openpyxl")


def make_book(folder):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Customers"
    for row in (["Customer", "Open", "Due"], ["Dry & Sons", 1234.5, datetime(2026, 3, 9)]):
        sheet.append(row)
    sheet["B2"].number_format = "#,##0.00"
    sheet.column_dimensions["C"].hidden = True
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    chart.set_categories(openpyxl.chart.Reference(sheet, min_col=1, min_row=2, max_row=2))
    sheet.add_chart(chart, "E1")
    book.create_sheet("Lists").sheet_state = "hidden"
    file = folder / "book.xlsx"
    book.save(file)
    return file


def test_visible_sheets_become_pages(tmp_path):
    from devtools import sheets_run

    sheets_run.main(make_book(tmp_path), tmp_path)
    [page] = tmp_path.glob("*.html")
    text = page.read_text()
    assert "Dry &amp; Sons" in text
    assert "1,234.50" in text
    assert "2026-03-09" not in text, "a hidden column"
    assert "<svg" in text


@pytest.mark.parametrize(("value", "form", "expected"), [
    (None, "General", ""), (0.125, "0.0%", "12.5%"), (1234.5, "#,##0;[Red]-#,##0", "1,234"), (3, "General", "3"),
    (datetime(2026, 3, 9), "yyyy-mm-dd", "2026-03-09"), ("text", "General", "text"),
])
def test_values_are_shown_by_their_format(value, form, expected):
    from devtools import sheets_run

    assert sheets_run.show(value, form) == expected


def test_pictures_lose_their_white_edges():
    image_module = pytest.importorskip("PIL.Image")
    pytest.importorskip("websocket")
    from devtools.browser import trim

    image = image_module.new("RGB", (200, 100), "white")
    image.paste("black", (90, 40, 110, 50))
    content = io.BytesIO()
    image.save(content, "PNG")
    assert image_module.open(io.BytesIO(trim(content.getvalue(), margin=5))).size == (30, 20)
