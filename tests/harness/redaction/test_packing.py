"""What may be base64, hexadecimal or compressed is read as what it stands for."""

import base64
import gzip
import zlib

import pytest

from harness.redaction.packing import MOST_UNPACKED, unpacked

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
