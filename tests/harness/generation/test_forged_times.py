"""A token that tells a time is made to tell another, however it is written; others are let be."""

import base64
import json
from datetime import UTC, datetime

import pytest

from harness.core import clock
from harness.core.outcomes import Excluded
from harness.generation import forged_times
from tests.harness.generation.test_forged_tokens import JWT, jwt_of

NOW = 1_795_670_123
BEGUN, ENDS = NOW - 60, NOW + 28_800
SIGNED = "f0e1" * 10
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(NOW, UTC))


def in_digits(number, digits):
    text = ""
    while number:
        number, digit = divmod(number, len(digits))
        text = digits[digit] + text
    return text


def in_base64(text):
    return base64.b64encode(text.encode()).decode()


def in_base64url(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


WRITTEN = {
    "seconds": (str, int),
    "milliseconds": (lambda at: f"{at}123", lambda text: int(text) / 1e3),
    "microseconds": (lambda at: f"{at}123456", lambda text: int(text) / 1e6),
    "hexadecimal": ("{:x}".format, lambda text: int(text, 16)),
    "base 36": (lambda at: in_digits(at, BASE62[:36].lower()), lambda text: int(text, 36)),
    "base 36 of milliseconds": (
        lambda at: in_digits(at * 1000, BASE62[:36]),
        lambda text: int(text, 36) / 1e3,
    ),
    "base 62": (
        lambda at: in_digits(at, BASE62),
        lambda text: sum(BASE62.index(each) * 62**n for n, each in enumerate(reversed(text))),
    ),
    "bytes": (
        lambda at: in_base64url(at.to_bytes(4)),
        lambda text: int.from_bytes(base64.urlsafe_b64decode(text + "==")),
    ),
    "a date": (
        lambda at: datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%S"),
        lambda text: datetime.strptime(f"{text}+0000", "%Y%m%dT%H%M%S%z").timestamp(),
    ),
}


@pytest.mark.parametrize("separator", [":", "|", ".", "!", "~", "$", "*", ";"])
@pytest.mark.parametrize(("write", "read"), WRITTEN.values(), ids=WRITTEN)
def test_time_is_told_a_little_earlier(separator, write, read):
    token = separator.join(["qa", write(BEGUN), SIGNED])

    first, told, last = forged_times.time_altered(token).split(separator)

    assert (first, last) == ("qa", SIGNED)
    assert 0 < read(write(BEGUN)) - read(told) < 2 * 3_600


@pytest.mark.parametrize("separator", ["-", "_", "&exp=", ",", "t"])
def test_time_is_found_behind_what_may_be_of_base64(separator):
    forged = forged_times.time_altered(f"qa{separator}{ENDS}{separator}{SIGNED}")

    assert forged == f"qa{separator}{ENDS - 10}{separator}{SIGNED}"


def test_time_is_altered_within_what_is_packed():
    token = in_base64(f"42:{ENDS}:{SIGNED}")

    forged = forged_times.time_altered(token)

    assert forged == in_base64(f"42:{ENDS - 10}:{SIGNED}")


def test_time_is_altered_in_json_beside_its_signature():
    said = in_base64url(json.dumps({"id": "\u00e9?>", "exp": ENDS}).encode())

    said, _, signature = forged_times.time_altered(f"{said}.{SIGNED}").partition(".")

    assert json.loads(base64.urlsafe_b64decode(said + "===")) == {"id": "é?>", "exp": ENDS - 10}
    assert signature == SIGNED


def test_each_of_two_times_is_altered():
    token = f"qa|{BEGUN}|{ENDS}|{SIGNED}"

    assert forged_times.time_altered(token) == f"qa|{BEGUN - 10}|{ENDS}|{SIGNED}"
    assert forged_times.last_time_altered(token) == f"qa|{BEGUN}|{ENDS - 10}|{SIGNED}"


@pytest.mark.parametrize(
    ("told", "other"), [("1795700003", "1795600003"), ("1795670005", "1795660005")]
)
def test_digit_before_is_lowered_where_the_last_but_one_is_none(told, other):
    assert forged_times.time_altered(f"qa:{told}:{SIGNED}") == f"qa:{other}:{SIGNED}"


@pytest.mark.parametrize(
    "token",
    [
        *("mei_v1:qa:17", "eu1.node3.qa", "17|qa", "key-2:tokens:prodo1", "tokens"),
        f"qa:1234567890:{SIGNED}",
        f"v20240101:{SIGNED}",
        SIGNED,
        "4f0a" * 4,
        in_base64url(b"\x81" * 48),
        in_base64url(b"of text that tells no time"),
        "".join(("A" * 21, "=")),
        "é" * 16,
        "",
    ],
)
def test_label_is_let_be(token):
    with pytest.raises(Excluded, match="tell no time"):
        forged_times.time_altered(token)


def test_only_time_is_the_first():
    with pytest.raises(Excluded, match="tell no time"):
        forged_times.last_time_altered(f"qa:{ENDS}:{SIGNED}")


@pytest.mark.parametrize("token", [JWT, jwt_of({"exp": ENDS})])
def test_jwt_has_forgeries_of_its_own(token):
    with pytest.raises(Excluded):
        forged_times.time_altered(token)


@pytest.mark.parametrize("text", ["00", "aA", "000000"])
def test_what_can_be_no_lower_is_higher(text):
    assert forged_times._earlier(text)[-2] == chr(ord(text[-2]) + 1)
