"""What files and variables give is freed of what nobody typed, or refused without being shown."""

import os

import pytest

from harness.core.given import (
    MOST_BYTES,
    read_text,
    secret_of_file,
    secret_of_variable,
    word_of_variable,
)
from tests.harness.making import CANARY

MARKED = CANARY.encode("utf-8-sig")
CLEAR = [
    CANARY.encode(),
    f"{CANARY}\n".encode(),
    f"{CANARY}\r\n".encode(),
    MARKED,
    MARKED + b"\r\n",
    f"\ufeff{CANARY}\r\n".encode("utf-16-le"),
    f"\ufeff{CANARY}".encode("utf-16-be"),
]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "secret"


@pytest.mark.parametrize("content", CLEAR, ids=ascii)
def test_secret_of_a_file_is_what_was_typed(file, content):
    file.write_bytes(content)

    found = secret_of_file(file)

    assert (found.value, found.remark) == (CANARY, "")


AMBIGUOUS = [
    (f"{CANARY}\n\n", CANARY, "ends with a line end, which was taken off"),
    (f"{CANARY}\r\n\r\n", CANARY, "ends with a line end, which was taken off"),
    (f"{CANARY} \n", f"{CANARY} ", "ends with a blank, which is kept"),
    (f" {CANARY}", f" {CANARY}", "begins with a blank, which is kept"),
    (f"\t{CANARY}\u00a0", f"\t{CANARY}\u00a0", "begins and ends with a blank, which is kept"),
    (f'"{CANARY}"', f'"{CANARY}"', "stands in quotation marks, which are kept"),
    (
        f"{CANARY}\u200b",
        f"{CANARY}\u200b",
        r"holds a character that nobody sees (\u200b), which is kept",
    ),
]


@pytest.mark.parametrize(("content", "value", "remark"), AMBIGUOUS, ids=[a for *_, a in AMBIGUOUS])
def test_what_is_ambiguous_is_remarked_without_the_secret(file, content, value, remark):
    file.write_text(content, encoding="utf-8", newline="")

    found = secret_of_file(file)

    assert (found.value, found.remark) == (value, remark)
    assert CANARY not in repr(found)


REFUSED = [
    (b"", "is empty"),
    (b"\n", "is empty"),
    (b"\xef\xbb\xbf\r\n", "is empty"),
    (b" \t \n", "holds nothing but blanks"),
    (f"{CANARY}\nqa".encode(), "holds more than one line"),
    (f"{CANARY}\rqa".encode(), "holds more than one line"),
    (f"{CANARY}\0".encode(), "holds control characters"),
    (CANARY.encode("utf-16-le"), "holds control characters"),
    (CANARY.encode() + b"\xff", "can't be read: it is no text in UTF-8"),
    (b"\xff\xfe", "can't be read: it is no text in UTF-8"),
    (b"x" * (MOST_BYTES + 1), f"can't be read: it is larger than {MOST_BYTES} bytes"),
]


@pytest.mark.parametrize(("content", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_file_that_holds_no_secret_is_refused_in_words_that_hold_none(file, content, words):
    file.write_bytes(content)

    with pytest.raises(ValueError, match=words) as caught:
        secret_of_file(file)

    assert CANARY[:8] not in str(caught.value)


def test_directory_and_what_is_not_there_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"^can't be read: Is a directory$"):
        secret_of_file(tmp_path)
    with pytest.raises(ValueError, match=r"^can't be read: there is no such file$"):
        secret_of_file(tmp_path / "no")
    with pytest.raises(ValueError, match=r"^can't be read: it is no name of a file$"):
        secret_of_file(tmp_path / "a\0b")
    with pytest.raises(FileNotFoundError):
        read_text(tmp_path / "no")


@pytest.mark.parametrize(
    ("content", "value", "remark"),
    [
        (CANARY, CANARY, ""),
        (f"\ufeff{CANARY}", CANARY, ""),
        (f"{CANARY}\n", CANARY, "ends with a line end, which was taken off"),
        (f"{CANARY}\r\n", CANARY, "ends with a line end, which was taken off"),
    ],
    ids=["plain", "mark", "line-end", "windows-line-end"],
)
def test_secret_of_a_variable_is_freed_of_its_line_end(monkeypatch, content, value, remark):
    monkeypatch.setenv("ACME", content)

    found = secret_of_variable("ACME")

    assert found is not None
    assert (found.value, found.remark) == (value, remark)


def test_variable_that_holds_no_secret_is_none_or_refused(monkeypatch):
    monkeypatch.delenv("ACME", raising=False)
    assert secret_of_variable("ACME") is None
    monkeypatch.setenv("ACME", "")
    assert secret_of_variable("ACME") is None
    monkeypatch.setenv("ACME", "\n")
    with pytest.raises(ValueError, match=r"^is empty$"):
        secret_of_variable("ACME")
    monkeypatch.setitem(os.environ, "ACME", os.fsdecode(b"caf\xe9-secret"))
    with pytest.raises(ValueError, match=r"^is no text in UTF-8$"):
        secret_of_variable("ACME")


def test_word_of_a_variable_has_no_blanks_around_it(monkeypatch):
    monkeypatch.setenv("ACME", "\ufeff qa@acme.test \r\n")

    assert word_of_variable("ACME") == "qa@acme.test"
    assert word_of_variable("NOT_SET_ANYWHERE") == ""
