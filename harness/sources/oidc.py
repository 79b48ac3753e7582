"""Authorization codes from an OpenID provider: the authorization-code flow of a browser.

OpenID Connect Core 1.0 §3.1.2, RFC 6749 §4.1, RFC 7636 (PKCE), RFC 9207 (the issuer's name on the
redirect). The flow ends on the redirect, which is not followed: its code is for the instance.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

import requests
from bs4 import BeautifulSoup

from harness import USER_AGENT
from harness.core import base64url, json_text
from harness.core.errors import SourceFailed
from harness.core.foreign import url_of
from harness.core.hosts import is_in_clear, proxies_of
from harness.sources.connection import HELPER_TIMEOUT
from harness.sources.helper import one_line

if TYPE_CHECKING:
    from bs4 import Tag

    from harness.targets.model import AuthorizationFlow

MOST_STEPS = 20
"""Redirects and forms, between the first request and the code."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSING = ("deny", "cancel", "abort", "decline", "reject", "no")


class Flow:
    """One run through the flow; raises SourceFailed, in words, where it does not end in a code."""

    def __init__(
        self, settings: AuthorizationFlow, client_id: str, *, allow_http: bool = False
    ) -> None:
        self._settings = settings
        self._client_id = client_id
        self._allows_http = allow_http
        self._state, self._nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        self._hosts: set[str] = set()
        self._issuer = ""

    def code(self) -> str:
        """Sign the user in at the provider, and return the code of the redirect."""
        with self._session:
            answer = self._send("GET", *self._authorization_request())
            for _ in range(MOST_STEPS):
                if answer.status_code in _REDIRECTS:
                    location = _joined(answer, answer.headers.get("Location", ""))
                    if self._is_redirect_uri(location):
                        return self._code_of(location)
                    answer = self._send("GET", location)
                elif answer.ok:
                    answer = self._submit(answer)
                else:
                    raise _failed(f"the provider answered {answer.status_code} at {_place(answer)}")
        raise _failed(f"no code after {MOST_STEPS} steps; the last was at {_place(answer)}")

    def _authorization_request(self) -> tuple[str, dict[str, str]]:
        issuer = self._settings.issuer
        found = self._discover(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        self._issuer = str(found.get("issuer"))
        if self._issuer.rstrip("/") != issuer.rstrip("/"):  # Discovery 1.0 §4.3
            raise _failed(f"{issuer} says that it is {self._issuer}")
        endpoint = str(found.get("authorization_endpoint"))
        places = [url_of(each) for each in (issuer, endpoint)]
        self._hosts = {each.netloc for each in places if each is not None}
        parameters = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._settings.redirect_uri,
            "scope": self._settings.scopes,
            "state": self._state,
            "nonce": self._nonce,
        }
        verifier = self._settings.code_verifier
        if verifier is not None:
            digest = hashlib.sha256(verifier.encode()).digest()
            challenge = base64url.encode(digest)
            parameters |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return endpoint, parameters

    def _discover(self, url: str) -> dict[str, object]:
        answer = self._send("GET", url)
        try:
            found = json_text.parsed(answer.content) if answer.ok else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise _failed(f"{url} answered {answer.status_code}, and no discovery document")
        return found

    def _submit(self, page: requests.Response) -> requests.Response:
        """Fill a form of the provider in, and send it: who the user is, a password, a consent."""
        form = _form_of(page)
        action = _joined(page, str(form.get("action") or ""))
        fields = self._fields(form)
        host = urlsplit(action).netloc
        if host not in self._hosts:
            raise _failed(f"a form of {_place(page)} goes to another host: {host}")
        method = "POST" if str(form.get("method", "get")).lower() == "post" else "GET"
        return self._send(method, action, fields)

    def _fields(self, form: Tag) -> dict[str, str]:
        fields: dict[str, str] = {}
        for field in form.find_all(["input", "button"]):
            name, kind = str(field.get("name") or ""), str(field.get("type") or "text").lower()
            if not name:
                continue
            if kind == "password":
                fields[name] = self._settings.password
            elif kind in {"text", "email"} and field.name == "input":
                fields[name] = self._settings.username
            elif kind == "hidden" or (kind in {"checkbox", "radio"} and field.has_attr("checked")):
                fields[name] = str(field.get("value") or "")
            elif kind == "submit" or field.name == "button":
                fields.setdefault(name, str(field.get("value") or ""))
        return fields

    def _send(
        self, method: str, url: str, fields: dict[str, str] | None = None
    ) -> requests.Response:
        if url_of(url) is None:
            raise _failed("the provider leads to what is no URL")
        if is_in_clear(url) and not self._allows_http:
            raise _failed(f"{_bare(url)} would get credentials unencrypted")
        is_get = method == "GET"
        try:
            return self._session.request(
                method,
                url,
                params=fields if is_get else None,
                data=None if is_get else fields,
                timeout=HELPER_TIMEOUT,
                allow_redirects=False,
                proxies=proxies_of(url),
            )
        except (requests.RequestException, ValueError) as failure:
            # Its words may hold the query, and with it a code.
            raise _failed(f"{_bare(url)}: {one_line(type(failure).__name__)}") from None

    def _is_redirect_uri(self, location: str) -> bool:
        return _bare(location) == _bare(self._settings.redirect_uri)

    def _code_of(self, location: str) -> str:
        said = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        if "error" in said:
            words = said.get("error_description", "")
            raise _failed(f"the provider refused: {said['error']} {words}".rstrip())
        if said.get("state") != self._state:
            raise _failed("the redirect carries another state than was sent")
        if said.get("iss", self._issuer) != self._issuer:
            raise _failed(f"the redirect names another issuer: {said['iss']}")
        if not said.get("code"):
            raise _failed("the redirect carries no code")
        return said["code"]


def _form_of(page: requests.Response) -> Tag:
    """Return the form that goes on: not the one that refuses."""
    forms = BeautifulSoup(page.text, "html.parser").find_all("form")
    for form in forms:
        buttons = form.find_all(["button", "input"], type="submit")
        values = [str(each.get("value") or "").lower() for each in buttons]
        if not any(value in _REFUSING for value in values):
            return form
    hint = "is it made by a script? then give a `command` instead"
    raise _failed(f"the page {_place(page)} has no form that goes on; {hint}")


def _failed(words: str) -> SourceFailed:
    return SourceFailed(f"sso_code: {words}")


def _joined(answer: requests.Response, reference: str) -> str:
    try:
        return urljoin(answer.url, reference)
    except ValueError:
        raise _failed(f"{_place(answer)} leads to what is no URL") from None


def _place(answer: requests.Response) -> str:
    return _bare(answer.url)


def _bare(url: str) -> str:
    """Return a URL without its query, which may hold a secret."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
