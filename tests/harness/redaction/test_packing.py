"""What may be base64, hexadecimal or compressed is read as what it stands for."""

import base64
import gzip
import zlib

import pytest

from harness.redaction.packing import MOST_UNPACKED, RUN, unpacked

TEXT = b'{"session": "of a user"}'
RUNS = {
    "base64": base64.b64encode(TEXT),
    "base64url": base64.urlsafe_b64encode(b"\xfb\xff\xfe" + TEXT),
    "behind another word": b"to/" + base64.b64encode(TEXT),
    "hexadecimal": TEXT.hex().encode(),
    "hexadecimal behind a digit": b"0" + TEXT.hex().encode(),
    "gzip": base64.b64encode(gzip.compress(TEXT)),
    "zlib": base64.b64encode(zlib.compress(TEXT)),
    "gzip in hexadecimal": gzip.compress(TEXT).hex().encode(),
    "UTF-16": base64.b64encode(TEXT.decode().encode("utf-16")),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_run_is_read_as_what_it_stands_for(run):
    assert any(TEXT in each for each in unpacked(run))


@pytest.mark.parametrize(
    "run", [b"users/auth_options", b"request-0000000", b"5TqZ8rXw2LmN7vKp", b"H4sIAAAAAAAAAAAAAAA"]
)
def test_run_that_stands_for_itself_is_not_read(run):
    assert unpacked(run) == ()


def test_long_run_is_read_as_well():
    assert any(TEXT * 1000 in each for each in unpacked(base64.b64encode(TEXT * 1000)))


def test_no_more_is_unpacked_than_can_be_searched():
    bomb = base64.b64encode(zlib.compress(b"a" * (2 * MOST_UNPACKED)))

    assert max(map(len, unpacked(bomb))) == MOST_UNPACKED


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        (b"to aZ09+/_-aZ09+/_-==, and", [b"aZ09+/_-aZ09+/_-=="]),
        (b"to aZ09+/_-aZ09+/_, and", []),
        (b"aZ09+/_-aZ09+/_-===", [b"aZ09+/_-aZ09+/_-=="]),
    ],
    ids=["sixteen", "fifteen", "padded-too-far"],
)
def test_run_is_of_sixteen_characters_or_more(text, runs):
    assert RUN.findall(text) == runs


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        (b"abcdef", True),
        (b"abcde", False),
        (b"a b c d e f", True),
        (b"abcdef\1\2", True),
        (b"abcdef\1\2\3", False),
    ],
    ids=["six", "five", "blanks", "a-quarter-unprintable", "more"],
)
def test_what_may_be_text_is_read(text, is_read):
    assert (text in unpacked(base64.b64encode(text))) is is_read


def test_bytes_with_a_third_of_zeros_are_no_utf_16():
    assert b"abcdef" not in unpacked(base64.b64encode(b"ab\0cd\0ef\0"))


def test_character_too_many_costs_no_other():
    assert any(TEXT in each for each in unpacked(base64.b64encode(TEXT) + b"A"))
