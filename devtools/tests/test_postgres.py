import os
from pathlib import Path

from devtools.postgres import LONGEST_SOCKET_PATH, SOCKET_NAME, socket_directory


def socket_length(directory):
    return len(os.fsencode(directory / SOCKET_NAME))


def test_socket_lies_beside_the_data():
    assert socket_directory(Path("/repository/.cache/postgres")) == Path("/repository/.cache/postgres/socket")


def test_longest_path_that_still_fits():
    short = Path("/" + "x" * (LONGEST_SOCKET_PATH - len(f"//socket/{SOCKET_NAME}")))
    assert socket_length(socket_directory(short)) == LONGEST_SOCKET_PATH
    assert socket_directory(short).parent == short
    longer = Path(f"{short}x")
    assert socket_directory(longer).parent != longer


def test_long_paths_get_directories_of_their_own():
    first, second = (socket_directory(Path("/" + letter * 200)) for letter in "ab")
    assert first != second
    assert socket_length(first) <= LONGEST_SOCKET_PATH


def test_length_counts_bytes_not_characters():
    chinese = Path("/" + "信" * 40)
    assert socket_directory(chinese).parent != chinese
