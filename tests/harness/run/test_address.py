"""Whether there is an instance at an address, and which one would be right."""

import json
import socketserver
from contextlib import contextmanager

import pytest

from harness.run.preflight import NoVerdict, look_at
from harness.run.settings import RunSettings
from spec import specification
from spec.specification import Effects
from tests.harness.certificates import Authority, a_tls_wire
from tests.harness.making import CANARY, a_target
from tests.harness.wire import FLAGS, LOOK_UP, http, serving

OPTIONS = http(200, {"authentication_options": FLAGS})
MISSING = http(404, {"message": "Not Found"})


def page(status, body="<!doctype html><div id=root></div>", *lines):
    head = [f"HTTP/1.1 {status} X", "Content-Type: text/html", *lines]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", body]).encode()


@pytest.fixture(autouse=True)
def brisk(monkeypatch):
    monkeypatch.setattr("harness.http.in_front.FIRST_PAUSE", 0.0)


@pytest.fixture
def serve(wire):
    """Let the wire answer by the beginning of a request, else by one answer."""

    def prepare(other, **by_start):
        answers = {start.replace("_", " ", 1): answer for start, answer in by_start.items()}

        def answer_to(request):
            wire.requests.append(request)
            line = request.decode("latin-1")
            return next((a for start, a in answers.items() if line.startswith(start)), other)

        wire.answer_to = answer_to

    return prepare


def look(url, **changes):
    [(preflight, _)] = look_at([a_target(url=url, **changes)], RunSettings())
    return preflight


def assert_unreachable(found, wire, *words):
    assert found.no_verdict is NoVerdict.UNREACHABLE, found.words
    assert "\n" not in found.words
    assert all(each in found.words for each in words), found.words
    sent = b"".join(wire.requests)
    assert CANARY.encode() not in sent, "the password went to what is no instance"
    assert b"qa@acme.test" not in sent


CRASH = http(500, {"message": "boom"})
EVERYWHERE = {
    "404": (MISSING, "it answered 404 (application/json), and knows no other path"),
    "404-page": (page(404), "it answered 404 (text/html), and knows no other path"),
    "405": (page(405), "it answered 405 (text/html), and knows no other path"),
    "a-page": (page(200), "it answered 200 (text/html), and answers paths alike"),
    "json": (http(200, {"status": "ok"}), "it answered 200 (application/json), and answers paths"),
    "forbidden": (http(403, {"message": "Forbidden"}), "it answered 403"),
    "nobody": (http(401, {"message": "no"}), "it answered 401"),
    "text": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK",
        "it answered 200 (no Content-Type)",
    ),
    "nothing": (b"HTTP/1.1 204 No\r\n\r\n", "it answered 204"),
    "crash": (CRASH, "it answered 500 (application/json), and answers paths alike"),
    "away": (page(302, "", "Location: http://blocked.test/"), "a redirection elsewhere (blocked."),
    "home": (page(302, "", "Location: /"), "it answered 302", "and leads to http://127.0.0.1"),
    "plain-http": (
        page(400, "The plain HTTP request was sent to HTTPS port"),
        "it speaks https: is the URL https://127.0.0.1:",
    ),
    "go": (
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
        "it speaks https",
    ),
    "platform": (page(404, "default backend - 404"), "a platform's page (Kubernetes) answered"),
    "gate": (page(401, "<h1>No", "WWW-Authenticate: Basic"), "an authentication gate answered"),
    "challenge": (page(403, "<title>Just a moment..."), "a challenge page (Cloudflare) answered"),
    "access": (
        page(302, "", "Location: https://login.microsoftonline.com/x/oauth2/authorize"),
        "a log-in page elsewhere (login.microsoftonline.com) answered",
    ),
    "maintenance": (
        page(503, "", "Retry-After: 3600"),
        "answered 503 and asked to be left alone until",
    ),
    "cloudflare-521": (page(521, ""), "a gateway (Cloudflare) answered"),
    "proxy": (page(407, ""), "a proxy's page answered"),
}


@pytest.mark.parametrize("case", EVERYWHERE.values(), ids=EVERYWHERE)
def test_address_of_no_instance_gets_no_credentials(wire, serve, case):
    serve(case[0])

    assert_unreachable(look(wire.url), wire, *case[1:])
    assert len(wire.requests) < 20


def test_forgotten_api_is_named(wire, serve):
    serve(MISSING, **{"GET_/api/users/auth_options ": OPTIONS})
    origin = wire.url.removesuffix("/api")

    assert_unreachable(look(origin), wire, f"is the URL {wire.url}?")


@pytest.mark.parametrize(
    "near", ["/v1", "/docs", "/api", "/users", "/users/auth_options", "/a/b/c"]
)
def test_path_that_is_too_long_is_named(wire, serve, near):
    serve(page(200), **{"GET_/api/users/auth_options ": OPTIONS})

    assert_unreachable(look(wire.url + near), wire, f"is the URL {wire.url}?")


def test_address_that_moved_to_https_is_named(wire, serve):
    there = "https://acme.test/api/users/auth_options"
    serve(page(301, "", f"Location: {there}"))

    assert_unreachable(look(wire.url), wire, "is the URL https://acme.test/api?")


def test_instance_whose_options_are_missing_is_one(wire, serve):
    refused = http(401, {"message": "no"})
    token = http(200, {"token": "an-access-token"})
    refresh = specification.load("cdp").operation("refreshToken")
    asked = f"{refresh.method}_/api{refresh.path}"
    serve(MISSING, **{asked: refused, "POST_/api/users/login": token})

    assert look(wire.url).no_verdict is None
    assert any(CANARY.encode() in each for each in wire.requests)


@pytest.mark.parametrize("options", [http(401, {}), http(403, {}), page(200), http(200, {})])
def test_instance_whose_options_are_wrong_is_one(wire, serve, options):
    token = http(200, {"token": "an-access-token"})
    serve(
        MISSING,
        **{
            "GET_/api/users/auth_options": options,
            "GET_/api/users/login": http(405, {}),
            "POST_/api/users/login": token,
        },
    )

    assert look(wire.url).no_verdict is None


@pytest.mark.parametrize("changes", [{"effects": Effects.READ}, {"account": None}])
def test_crash_is_the_contracts_to_judge_where_no_credentials_are_sent(wire, serve, changes):
    serve(CRASH)

    assert look(wire.url, **changes).no_verdict is None


def test_instance_that_crashes_at_its_options_alone_is_one(wire, serve):
    serve(MISSING, **{"GET_/api/users/auth_options": CRASH, "GET_/api/users/login": http(405, {})})

    assert look(wire.url).no_verdict is None


def test_nothing_that_may_do_something_is_sent_at_effects_of_reading(wire, serve):
    serve(MISSING)

    assert_unreachable(look(wire.url, effects=Effects.READ), wire)
    assert {each.split()[0] for each in wire.lines} <= {"GET", "OPTIONS"}


def test_https_is_named_where_plain_http_gets_no_answer(tmp_path):
    with a_tls_wire(Authority(tmp_path, "nobody").issue("server")) as wire:
        found = look(wire.url.replace("https:", "http:"))

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert f"is the URL {wire.url}?" in found.words or "is its URL https://" in found.words
    assert wire.requests == []


class Banner(socketserver.BaseRequestHandler):
    banner = b""

    def handle(self):
        self.request.sendall(self.banner)
        self.request.recv(4096)


@contextmanager
def speaking(banner):
    handler = type("Speaking", (Banner,), {"banner": banner})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server, serving(server):
        yield server.server_address[1]


BANNERS = {
    "ssh": (b"SSH-2.0-OpenSSH_9.6\r\n", "it speaks SSH"),
    "smtp": (b"220 mail.acme.test ESMTP\r\n", "it speaks SMTP"),
    "h2": (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80\r\n", "HTTP/2 alone"),
    "tls-alert": (b"\x15\x03\x01\x00\x02\x02\x46\r\n", "is its URL https://"),
    "redis": (b"-ERR wrong number of arguments for 'get' command\r\n", "it speaks Redis"),
}


@pytest.mark.parametrize(("banner", "words"), BANNERS.values(), ids=BANNERS)
def test_other_protocol_is_named(banner, words):
    with speaking(banner) as port:
        found = look(f"http://127.0.0.1:{port}/api")

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert words in found.words
    assert found.words.isprintable()


def test_port_that_speaks_no_tls_is_told():
    with speaking(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") as port:
        found = look(f"https://127.0.0.1:{port}/api")

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert "speaks no TLS: is its URL http://" in found.words


def test_instance_is_looked_at_once_and_logged_in_to(wire):
    assert look(wire.url).no_verdict is None
    assert wire.lines == [LOOK_UP, "POST /api/users/login"]
    assert json.loads(wire.requests[1].partition(b"\r\n\r\n")[2])["password"] == CANARY
