import pytest

from devtools.ledger_text import NUL_SIGN, TextError, decode, find_separator, read_table

TEXT = "客户,Müller\n"


def known(header):
    return sum(name in ("a", "b", "c") for name in header)


@pytest.mark.parametrize("content, text, encoding", [
    (TEXT.encode(), TEXT, "UTF-8"),
    (TEXT.encode("utf-8-sig"), TEXT, "UTF-8"),
    (TEXT.encode("utf-16"), TEXT, "UTF-16"),
    ("客户,发票号码\n朱镕基,1\n".encode("gb18030"), "客户,发票号码\n朱镕基,1\n", "GB18030"),
    ("customer\n张伟\n".encode("gbk"), "customer\n张伟\n", "GB18030"),
    ("customer\nMüller\n".encode("cp1252"), "customer\nMüller\n", "Windows-1252"),
    ("customer\nCafé, Bœuf – 5 €\n".encode("cp1252"), "customer\nCafé, Bœuf – 5 €\n", "Windows-1252"),
    (b"plain", "plain", "UTF-8"),
])
def test_encoding(content, text, encoding):
    assert decode(content) == (text, encoding)


@pytest.mark.parametrize("content, line, reason", [
    (b"a\nb\x81\n", 2, "not text in UTF-8, GB18030 or Windows-1252"),
    (b"\xef\xbb\xbfa\nb\xff\n", 2, "not text in UTF-8"),
    ("a,b\n1,2\n".encode("utf-16-le"), 0, "NUL"),
    (b"PK\x03\x04 zipped", 0, "a workbook"),
    (b"", 1, "the file is empty"),
    (b"\n  \n", 1, "the file is empty"),
])
def test_no_text(content, line, reason):
    with pytest.raises(TextError) as caught:
        read_table(content, known)
    assert caught.value.problem.line == line and reason in caught.value.problem.text and caught.value.problem.remedy


@pytest.mark.parametrize("header, separator", [
    ("a,b,c", ","), ("a;b;c", ";"), ("a\tb\tc", "\t"),
    ('"a";"x, y, z";"b"', ";"),  # known names count more than many names
    ("x;y", ";"), ("single", ","),
])
def test_separator(header, separator):
    assert find_separator(header, known) == separator


def test_declared_separator_blank_lines_and_separators_at_the_end():
    table = read_table(b"sep=;\r\n\r\na;b;;\r\n1;2;;\r\n;;\r\n3;;;\r\n", known)
    assert (table.header, table.header_line, table.rows) == (["a", "b"], 3, [(4, ["1", "2"]), (6, ["3", ""])])
    assert not table.problems


def test_line_numbers_are_those_where_a_row_begins():
    table = read_table(b'a,b\n"x\ny",1\n2,3\n', known)
    assert table.rows == [(2, ["x\ny", "1"]), (4, ["2", "3"])]


def test_nul_is_visible():
    assert read_table(b"a,b\nx\0y,1\n", known).rows == [(2, [f"x{NUL_SIGN}y", "1"])]


@pytest.mark.parametrize("content, line, words", [
    (b"a,b,c\n1;2;3\n", 2, ["1 value for 3 columns", "separated by semicolons", "the header by commas"]),
    (b"a,b,c\n1;2;\n", 2, ["separated by semicolons"]),
    (b"a;b;c\n1,2,3\n", 2, ["separated by commas", "the header by semicolons"]),
    (b"a,b,c\n1,2,50,39\n", 2, ["4 values for 3 columns", "quotation marks", "semicolons"]),
    (b"a;b;c\n1;2;3\n1;2\n", 3, ["2 values for 3 columns", "separated by semicolons"]),
    (b'a,b\n1,2\n"1,2\n3,4\n', 3, ["quotation marks"]),
    (b'a,b\n"1"x,2\n3,4\n', 2, ["quotation marks"]),
])
def test_rows_that_do_not_fit(content, line, words):
    [problem] = read_table(content, known).problems
    assert problem.line == line and all(word in str(problem) for word in words), str(problem)
