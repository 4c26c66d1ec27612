from devtools.debian import DEFAULT_KEYRING, DEFAULT_URI, parse_deb822, parse_one_line, sid_line

DEB822 = """\
Types: deb
# a comment between two fields
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/example.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""


def test_deb822_source_keeps_mirror_and_key():
    expected = "deb [signed-by=/usr/share/keyrings/example.gpg] http://mirror.example/debian sid main\n"
    assert sid_line(parse_deb822(DEB822)) == expected


def test_one_line_source_keeps_mirror_and_key():
    text = "# comment\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib # here\n"
    assert sid_line(parse_one_line(text)) == "deb [signed-by=/k.gpg] http://mirror.example/debian sid main\n"


def test_one_line_source_without_options_uses_debians_key():
    stanzas = parse_one_line("deb http://mirror.example/debian trixie main\n")
    assert sid_line(stanzas) == f"deb [signed-by={DEFAULT_KEYRING}] http://mirror.example/debian sid main\n"


def test_key_written_into_the_file_is_replaced_by_debians_key():
    text = DEB822.replace("/usr/share/keyrings/example.gpg", "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc")
    assert f"[signed-by={DEFAULT_KEYRING}]" in sid_line(parse_deb822(text))


def test_trusted_mirror_stays_trusted():
    assert sid_line(parse_one_line("deb [trusted=yes] file:/mirror bookworm main")) == (
        "deb [trusted=yes] file:/mirror sid main\n")


def test_sources_that_are_not_debians_are_passed_over():
    foreign = parse_one_line(
        "deb-src http://mirror.example/debian bookworm main\n"
        "deb https://packages.example/apt stable-tools main\n"
        "deb http://mirror.example/debian-security bookworm-security main\n"
    )
    disabled = parse_deb822(DEB822.replace("Types: deb\n#", "Enabled: no\nTypes: deb\n#", 1))
    assert sid_line(foreign) == sid_line(disabled) == (
        f"deb [signed-by={DEFAULT_KEYRING}] {DEFAULT_URI} sid main\n")
