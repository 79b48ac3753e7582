"""The archive of exchanges holds no secret."""

import gzip
import json

import pytest

from harness.http.recorder import Recorded
from harness.reports import har
from harness.reports.har import har_entry
from tests.harness.making import CANARY, REQUEST, an_exchange
from tests.harness.reports.leaving import an_entry


def test_exchange_is_archived_without_its_secrets():
    headers = (("Set-Cookie", f"s={CANARY}"),)

    entry = har_entry(
        Recorded(an_exchange(request=REQUEST, json={"token": CANARY}, headers=headers))
    )

    assert CANARY not in json.dumps(entry)
    assert entry["answer_body"] == '{"token": "$TOKEN"}'
    assert entry["size"] == len(json.dumps({"token": CANARY}))


def test_large_archive_is_packed_and_a_small_one_is_not(tmp_path, monkeypatch):
    small, large = tmp_path / "small.har", tmp_path / "large.har"

    har.write_har_file(small, [an_entry("a")])
    monkeypatch.setattr(har, "LARGEST_PLAIN", 100)
    har.write_har_file(large, [an_entry("a")])

    assert {each.name for each in tmp_path.iterdir()} == {"small.har", "large.har.gz"}
    assert har.unpacked((tmp_path / "large.har.gz").read_bytes()) == small.read_bytes()


@pytest.mark.parametrize(
    "data", [b"{}", gzip.compress(b"x" * 100)[:-9]], ids=["not packed", "cut short"]
)
def test_damaged_archive_is_not_unpacked(data):
    with pytest.raises(ValueError, match="no gzip"):
        har.unpacked(data)


def test_archive_that_would_fill_the_memory_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(har, "LARGEST_UNPACKED", 99)

    with pytest.raises(ValueError, match="too large"):
        har.unpacked(gzip.compress(b"x" * 100))
