"""The proof's shortcut: what it answers is what comes over the wire, or it says that it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from reference.commands import build
from tests import direct
from tests.living import living

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were handed over without a socket."""
    found: list[str] = []
    call = direct.call

    def noted(application: Any, scope: Any, body: bytes) -> Any:
        found.append(scope["path"])
        return call(application, scope, body)

    monkeypatch.setattr(direct, "call", noted)
    return found


@pytest.fixture
def me() -> Iterator[tuple[str, Any]]:
    with living([build("me=me")]) as ([described], applications):
        yield described["url"], direct.shortcut(applications)


ASKED: dict[str, dict[str, Any]] = {
    "look-up": {"method": "GET", "url": "/auth_options?a=b%20c"},
    "refusal": {"method": "POST", "url": "/users/login", "json": {"email": "é", "password": "b"}},
    "empty-token": {"method": "GET", "url": "/components", "headers": {"X-Access-Token": ""}},
    "nothing-there": {"method": "DELETE", "url": "/n%C3%A9/%2F"},
    "no-json": {"method": "PATCH", "url": "/users/login", "data": b"\xff{"},
}


def shown(answer: requests.Response) -> tuple[object, ...]:
    headers = [each for each in answer.raw.headers.items() if each[0].lower() != "date"]
    return answer.status_code, answer.reason, headers, answer.content, answer.cookies.items()


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_ordinary_request_is_answered_as_over_the_wire(
    me: tuple[str, Any], calls: list[str], monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    url, send = me
    asked = asked | {"url": url + asked["url"]}
    over_the_wire = requests.request(**asked, timeout=60)
    assert calls == []
    monkeypatch.setattr(HTTPAdapter, "send", send)

    directly = requests.request(**asked, timeout=60)

    assert len(calls) == 1
    assert shown(directly) == shown(over_the_wire)


ODD: dict[str, dict[str, Any]] = {
    "method": {"method": "HEAD"},
    "header": {"method": "GET", "headers": {"X-Access-Token": "é"}},
    "framing": {"method": "GET", "headers": {"Connection": "close"}},
    "length": {"method": "POST", "headers": {"X-Access-Token": "a" * 2**16}},
    "stream": {"method": "POST", "data": iter([b"{}"])},
}


@pytest.mark.parametrize("asked", ODD.values(), ids=ODD)
def test_odd_request_goes_over_the_wire(
    me: tuple[str, Any], calls: list[str], monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    url, send = me
    monkeypatch.setattr(HTTPAdapter, "send", send)

    answer = requests.request(url=f"{url}/auth_options", timeout=60, **asked)

    assert answer.status_code in {200, 400, 405}
    assert calls == []


def ask_for_sessions(url: str) -> None:
    for method, path in (("POST", "login"), ("POST", "okta_login"), ("PATCH", "password")):
        requests.request(method, f"{url}/users/{path}", json={"email": None}, timeout=60)


@pytest.mark.parametrize("change", sorted(direct.ON_THE_WIRE))
def test_answer_that_the_wire_would_change_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    with living([build(f"me=me+{change}")]) as ([described], applications):
        monkeypatch.setattr(HTTPAdapter, "send", direct.shortcut(applications))

        with pytest.raises(RuntimeError):
            ask_for_sessions(described["url"])
