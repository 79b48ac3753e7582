"""Requests, read whole and without trust."""

import json
import re
from dataclasses import dataclass, field

from starlette.datastructures import Headers, QueryParams
from starlette.types import Receive

from reference.answers import Refusal

BODY_LIMIT = 1024 * 1024
FIELD_LIMIT = 4096
EMAIL_LIMIT = 254  # RFC 5321 §4.5.3.1.3
PASSWORD_LIMIT = 1024
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f]")
COUNT = re.compile(r"[0-9]{1,9}(\.0+)?")
EMAIL = re.compile(r"[^@\s]+@[^@\s,;:<>()\[\]\"\\]+")  # one address: a mail must go to it alone


@dataclass
class Call:
    """One request to one operation."""

    method: str
    path: str
    headers: Headers
    body: bytes = b""
    too_large: bool = False
    secure: bool = False
    operation: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    query: QueryParams = field(default_factory=QueryParams)

    @property
    def token(self) -> str | None:
        """The access token that the request carries in its header."""
        return self.headers.get("x-access-token") or None

    def text(self, name: str, limit: int = FIELD_LIMIT) -> str:
        """Give a field of the JSON body: a string that is neither empty nor over-long."""
        value = self.json_object().get(name)
        if not isinstance(value, str) or not value:
            raise Refusal(400, f"{name} must be a string that is not empty")
        if len(value) > limit:
            raise Refusal(400, f"{name} must not be longer than {limit} characters")
        if CONTROL_CHARACTERS.search(value) or not _is_encodable(value):
            raise Refusal(400, f"{name} must not hold control characters or lone surrogates")
        return value

    def email(self) -> str:
        """Give the e-mail address of the JSON body."""
        value = self.text("email", EMAIL_LIMIT)
        if not EMAIL.fullmatch(value):
            raise Refusal(400, "email must be an e-mail address")
        return value

    def flag(self, name: str) -> bool:
        """Give a field of the JSON body that is true or false."""
        value = self.json_object().get(name)
        if not isinstance(value, bool):
            raise Refusal(400, f"{name} must be true or false")
        return value

    def count(self, name: str) -> int | None:
        """Give a number of the query that counts something; None where it is not there."""
        value = self.query.get(name)
        if value is None:
            return None
        if not COUNT.fullmatch(value):
            raise Refusal(400, f"{name} must be a whole number, not below zero")
        return int(value.partition(".")[0])

    def choice(self, name: str, among: tuple[str, ...]) -> str:
        """Give a word of the query, which is one of these; the first where it is not there."""
        value = self.query.get(name, among[0])
        if value not in among:
            raise Refusal(400, f"{name} must be one of {', '.join(among)}")
        return value

    def json_object(self) -> dict[str, object]:
        """Give the body, which must be a JSON object in UTF-8 (RFC 8259)."""
        if self.too_large:
            raise Refusal(413, f"The body must not be larger than {BODY_LIMIT} bytes")
        if not self.body.strip():
            raise Refusal(400, "The body must be a JSON object, and is empty")
        media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise Refusal(415, "The media type must be application/json")
        try:
            value: object = json.loads(self.body.decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise Refusal(400, "The body must be JSON in UTF-8") from None
        if not isinstance(value, dict):
            raise Refusal(400, "The body must be a JSON object")
        return value


async def read_body(receive: Receive) -> tuple[bytes, bool]:
    """Read a body, and say whether it was too large; what is beyond the limit is let go.

    It is read to its end all the same: a client that is still sending would otherwise see a
    broken connection in place of the answer.
    """
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        event = await receive()
        chunk = event.get("body", b"")
        size += len(chunk)
        if size <= BODY_LIMIT:
            chunks.append(chunk)
        more = event["type"] == "http.request" and event.get("more_body", False)
    return b"".join(chunks), size > BODY_LIMIT


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
