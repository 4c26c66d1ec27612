from devtools import checks


def texts(found):
    return [(path.name, line, text) for path, line, text in found]


def test_broken_xml_is_named_with_its_line(tmp_path):
    (tmp_path / "a.xml").write_text("<odoo>\n<record>\n</odoo>\n")
    assert [(name, line) for name, line, _text in texts(checks.check_xml(tmp_path))] == [("a.xml", 3)]


def test_id_used_twice_in_an_addon(tmp_path):
    (tmp_path / "a.xml").write_text('<odoo><record id="x" model="m"/></odoo>')
    (tmp_path / "b.xml").write_text('<odoo>\n<menuitem id="x"/></odoo>')
    assert texts(checks.check_duplicate_ids(tmp_path)) == [("b.xml", 2, "id 'x' is already used in a.xml:1")]


def test_csv_rows_have_the_width_of_the_header(tmp_path):
    data = tmp_path / "data" / "rating"
    data.mkdir(parents=True)
    (data / "a.csv").write_text('id,name\nx,"a,b"\ny\nx,c\n')
    assert texts(checks.check_csv(tmp_path)) == [
        ("a.csv", 3, "1 values in the row, 2 columns in the header"), ("a.csv", 4, "id 'x' is already used")]


def test_csv_of_a_room_is_checked_and_one_beside_the_data_is_not(tree):
    folder = tree({"data/score/a.csv": "id,name\ny\n", "demo/parts/b.csv": "id,name\ny\n", "tests/c.csv": "id,name\ny\n"})
    assert [name for name, _line, _text in texts(checks.check_csv(folder))] == ["a.csv", "b.csv"]


def test_two_tests_of_one_name_are_refused(tree):
    folder = tree({f"tests/{name}": "" for name in (
        "hold/test_a.py", "hold/common.py", "review/test_a.py", "review/test_b.py", "review/common.py")})
    assert list(checks.check_test_names(folder)) == [(
        folder / "tests/review/test_a.py", 1, "tests/hold/test_a.py has this name too, so that Odoo runs only one of them")]


def test_chinese_catalogue_has_to_be_complete_and_keep_placeholders(tmp_path):
    (tmp_path / "zh_CN.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Hold"\nmsgstr ""\n\nmsgid "Due %(date)s"\nmsgstr "到期 %(day)s"\n\nmsgid "Paid"\nmsgstr "已付"\n')
    found = [text for _path, _line, text in checks.check_catalogues(tmp_path)]
    assert found == ["not translated: 'Hold'", "placeholders differ from the original: 'Due %(date)s'"]


def test_long_functions_and_files_are_named_outside_tests(tmp_path):
    long_function = "def f():\n" + "    x = 1\n" * 40
    (tmp_path / "a.py").write_text(long_function)
    (tmp_path / "b.py").write_text("x = 1\n" * 301)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "c.py").write_text(long_function)
    assert texts(checks.check_sizes(tmp_path)) == [
        ("a.py", 1, "f has 41 lines, at most 40 are allowed"), ("b.py", 301, "301 lines, at most 300 are allowed")]


def test_a_clock_that_is_not_the_company_s_is_reported(tmp_path):
    room = tmp_path / "credit_collection" / "models" / "hold"
    room.mkdir(parents=True)
    (room / "sale_order.py").write_text(
        "today = fields.Date.context_today(self)\nday = company._get_credit_today()\n"
        "date = fields.Date(default=lambda self: self.env.company._get_credit_today())\n")
    common = tmp_path / "credit_collection" / "models" / "common"
    common.mkdir()
    (common / "clock.py").write_text("fields.Date.today()\n")
    assert [(path.name, line) for path, line, _text in checks.check_clock(tmp_path)] == [
        ("sale_order.py", 1), ("sale_order.py", 3)]


def test_a_view_that_asks_the_browser_or_the_user_which_day_it_is_is_reported(tree):
    lines = [
        """<filter domain="[('date', '&lt;', 'today')]"/>""",
        """<filter domain="[('date', '&gt;=', 'today -30d'), ('state', '=', 'open')]"/>""",
        """<field name="domain">[("date", ">", "now -7d")]</field>""",
        """<filter domain="[('date', '&gt;=', '=1d')]"/>""",
        """<field name="date" decoration-danger="date &lt; current_date"/>""",
        """<field name="date" widget="remaining_days"/>""",
        """<filter domain="[('date', '=', context_today().strftime('%Y'))]"/>""",
    ]
    folder = tree({
        "credit_collection/views/hold/wrong.xml": "\n".join(lines),
        "credit_collection/views/hold/right.xml": """<filter name="today" domain="[('date_days', '=', 0)]"/>""",
        "credit_collection/models/hold/wrong.py": 'Domain("date", "<", "today")\n',
        "credit_collection/models/hold/right.py": 'return {"today": today}\nfields.get("today")\n',
    })
    assert [(path.name, line) for path, line, _text in checks.check_view_clock(folder)] == [
        *(("wrong.xml", number) for number in range(1, len(lines) + 1)), ("wrong.py", 1)]
