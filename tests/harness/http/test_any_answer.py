"""Whatever an instance answers is recorded and shown, or is no answer: nothing else is raised."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.outcomes import Unproven
from harness.http import retry_after
from harness.http.answer import Answer
from harness.http.client import Client
from harness.http.cookies import cookies_set
from harness.http.rendering import shown_data
from harness.http.retry_after import seconds_asked
from harness.redaction.redactor import Redactor
from harness.reports.har import har_entry
from harness.results.observed import findings, remarks
from spec import specification
from spec.specification import Effects
from tests.harness.making import a_target, an_exchange
from tests.harness.wire import a_wire

if TYPE_CHECKING:
    from harness.core.exchange import Exchange

SPEC = specification.load("cdp")
MANY = settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NINES = "9" * 5_000
NUMBERS = ["--1", "²", "-²", "١٢", "1e400", "NaN", "", "-", str(2**63), "1732593151000", NINES]
DATES = [
    "Sat, 13 Sep 275760 00:00:00 GMT",
    "Fri, 01 Jan 10000 00:00:00 GMT",
    f"Fri, 01 Jan {10**20} 00:00:00 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "Fri, 99 Jan 2027 99:99:99 +9999999",
]
URLS = ["http://[", "https://[docs.test]", "//]", "http://a:²/?token=%", "?reset_token=%ud800#?=&="]
NAMES = [
    "Content-Type",
    "Set-Cookie",
    "Date",
    "Retry-After",
    "Location",
    "Link",
    "WWW-Authenticate",
    "Cache-Control",
    "X-Access-Token",
    "X-Session-Secret",
]
odd = st.sampled_from(NUMBERS + DATES + URLS)
latin = st.text(st.characters(max_codepoint=255), max_size=80)
values = (
    odd
    | latin
    | st.builds("a={}; Max-Age={}; Expires={}; Path={}".format, latin, odd, odd, odd)
    | st.builds("<{}>; rel={}".format, odd, latin)
    | st.builds("application/json;charset={}".format, latin)
)
headers = st.lists(st.tuples(st.sampled_from(NAMES) | latin, values), max_size=6)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | odd
    | st.text(max_size=40)
    | st.builds("see {} {}".format, odd, latin)
)
MEMBERS = st.sampled_from(["token", "message", "id", "email", "user_invitation_link", "code"])
documents = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(MEMBERS | st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def as_json(value: object) -> bytes:
    """Write what Python calls JSON, half surrogate pairs and NaN included."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


bodies = (
    st.binary(max_size=200)
    | documents.map(json.dumps).map(str.encode)
    | documents.map(as_json)
    | documents.map(lambda value: json.dumps(value).encode("utf-16"))
    | documents.map(lambda value: json.dumps(value).encode()[:-1])
    | st.sampled_from(
        [
            b'{"token": "opq-5TqZ8rXw2LmN7vKp", "x": %s}' % NINES.encode(),
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b'{"token": 1e400, "x": -Infinity}',
            b"\xef\xbb\xbf{}",
            b'{"link": "see [https://docs.test]", "token": "opq-5TqZ8rXw2LmN7vKp"}',
            b'"\\ud800"',
        ]
    )
)
statuses = st.sampled_from([200, 201, 204, 302, 400, 401, 403, 404, 500, 799])
OPERATIONS = ["login", "getAuthenticationOptions", "loginToMetabase"]


def a_client(url: str = "http://127.0.0.1/api") -> Client:
    return Client(a_target(url=url, effects=Effects.ACCOUNT), SPEC, Redactor())


def show_all(client: Client, exchange: Exchange) -> None:
    """Do with an exchange what a run does."""
    recorded = client.recorder.of(exchange)
    mask = client._redactor.mask
    for each in (recorded, replace(recorded, note="note")):
        mask(json.dumps([*findings(each), *remarks(exchange), har_entry(each)])).encode()
    mask(json.dumps(shown_data(exchange))).encode()
    answer = Answer(exchange, SPEC)
    mask(answer.description()).encode()
    cookies_set(answer)
    answer.gives_token()
    answer.looks_like(answer)
    assert (seconds_asked(exchange) or 0) >= 0


@given(st.sampled_from(OPERATIONS), statuses, headers, bodies)
@example("login", 200, [("Location", "http://[")], b"{}")
@example("login", 200, [("Set-Cookie", f"a=b; Max-Age={NINES}")], b"{}")
@example("login", 200, [("Content-Type", "application/json")], b"[" * 100_000)
@MANY
def test_any_answer_is_recorded_and_shown(operation, status, headers, body):
    client = a_client()
    made = an_exchange(operation, product="cdp", status=status, headers=(*headers,), body=body)

    client._record(made)

    show_all(client, made)


@pytest.fixture(scope="module")
def played():
    """A wire that is played on by one client after the other."""
    with a_wire() as wire:
        wire.hangs_up = True
        yield wire


LINES = st.builds("{}: {}\r\n".format, st.sampled_from(NAMES) | latin, values).map(
    lambda line: line.encode("latin-1", "replace")
)
FRAMING = st.sampled_from(
    [
        b"Content-Length: 2\r\n",
        b"Content-Length: \xb2\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: %s\r\n" % NINES.encode(),
        b"Content-Length: 2, 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Content-Encoding: br\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: deflate, gzip, x\r\n",
        b" folded\r\n",
        b"no field\r\n",
        b"",
    ]
)
STARTS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 401\r\n",
        b"HTTP/1.0 302 Found\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n",
        b"HTTP/1.1 099\r\n",
        b"HTTP/2 200\r\n",
        b"",
    ]
)
CHUNKS = st.sampled_from([b"2\r\n{}\r\n0\r\n\r\n", b"-2\r\n", b"g\r\n", b"{}", b""])
wires = st.binary(max_size=300) | st.builds(
    lambda start, framing, lines, end, body: start + framing + b"".join(lines) + end + body,
    STARTS,
    FRAMING,
    st.lists(LINES, max_size=4),
    st.sampled_from([b"\r\n", b"\n", b""]),
    CHUNKS | bodies,
)


@given(wires)
@example(b"HTTP/1.1 200 OK\r\nLocation: http://[\r\nContent-Length: 2\r\n\r\n{}")
@MANY
def test_any_bytes_are_an_answer_or_none(played, monkeypatch, sent):
    monkeypatch.setattr(retry_after, "USUAL_PAUSE", 0.0)
    monkeypatch.setattr(retry_after, "LONGEST_PAUSE", 0.0)
    played.answers = [sent]
    client = a_client(played.url)
    operation = SPEC.operation("login")
    try:
        exchange = client.send("POST", operation.path, operation=operation, body=b"{}")
        show_all(client, exchange)
    except (NoAnswer, ConnectionDropped, Unproven):
        pass
    finally:
        client.close()
