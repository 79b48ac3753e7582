"""Answers before they are bytes, so that they are easy to build and easy to change."""

import json
from dataclasses import dataclass, field
from email.utils import formatdate

from starlette.responses import Response

TOKEN_COOKIE = "access_token"  # noqa: S105 - the cookie's name, not a token


@dataclass
class Answer:
    """A status, headers and a body.

    A body is a JSON value; bytes are sent as they are, and empty bytes without a media type.
    """

    status: int = 200
    body: object = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    media_type: str = "application/json"

    def drop_header(self, name: str) -> None:
        """Remove every header of that name."""
        self.headers = [(key, value) for key, value in self.headers if key.lower() != name.lower()]

    def content(self) -> bytes:
        """Give the body as it is sent."""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, separators=(",", ":")).encode()

    def render(self) -> Response:
        """Give the answer as Starlette sends it."""
        content = self.content()
        response = Response(content, self.status, media_type=self.media_type if content else None)
        for name, value in self.headers:
            response.headers.append(name, value)
        return response


class Refusal(Exception):  # noqa: N818 - refusing is no error of the instance
    """A request is refused, by the answer given here."""

    def __init__(self, status: int, message: str, headers: list[tuple[str, str]] | None = None):
        super().__init__(message)
        self.answer = Answer(status, {"message": message}, list(headers or ()))


def message(text: str) -> Answer:
    """Answer 200 with a message."""
    return Answer(200, {"message": text})


def token_answer(token: str) -> Answer:
    """Answer 200 with a token that nobody on the way may keep (RFC 6749 §5.1)."""
    return Answer(200, {"token": token}, [("Cache-Control", "no-store"), ("Pragma", "no-cache")])


def cookie(name: str, value: str, *, secure: bool) -> tuple[str, str]:
    """Give the header that sets a cookie which scripts and other sites cannot reach."""
    return "Set-Cookie", f"{name}={value}; {_attributes(secure=secure)}"


def expired_cookie(name: str, *, secure: bool) -> tuple[str, str]:
    """Give the header that deletes a cookie: the same attributes, and a time long past."""
    past = formatdate(0, usegmt=True)
    attributes = _attributes(secure=secure)
    return "Set-Cookie", f'{name}=""; Expires={past}; Max-Age=0; {attributes}'


def _attributes(*, secure: bool) -> str:
    return "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
