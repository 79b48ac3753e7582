"""A content coding that was not asked for is undone where it can be, and named where it can't."""

import gzip
import zlib

import pytest

from harness.http.codings import MOST_CODINGS, Undecodable, decoded


def zipped(body: bytes) -> bytes:
    """Return it as gzip, whenever that is: workers must collect the same tests."""
    return gzip.compress(body, mtime=0)


PLAIN = b'{"token": "abc"}'
LARGEST = 10_000


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (zipped(PLAIN), ["gzip"]),
        (zipped(PLAIN), ["x-gzip"]),
        (zipped(PLAIN[:5]) + zipped(PLAIN[5:]), ["gzip"]),
        (zipped(PLAIN) + b"\0\0", ["gzip"]),
        (zlib.compress(PLAIN), ["deflate"]),
        (raw_deflate(PLAIN), ["deflate"]),
        (zipped(zipped(PLAIN)), ["gzip", "gzip"]),
        (zipped(zlib.compress(PLAIN)), ["deflate", "identity", "gzip"]),
        (PLAIN, ["identity"]),
        (PLAIN, ["none"]),
        (PLAIN, ["", "utf-8"]),
        (PLAIN, []),
        (PLAIN, ["gzip"]),
        (PLAIN, ["br"]),
        (PLAIN, ["deflate"]),
        (b"{}", ["deflate"]),
        (PLAIN, ["x" * 60_000]),
        (zipped(PLAIN), ["br", "gzip"]),
        (b"", ["br"]),
        (b"", ["gzip"]),
        (b"", ["zstd"] * 9),
    ],
)
def test_body_is_read_as_what_it_was_before(body, codings):
    assert decoded(body, codings, LARGEST) == (PLAIN if len(body) > 2 else body)


NOT_ASKED = "which was not asked for, and can't be read"


@pytest.mark.parametrize(
    ("body", "codings", "words"),
    [
        (b"\x8b\x07\x80{}\x03", ["br"], f"is coded (br), {NOT_ASKED}"),
        (b"\x28\xb5\x2f\xfd", ["zstd"], f"is coded (zstd), {NOT_ASKED}"),
        (b"\x1f\x9d", ["compress"], f"is coded (compress), {NOT_ASKED}"),
        (b"<html>", ["gzip"], f"is coded (gzip), {NOT_ASKED}"),
        (b"12", ["br"], f"is coded (br), {NOT_ASKED}"),
        (b"\xff", ["\x1b[31m"], f"is coded (a name that is none), {NOT_ASKED}"),
        (zipped(PLAIN)[:-9], ["gzip"], f"is coded (gzip), {NOT_ASKED}"),
        (zipped(b"x"), ["gzip"] * (MOST_CODINGS + 1), f"is coded (gzip), {NOT_ASKED}"),
    ],
)
def test_body_that_cannot_be_read_is_named(body, codings, words):
    with pytest.raises(Undecodable) as caught:
        decoded(body, codings, LARGEST)

    assert str(caught.value) == words


def test_codings_without_end_are_not_undone():
    body = PLAIN
    for _ in range(MOST_CODINGS + 1):
        body = zipped(body)

    with pytest.raises(Undecodable, match="is coded 6 times"):
        decoded(body, ["gzip"] * (MOST_CODINGS + 1), LARGEST)


@pytest.mark.parametrize("parts", [1, 3], ids=["one-part", "three-parts"])
def test_small_body_that_would_unfold_to_a_large_one_is_not_read(parts):
    body = zipped(b"\0" * (LARGEST // parts + 1)) * parts

    with pytest.raises(Undecodable, match="is over 10000 bytes"):
        decoded(body, ["gzip"], LARGEST)


def test_body_of_the_limit_is_read():
    assert len(decoded(zipped(b"\0" * LARGEST), ["gzip"], LARGEST)) == LARGEST
