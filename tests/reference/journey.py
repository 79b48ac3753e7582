"""A walk through all that an instance offers, noting what a client sees on the way."""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import re
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from reference.jwt import encode
from tests.reference import forgers

HOUR = 3600
OPAQUE = re.compile(r"[A-Za-z0-9_.-]{16,}")
PASSWORD = "Correct-Horse-7"
NOBODY = "nobody@a.test"


@dataclass
class Seen:
    """One answer; status 0 is a connection that broke without one."""

    status: int
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def field(self, name: str) -> str:
        """Give a string of the body, or a string that nothing accepts."""
        body = self.json()
        value = body.get(name) if isinstance(body, dict) else None
        return value if isinstance(value, str) and value else "missing"


def request(
    base: str,
    method: str,
    path: str,
    body: object = None,
    token: str | None = None,
    media_type: str = "application/json",
) -> Seen:
    parts = urlsplit(base)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": media_type}
    if token is not None:
        headers["X-Access-Token"] = token
    try:
        connection.request(method, parts.path + path, None if body is None else content, headers)
        answer = connection.getresponse()
        named: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            named.setdefault(name.lower(), []).append(value)
        return Seen(answer.status, named, answer.read())
    except (http.client.HTTPException, ConnectionError):
        return Seen(0)
    finally:
        connection.close()


def normal(value: Any) -> Any:
    """Give a JSON value without what is random in it."""
    if isinstance(value, dict):
        return {name: normal(each) for name, each in value.items()}
    if isinstance(value, str):
        value = re.sub(r"(reset_token=)[^&]{16,}", r"\1*", value)
        return "*" if OPAQUE.fullmatch(value) else value
    return value


def later(claims: str) -> str:
    """Give the claims of a JSON Web Token with a later end; other texts as they are."""
    try:
        told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    except ValueError:
        return claims
    return encode(json.dumps(told | {"exp": 4e9}).encode())


def subject(token: str) -> object:
    """Give whom a token tells of; None where it tells of nobody."""
    try:
        claims = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
    except (ValueError, IndexError, KeyError, TypeError):
        return None


class UnlikeError(Exception):
    pass


class Journey:
    def __init__(self, described: dict[str, Any]) -> None:
        self.base, self.control = described["url"], described["control"]
        self.product, self.account = described["product"], described["account"]
        self.limited = described.get("limited_account", {})
        prefix = "" if self.product == "mi" else "/users"
        self.login = f"{prefix}/login"
        self.sso = f"{prefix}/oidc_login" if self.product == "cdp" else f"{prefix}/okta_login"
        self.options = "/users/auth_options" if self.product == "cdp" else "/auth_options"
        self.notes: list[object] = []
        self.expected: list[object] | None = None
        self.statuses: list[int] = []

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        token: str | None = None,
        media_type: str = "application/json",
    ) -> Seen:
        seen = request(self.base, method, path, body, token, media_type)
        kept = {name: seen.headers.get(name) for name in ("content-type", "cache-control")}
        cookies = [re.sub(OPAQUE, "*", line) for line in seen.headers.get("set-cookie", [])]
        shown = seen.json()
        shown = normal(shown) if shown is not None else seen.body.decode()
        named = sorted(seen.headers)
        self.note((method, re.sub(OPAQUE, "*", path), seen.status, named, kept, cookies, shown))
        self.statuses.append(seen.status)
        return seen

    def note(self, seen: object) -> None:
        self.notes.append(seen)
        if self.expected is not None and self.expected[len(self.notes) - 1 : len(self.notes)] != [
            seen
        ]:
            raise UnlikeError

    def differs_from(self, expected: list[object]) -> bool:
        """Go as far as what is seen is as expected."""
        self.expected = expected
        try:
            return self.walk() != expected
        except UnlikeError:
            return True

    def controlled(self, path: str, body: object = None) -> Any:
        method = "GET" if body is None else "POST"
        return request(self.control, method, path, body).json()

    def older(self, token: str, seconds: float) -> str:
        aged = self.controlled("/age", {"token": token, "seconds": seconds})
        return str(aged.get("token", "missing"))

    def probe(self, token: str | None) -> None:
        self.send("GET", "/components", token=token)

    def log_in(self, email: str | None = None, password: object = None) -> str:
        email = email or self.account["email"]
        password = self.account["password"] if password is None else password
        return self.send("POST", self.login, {"email": email, "password": password}).field("token")

    def refresh(self, token: str) -> str:
        return self.send("PATCH", self.login, {"token": token}).field("token")

    def walk(self) -> list[object]:
        """Go the whole way, and give what was seen."""
        for _ in range(5):
            self.send("GET", self.options)
        for part in (self.tokens, self.logins, self.inputs, self.ages, self.logouts, self.sign_on):
            part()
        if self.product == "cdp":
            self.metabase()
            self.two_accounts()
        if self.product == "me":
            self.invitations()
            self.passwords()
            self.without_password()
            self.departure()
            self.passwords_kept()
            forgers.mistake_kinds(self)
        self.subjects()
        for part_of_others in (forgers.forge, forgers.come_otherwise, forgers.guess_codes):
            part_of_others(self)
        return self.notes

    def tokens(self) -> None:
        token = self.log_in()
        altered = token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]
        for each in (token, None, secrets.token_urlsafe(24), altered, token[:20], "é" * 9):
            self.probe(each)
        header, _, rest = token.partition(".")
        claims, _, signature = rest.partition(".")
        none = encode(b'{"alg":"none"}')
        self.probe(f"{none}.{claims}.")
        self.probe(f"{header}.{claims}.{signature[::-1]}")
        self.probe(f"{header}.{claims}.")
        self.probe(token.swapcase())
        self.refresh(f"{none}.{claims}.")
        for each in ("", "null", f"{none}.{claims}.{signature}", f"{token}.AAAA"):
            self.probe(each)
        self.probe(f"{header}.{later(claims)}.{signature}")
        for key in (b"", b"secret"):
            digest = hmac.digest(key, f"{header}.{claims}".encode(), "sha256")
            self.probe(f"{header}.{claims}.{encode(digest)}")
        for _ in range(4):
            self.probe(token)

    def logins(self) -> None:
        right = self.account["password"]
        first = next(at for at, each in enumerate(right) if each.isalpha())
        letter = right[:first] + right[first].swapcase() + right[first + 1 :]
        near = (right.swapcase(), right + " ", right[:-1], right[:8] + "x" * 8, letter)
        others = (right[:-1] + ("x" if right[-1] != "x" else "y"), f"{right}\0x")
        tricks = ("' OR '1'='1", '" OR "1"="1', {"$ne": ""})
        for password in ("wrong-password", *near, *others, *tricks):
            self.log_in(password=password)
        for password in (f"%{ord(right[0]):02x}{right[1:]}", f"{right}<b>", f"{right}é", [right]):
            self.log_in(password=password)
        self.log_in(NOBODY, "wrong-password")
        self.near_addresses(*self.account["email"].split("@"))
        self.log_in(password="")
        self.log_in(password="x" * 73)
        self.log_in("%" + self.account["email"][1:])
        self.send("POST", self.login, {"email": self.account["email"]})

    def near_addresses(self, local: str, domain: str) -> None:
        email = f"{local}@{domain}"
        near = (f"{local}+x@{domain}", f"{local[0]}.{local[1:]}@{domain}", f"{local}@a.test")
        more = (f"{local}@a.{domain}", f"{email}.a.test", email[:-1], f"{email},{NOBODY}")
        odd = (
            f"{email}\0x",
            f"{chr(ord(local[0]) + 0xFEE0)}{email[1:]}",
            f"%{ord(local[0]):x}{email[1:]}",
        )
        for each in (
            *near,
            *more,
            *odd,
            email.replace("a", "á", 1),
            email.replace("a", "\u0430", 1),
        ):
            self.log_in(each)
        self.send("POST", self.login, {"email": [email], "password": self.account["password"]})

    def inputs(self) -> None:
        empty = {"email": None, "password": None, "token": None, "code": None}
        bodies: list[object] = [empty, dict.fromkeys(empty, ""), dict.fromkeys(empty, 7)]
        bodies += [dict.fromkeys(empty, "é"), {}, [], b'{"email":', b"\xff", b"", b"[" * 9999]
        bodies += [dict.fromkeys(empty, "x" * 100_000), {"email": "\ud800", "password": "x"}]
        for body in bodies:
            self.send("POST", self.login, body)
        self.send("POST", self.login, {"email": "o'brien@a.test", "password": "x"})
        self.send("POST", self.login, b'{"email": "a", "password": "b", "email": "c"}')
        self.send("POST", self.login, {"email": "a", "password": "b"}, media_type="text/plain")
        self.send("PUT", self.login)
        self.send("PATCH", self.login, empty)
        self.send("PATCH", self.login, {"token": "never-was-a-token"})
        self.send("PATCH", self.login, {"token": [self.log_in()]})

    def ages(self) -> None:
        for hours in (7.9, 8.1):
            self.probe(self.older(self.log_in(), hours * HOUR))
        used = self.older(self.log_in(), 7 * HOUR)
        self.probe(used)
        self.probe(self.older(used, 2 * HOUR))
        for hours in (0.0, 8.1, 11.9, 12.1, 13.1):
            token = self.log_in()
            renewed = self.refresh(self.older(token, hours * HOUR) if hours else token)
            self.probe(renewed)
            renewed = self.older(renewed, 7.9 * HOUR)
            self.probe(renewed)
            self.probe(self.older(renewed, 0.2 * HOUR))
            self.refresh(self.older(renewed, 5 * HOUR))
            self.probe(token)
        expired = self.older(self.log_in(), 8.1 * HOUR)
        for _ in range(2):
            self.probe(expired)
        once = self.refresh(self.older(self.log_in(), 4 * HOUR))
        twice = self.refresh(self.older(once, 5 * HOUR))
        self.probe(self.older(twice, 4 * HOUR))

    def logouts(self) -> None:
        token, other = self.log_in(), self.log_in()
        if self.product != "me":
            self.send("DELETE", self.login, {})
            self.probe(token)
        body = None if self.product == "me" else {"token": token}
        self.send("DELETE", self.login, body, token)
        self.probe(token)
        self.refresh(token)
        self.probe(token)
        self.probe(other)
        self.send("DELETE", self.login, body)
        self.probe(other)
        self.send("DELETE", self.login, None if self.product == "me" else {"token": other}, other)
        self.probe(other)

    def sign_on(self) -> None:
        for hours in (0.0, 7.9, 8.1):
            code = {"code": self.controlled("/sso-code", {})["code"]}
            token = self.send("POST", self.sso, code).field("token")
            self.probe(self.older(token, hours * HOUR) if hours else token)
        self.refresh(self.older(token, 5 * HOUR))
        self.send("POST", self.sso, code)
        self.send("POST", self.sso, {"code": "no-provider-gave-it"})

    def metabase(self) -> None:
        path, expired = "/users/metabase_login", self.older(self.log_in(), 8.1 * HOUR)
        limited = self.log_in(self.limited["email"], self.limited["password"])
        genuine = [self.log_in() for _ in range(4)]
        for token in (*genuine, None, expired, limited):
            self.send("POST", path, token=token)

    def invitations(self) -> None:
        token, invited = self.log_in(), {"email": "new@a.test"}
        expired = self.older(self.log_in(), 8.1 * HOUR)
        user = self.send("POST", "/users/invite", invited, token).field("id")
        again = self.send("PATCH", "/users/invite", invited, token).field("id")
        self.note(user == again)
        self.send("POST", "/users/invite", invited, token)
        self.send("POST", "/users/invite", {"email": 7}, token)
        self.send("GET", "/users/odd", token=token)
        for each in (None, expired):
            self.send("POST", "/users/invite", {"email": "uninvited@a.test"}, each)
            self.send("PATCH", "/users/invite", invited, each)
            self.send("PATCH", "/users/invite", {"email": "uninvited-too@a.test"}, each)
        self.send("PATCH", "/users/invite", {"email": "uninvited-too@a.test"}, token)
        self.send("PATCH", "/users/invite", {"email": "uninvited@a.test"}, token)
        for each in (token, None, expired):
            self.send("GET", f"/users/{user}/invitation_link", token=each)
        self.send("GET", f"/users/{uuid.uuid4()}/invitation_link", token=token)
        self.set_password(self.link(user, token), PASSWORD)
        self.log_in("new@a.test", PASSWORD)
        self.send("GET", f"/users/{user}", token=token.rpartition(".")[0] + ".forged")
        self.send("DELETE", f"/users/{user}")
        for method in ("GET", "DELETE", "GET"):
            self.send(method, f"/users/{user}", token=token)

    def link(self, user: str, token: str) -> str:
        path = f"/users/{quote(user)}/invitation_link"
        return self.send("GET", path, token=token).field("user_invitation_link")

    def set_password(self, link: str, password: str, email: str = "") -> str:
        query = parse_qs(urlsplit(link).query)
        token = query.get("reset_token", ["missing"])[0]
        body = {"email": email or query.get("email", ["missing"])[0], "token": token}
        self.send("PATCH", "/users/password", body | {"password": password})
        return token

    def passwords(self) -> None:
        token = self.log_in()
        users = {
            name: self.send("POST", "/users/invite", {"email": name}, token).field("id")
            for name in ("one@a.test", "two@a.test")
        }
        used = self.set_password(self.link(users["one@a.test"], token), PASSWORD)
        self.log_in("one@a.test", PASSWORD)
        for email in ("one@a.test", NOBODY):
            self.send("POST", "/users/password", {"email": email})
        found = self.controlled("/mail/api/v1/search?query=to:one@a.test")["messages"]
        mail = self.controlled(f"/mail/api/v1/message/{found[0]['ID']}") if found else {}
        self.note(re.sub(r"reset_token=[^&]*", "", mail.get("Text", "no mail")))
        links = re.findall(r"https?://\S+", mail.get("Text", ""))
        self.set_password(links[0] if links else "", PASSWORD, "one@a.test")
        self.reset("two@a.test", self.link(users["one@a.test"], token), "Another-Users-1")
        self.reset("one@a.test", self.link(users["one@a.test"], token)[:-40], "Altered-Token-1")
        link = self.link(users["one@a.test"], token).replace("&referrer", "A&referrer")
        self.reset("one@a.test", link, "Altered-Token-2")
        for bad in ("", None, "ž", token):
            body = {"email": "one@a.test", "token": bad, "password": "Wrong-Token-1"}
            self.send("PATCH", "/users/password", body)
        self.reset("one@a.test", self.link(users["one@a.test"], token), "Long-" * 15)
        self.log_in("one@a.test", ("Long-" * 15)[:72] + "x")
        self.reset("one@a.test", self.link(users["one@a.test"], token), "Right-Token-1")
        self.log_in("one@a.test", PASSWORD)
        self.reset("one@a.test", f"https://a.test/?reset_token={used}", "Used-Token-1")

    def two_accounts(self) -> None:
        limited = self.log_in(self.limited["email"], self.limited["password"])
        token = self.log_in()
        renewed = self.refresh(limited)
        for each in (token, self.refresh(token), renewed):
            self.send("POST", "/users/metabase_login", token=each)
        self.send("DELETE", self.login, {"token": renewed}, renewed)
        self.probe(token)

    def subjects(self) -> None:
        """Note whether tokens that tell of their user tell of the right one."""
        token = self.log_in()
        self.note([subject(self.refresh(token)) == subject(token), subject(token) is None])

    def invite(self, name: str, token: str) -> str:
        return self.send("POST", "/users/invite", {"email": name}, token).field("id")

    def without_password(self) -> None:
        token = self.log_in()
        user = self.invite("early@a.test", token)
        found = parse_qs(urlsplit(self.link(user, token)).query).get("reset_token", ["missing"])
        for password in ("", " ", "early@a.test", found[0]):
            self.log_in("early@a.test", password)
        self.send("POST", self.login, {"email": "early@a.test", "password": None})

    def departure(self) -> None:
        """Delete a user while others are logged in."""
        token = self.log_in()
        users = {name: self.invite(name, token) for name in ("stays@a.test", "goes@a.test")}
        first = self.link(users["goes@a.test"], token)
        self.send("PATCH", "/users/invite", {"email": "goes@a.test"}, token)
        self.link(users["stays@a.test"], token)
        for name, user in users.items():
            self.reset(name, self.link(user, token), PASSWORD)
            self.log_in(name, PASSWORD)
        old = self.link(users["goes@a.test"], token)
        leaving, staying = (self.log_in(name, PASSWORD) for name in reversed(users))
        self.note([leaving == staying, token == staying, subject(staying) == subject(token)])
        self.log_in("goes@a.test", PASSWORD)
        signed = self.send("POST", self.sso, {"code": self.controlled("/sso-code", {})["code"]})
        tokens = [token, leaving, staying, signed.field("token")]
        tokens += map(self.refresh, (token, leaving))
        gone = f"/users/{users['goes@a.test']}"
        deleted = self.send("DELETE", gone, token=token).field("id")
        self.note(deleted == users["goes@a.test"])
        for each in tokens:
            self.probe(each)
        for method in ("GET", "DELETE"):
            self.send(method, gone, token=token)
        self.send("GET", f"/users/{users['stays@a.test']}", token=token)
        self.log_in("goes@a.test", PASSWORD)
        for link in (first, old):
            self.reset("goes@a.test", link, "Long-Gone-Horse-7")
        self.send("DELETE", self.login, None, staying)
        self.probe(token)

    def passwords_kept(self) -> None:
        """Set passwords, and ask for others: each is what was set last."""
        token, password = self.log_in(), "Longer-Than-Twenty-Letters-\u017e-e\u0301 "
        users = {name: self.invite(name, token) for name in ("kept@a.test", "other@a.test")}
        for user in users.values():
            self.set_password(self.link(user, token), password)
        for each in (password, password.swapcase(), password[:-1], password[:21]):
            self.log_in("kept@a.test", each)
        self.reset("other@a.test", self.link(users["other@a.test"], token), PASSWORD)
        self.log_in("kept@a.test", password)
        for _ in range(2):
            self.send("POST", "/users/password", {"email": "kept@a.test"})
            self.log_in("kept@a.test", password)
        found = self.controlled("/mail/api/v1/search?query=to:kept@a.test")["messages"]
        for each in found:
            text = self.controlled(f"/mail/api/v1/message/{each['ID']}").get("Text", "")
            links = re.findall(r"https?://\S+", text)
            self.reset("kept@a.test", links[0] if links else "", PASSWORD)
            break
        self.reset("kept@a.test", "https://a.test/?reset_token=wrong", "Wrong-Token-7")
        self.log_in("kept@a.test", PASSWORD)

    def reset(self, email: str, link: str, password: str) -> None:
        self.set_password(link, password, email)
        self.log_in(email, password)
