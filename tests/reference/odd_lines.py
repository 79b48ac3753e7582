"""Requests that are written oddly: by their line, their headers, or how their body comes."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.journey import Journey

# What one instance trips over is ignored or refused by the others, so odd things come together.
HEADERS = {
    "If-Modified-Since": "yesterday",
    "Authorization": "Basic !",
    "Cookie": "=nameless; =;",
    "X-Forwarded-For": "unknown",
    "Accept-Language": "en;q=a",
}
MISCALLED = {  # the name of a header that comes twice is spelt in two ways
    "Content-Type": "application/json; charset=utf-16",
    "content-type": "text/plain",
    "Content-Encoding": "gzip",
    "Expect": "100-continue",
}
PACKED = {"Content-Encoding": "no-such-coding"}
UNGUARDED = ("//components", "/components/", "/COMPONENTS", "/component%73")
BODIES = (
    b'{"email": "a@a.test\\r\\nX-Odd: a", "password": 1e999, "\\ud800": 7}',
    b'{"email": "a@a.test", "password": ' + b"[" * 500 + b"]" * 500 + b"}",
    b'{"email": "a@a.test", "password": ' + b"7" * 4300 + b"}",
    b'{"email": "a@a.test", "password": "a"}\0',
)


def write_oddly(journey: Journey) -> None:
    """Send what few clients would."""
    token = journey.log_in()
    journey.send("GET", "/components%zz%c0%af", token=token)
    twice = {"x-access-token": token}
    journey.send("GET", "/components?a=1&a=2&b=%zz&c=%c0%af", token=token, headers=twice)
    journey.send("GET", "//", token=token)
    for method in ("HEAD", "TRACE"):
        journey.send(method, "/components", token=token)
    for path in UNGUARDED:
        journey.send("GET", path)
    journey.send("GET", "/components", headers={"X-Forwarded-For": "127.0.0.1"})
    send_bodies(journey)


def send_bodies(journey: Journey) -> None:
    """Log in by what is hardly a log-in."""
    numbers = {"email": 7, "password": 7}
    packed = gzip.compress(json.dumps(numbers).encode(), mtime=0)
    journey.send("POST", journey.login, numbers, headers=HEADERS)
    journey.send("POST", journey.login, numbers, headers=MISCALLED)
    journey.send("POST", journey.login, {"constructor": -1})
    journey.send("POST", journey.login, iter([packed]), headers=PACKED)  # it comes in chunks
    for body in BODIES:
        journey.send("POST", journey.login, body)
