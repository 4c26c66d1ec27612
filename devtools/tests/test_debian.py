from devtools.debian import parse_one_line, sid_line


def test_one_line_source_with_options():
    stanzas = parse_one_line("# comment\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib\n")
    assert sid_line(stanzas) == "deb [signed-by=/k.gpg] http://mirror.example/debian sid main\n"
