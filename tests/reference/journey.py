"""A walk through all that an instance offers, noting what a client sees on the way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from reference.jwt import encode
from tests.reference import (
    forgers,
    journey_at_once,
    journey_of_time,
    journey_of_users,
    journey_of_users_page,
    odd_lines,
)
from tests.reference.asking import HOUR, NOBODY, Seen, request
from tests.reference.journey_of_users import subject

if TYPE_CHECKING:
    from collections.abc import Mapping

OPAQUE = re.compile(r"[A-Za-z0-9_.-]{16,}")


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
        self.ended = ""
        self.expected: list[object] | None = None
        self.statuses: list[int] = []

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        token: str | None = None,
        media_type: str = "application/json",
        headers: Mapping[str, str] = {},
    ) -> Seen:
        seen = request(self.base, method, path, body, token, media_type, headers)
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
        odd_lines.write_oddly(self)
        for part in (self.tokens, self.logins, self.inputs):
            part()
        journey_of_time.renew(self)
        for part in (self.logouts, self.sign_on):
            part()
        journey_at_once.use_at_once(self)
        if self.product == "cdp":
            self.metabase()
            self.two_accounts()
        if self.product == "me":
            for part_of_users in (*journey_of_users.PARTS, *journey_of_users_page.PARTS):
                part_of_users(self)
            forgers.mistake_kinds(self)
        self.send("GET", self.options)
        self.probe(self.ended)
        self.subjects()
        for part_of_others in (forgers.forge, forgers.come_otherwise, forgers.guess_codes):
            part_of_others(self)
        journey_of_time.grow_old(self)
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
        self.probe("1234567890abcdef")  # as the pages show one
        for each in ("", "null", f"{none}.{claims}.{signature}", f"{token}.AAAA", f"{token} own"):
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
        quoted = (f'"{right}"', f"'{right}'")
        for password in ("wrong-password", *near, *others, *quoted, *tricks):
            self.log_in(password=password)
        for password in (f"%{ord(right[0]):02x}{right[1:]}", f"{right}<b>", f"{right}é", [right]):
            self.log_in(password=password)
        self.log_in(password=f"{chr(ord(right[0]) + 256)}{right[1:]}")
        self.send("POST", self.login, [self.account["email"], right])
        for _ in range(2):
            self.log_in(NOBODY, "wrong-password")
        self.near_addresses(*self.account["email"].split("@"))
        self.log_in(password=hashlib.sha256(right.encode()).hexdigest())
        body = {"email": self.account["email"], "password": right}
        self.send("POST", self.login, body, headers={"Accept": "application/json, */*"})
        self.log_in(password="")
        self.log_in(password="x" * 73)
        if self.limited:
            self.log_in(password=self.limited["password"])
        for any_letter in "%.":
            self.log_in(any_letter + self.account["email"][1:])
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

    def logouts(self) -> None:
        earlier, token, other = self.log_in(), self.log_in(), self.log_in()
        self.send("GET", self.options, token=earlier)
        if self.product != "me":
            self.send("DELETE", self.login, {})
            self.probe(token)
        body = None if self.product == "me" else {"token": token}
        self.send("DELETE", self.login, body, token)
        self.probe(token)
        self.refresh(token)
        for each in (token, other, earlier):
            self.probe(each)
        self.send("DELETE", self.login, body)
        self.probe(other)
        self.log_out(other)
        self.probe(other)
        if self.product != "me":
            named, beside = self.log_in(), self.log_in()
            self.send("DELETE", self.login, {"token": named}, beside)
            self.probe(beside)
        self.ended = token

    def log_out(self, token: str) -> None:
        """End a session, named as the product does: in the header, or in the body."""
        self.send("DELETE", self.login, None if self.product == "me" else {"token": token}, token)

    def sign_on(self) -> None:
        for hours in (0.0, 7.9, 8.1):
            code = {"code": self.controlled("/sso-code", {})["code"]}
            token = self.send("POST", self.sso, code).field("token")
            self.probe(self.older(token, hours * HOUR) if hours else token)
        self.refresh(self.older(token, 5 * HOUR))
        self.send("POST", self.sso, code)
        code = {"code": self.controlled("/sso-code", {})["code"]}
        token, other = self.send("POST", self.sso, code).field("token"), self.log_in()
        self.log_out(other)
        self.probe(token)
        for _ in range(2):
            code = {"code": self.controlled("/sso-code", {})["code"]}
            token = self.send("POST", self.sso, code).field("token")
            self.probe(token)
            self.log_out(token)
            self.send("POST", self.sso, code)
        for none in ("no-provider-gave-it", "constructor"):
            self.send("POST", self.sso, {"code": none})

    def metabase(self) -> None:
        path, expired = "/users/metabase_login", self.older(self.log_in(), 8.1 * HOUR)
        limited = self.log_in(self.limited["email"], self.limited["password"])
        genuine = [self.log_in() for _ in range(4)]
        for token in (*genuine, genuine[0], None, expired, limited):
            self.send("POST", path, token=token)

    def link(self, user: str, token: str) -> str:
        path = f"/users/{quote(user)}/invitation_link"
        return self.send("GET", path, token=token).field("user_invitation_link")

    def set_password(self, link: str, password: str, email: str = "") -> str:
        query = parse_qs(urlsplit(link).query)
        token = query.get("reset_token", ["missing"])[0]
        body = {"email": email or query.get("email", ["missing"])[0], "token": token}
        self.send("PATCH", "/users/password", body | {"password": password})
        return token

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

    def reset(self, email: str, link: str, password: str) -> None:
        self.set_password(link, password, email)
        self.log_in(email, password)
