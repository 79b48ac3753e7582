"""Faults of odd requests: crashes by how a request is written, and ways past who guards it."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import json
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from starlette.types import Receive, Scope, Send

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, wrap
from reference.faults.inputs import CRASHES, crash_on, values
from reference.faults.registry import fault
from reference.instance import Instance

ODD = ["input.refused-not-crashed"]
GUARD = ["token.required"]
LINES: ContextVar[Scope] = ContextVar("lines")
"""What is known of the request that is answered: its line and its headers, as they came."""
BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def keep_lines(instance: Instance) -> None:
    """Keep a request's line while it is answered."""

    async def serve(honest: Any, scope: Scope, receive: Receive, send: Send) -> None:
        LINES.set(scope)
        await honest(scope, receive, send)

    wrap(instance, "serve", serve)


def crash_on_line(instance: Instance, trips: Callable[[bytes, bytes], bool]) -> None:
    """Answer 500 to requests whose path or query, as they came, trip the instance."""
    keep_lines(instance)

    def respond(honest: Handler, call: Call) -> Answer:
        scope = LINES.get()
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        if trips(path.partition(b"?")[0], scope["query_string"]):
            return Answer(500, {"message": "URI malformed"})
        return honest(call)

    wrap(instance, "respond", respond)


def crash_on_header(instance: Instance, name: str, trips: Callable[[str], bool]) -> None:
    """Answer 500 to requests of which a header trips the instance."""

    def respond(honest: Handler, call: Call) -> Answer:
        if any(trips(value) for value in call.headers.getlist(name)):
            return Answer(500, {"message": f"{name} could not be read"})
        return honest(call)

    wrap(instance, "respond", respond)


@fault("crash-on-broken-percent-in-path", breaks=ODD, may_break=["answers.documented"])
def crashes_on_percent(instance: Instance) -> None:
    """A percent sign in the path that encodes nothing answers 500."""
    crash_on_line(instance, lambda path, _: bool(BROKEN_PERCENT.search(path)))


@fault("crash-on-long-utf8-in-path", breaks=ODD, may_break=["answers.documented"])
def crashes_on_long_utf8(instance: Instance) -> None:
    """A path whose percent signs encode no UTF-8 answers 500."""
    crash_on_line(instance, lambda path, _: b"%c0%af" in path.lower())


@fault("crash-on-broken-percent-in-query", breaks=ODD)
def crashes_on_query(instance: Instance) -> None:
    """A percent sign in the query that encodes nothing answers 500."""
    crash_on_line(instance, lambda _, query: bool(BROKEN_PERCENT.search(query)))


@fault("crash-on-long-utf8-in-query", breaks=ODD)
def crashes_on_long_utf8_in_query(instance: Instance) -> None:
    """A query whose percent signs encode no UTF-8 answers 500."""
    crash_on_line(instance, lambda _, query: b"%c0%af" in query.lower())


@fault("crash-on-repeated-parameter", breaks=ODD)
def crashes_on_parameter(instance: Instance) -> None:
    """A parameter of the query that comes twice answers 500, as a list does in place of a text."""
    crash_on_line(instance, lambda _, query: query.startswith(b"a=1&a=2"))


@fault("crash-on-guarded-path-in-capitals", breaks=ODD)
def crashes_on_capitals(instance: Instance) -> None:
    """The path of a protected operation in capitals answers 500: its guard finds no rights."""

    def trips(path: bytes, _: bytes) -> bool:
        last = path.rpartition(b"/")[2]
        return last.isupper() and last != b"AUTH_OPTIONS"

    crash_on_line(instance, trips)


@fault("crash-on-nothing-but-slashes", breaks=ODD)
def crashes_on_slashes(instance: Instance) -> None:
    """Two slashes in place of a path answer 500, since they are read as a host that is missing."""
    crash_on_line(instance, lambda path, _: path.endswith(b"//"))


@fault("crash-on-head", breaks=ODD)
def crashes_on_head(instance: Instance) -> None:
    """HEAD in place of GET answers 500."""

    def respond(honest: Handler, call: Call) -> Answer:
        return Answer(500) if call.method == "HEAD" else honest(call)

    wrap(instance, "respond", respond)


@fault("crash-on-trace", breaks=ODD)
def crashes_on_trace(instance: Instance) -> None:
    """TRACE answers 500."""

    def respond(honest: Handler, call: Call) -> Answer:
        return Answer(500) if call.method == "TRACE" else honest(call)

    wrap(instance, "respond", respond)


@fault("crash-on-two-tokens", breaks=ODD)
def crashes_on_two_tokens(instance: Instance) -> None:
    """Two headers for the access token answer 500, as a list does in place of a text."""

    def respond(honest: Handler, call: Call) -> Answer:
        is_list = len(call.headers.getlist("x-access-token")) > 1
        return Answer(500, {"message": "not a string"}) if is_list else honest(call)

    wrap(instance, "respond", respond)


@fault("crash-on-two-media-types", breaks=CRASHES)
def crashes_on_two_media_types(instance: Instance) -> None:
    """Two headers for the media type answer 500."""
    crash_on(instance, lambda call: len(call.headers.getlist("content-type")) > 1)


@fault("crash-on-claimed-coding", breaks=CRASHES)
def crashes_on_claimed_coding(instance: Instance) -> None:
    """A body that is called gzip, and is none, answers 500."""

    def trips(call: Call) -> bool:
        is_called = call.headers.get("content-encoding") == "gzip"
        return is_called and not call.body.startswith(b"\x1f\x8b")

    crash_on(instance, trips)


@fault("crash-on-packed-body", breaks=CRASHES)
def crashes_on_packed(instance: Instance) -> None:
    """A body that is gzip answers 500, since it is read as text."""
    crash_on(instance, lambda call: call.body.startswith(b"\x1f\x8b"))


@fault("crash-on-unknown-coding", breaks=CRASHES)
def crashes_on_coding(instance: Instance) -> None:
    """A body in a coding that nobody knows answers 500."""
    known = {"", "gzip", "deflate", "br", "identity"}
    crash_on(instance, lambda call: call.headers.get("content-encoding", "") not in known)


@fault("crash-on-claimed-charset", breaks=CRASHES)
def crashes_on_charset(instance: Instance) -> None:
    """A body that is said to be UTF-16, and is none, answers 500."""
    crash_on(instance, lambda call: "utf-16" in call.headers.get("content-type", ""))


@fault("crash-on-chunks", breaks=CRASHES)
def crashes_on_chunks(instance: Instance) -> None:
    """A body that comes in chunks answers 500, since its length is missing."""
    crash_on(instance, lambda call: bool(call.body) and "content-length" not in call.headers)


@fault("crash-on-expectation", breaks=CRASHES)
def crashes_on_expectation(instance: Instance) -> None:
    """A client that waits for a word before it sends its body is answered 500."""
    crash_on(instance, lambda call: "expect" in call.headers)


@fault("crash-on-condition", breaks=ODD)
def crashes_on_condition(instance: Instance) -> None:
    """A time in `If-Modified-Since` that is none answers 500."""
    crash_on_header(instance, "if-modified-since", lambda value: not value.endswith("GMT"))


@fault("crash-on-authorization", breaks=ODD)
def crashes_on_authorization(instance: Instance) -> None:
    """An `Authorization` that can't be decoded answers 500."""
    crash_on_header(instance, "authorization", lambda value: value.startswith("Basic !"))


@fault("crash-on-cookie", breaks=CRASHES)
def crashes_on_cookie(instance: Instance) -> None:
    """A cookie without a name answers 500."""
    crash_on_header(instance, "cookie", lambda value: value.startswith("="))


@fault("crash-on-forwarded-address", breaks=CRASHES)
def crashes_on_address(instance: Instance) -> None:
    """An address in `X-Forwarded-For` that is none answers 500, as a column of addresses does."""
    crash_on_header(instance, "x-forwarded-for", lambda value: "unknown" in value)


@fault("crash-on-language", breaks=CRASHES)
def crashes_on_language(instance: Instance) -> None:
    """A weight in `Accept-Language` that is no number answers 500."""
    crash_on_header(instance, "accept-language", lambda value: "q=a" in value)


@fault("crash-on-cookie-beside-a-number", breaks=CRASHES)
def crashes_on_both(instance: Instance) -> None:
    """A number in a field answers 500 where an odd cookie or an odd language comes with it."""

    def trips(call: Call) -> bool:
        is_odd = "=;" in call.headers.get("cookie", "") or "accept-language" in call.headers
        return is_odd and any(isinstance(each, int) for each in values(call))

    crash_on(instance, trips)


def holds(value: object, is_odd: Callable[[object], bool]) -> bool:
    """Whether a JSON value is odd, or holds one that is."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return is_odd(value) or any(holds(each, is_odd) for each in inner)


@fault("crash-on-infinity", breaks=CRASHES)
def crashes_on_infinity(instance: Instance) -> None:
    """A number beyond all bounds answers 500: it is read as infinite, which JSON can't say."""
    is_infinite = (float("inf"), float("-inf")).__contains__
    crash_on(instance, lambda call: any(holds(each, is_infinite) for each in values(call)))


@fault("crash-on-long-integer", breaks=CRASHES)
def crashes_on_long_integer(instance: Instance) -> None:
    """An integer of thousands of digits answers 500."""
    crash_on(instance, lambda call: bool(re.search(rb"[0-9]{4300}", call.body)))


@fault("crash-on-nested-field", breaks=CRASHES)
def crashes_on_nested(instance: Instance) -> None:
    """A field that nests hundreds of arrays answers 500."""
    crash_on(instance, lambda call: call.body.startswith(b"{") and b"[" * 500 in call.body)


@fault("crash-on-name-of-objects", breaks=CRASHES)
def crashes_on_name(instance: Instance) -> None:
    """A member called as one that every object has answers 500."""
    crash_on(instance, lambda call: b'"constructor":' in call.body)


@fault("crash-on-null-behind-json", breaks=CRASHES)
def crashes_on_null_behind(instance: Instance) -> None:
    """A null character behind the JSON answers 500."""
    crash_on(instance, lambda call: call.body.endswith(b"\x00"))


@fault("crash-on-surrogate-in-a-name", breaks=CRASHES)
def crashes_on_odd_name(instance: Instance) -> None:
    """A member whose name holds half a surrogate pair answers 500."""

    def trips(call: Call) -> bool:
        try:
            names = "".join(json.loads(call.body or b"null"))
        except (ValueError, TypeError, RecursionError):
            return False
        return any("\ud800" <= each <= "\udfff" for each in names)

    crash_on(instance, trips)


@fault("crash-on-line-break-in-address", breaks=CRASHES)
def crashes_on_line_break(instance: Instance) -> None:
    """An address that holds a header of a mail answers 500."""
    crash_on(instance, lambda call: b"\\r\\nX-" in call.body)


def open_to(instance: Instance, trick: Callable[[Call], bool]) -> None:
    """Take a request without a token for one of the account's, where it plays a trick."""
    honest = instance.authenticated

    def authenticated(_: object, call: Call) -> User:
        user = instance.accounts.find(instance.account.email)
        if call.token is None and user is not None and trick(call):
            return user
        return honest(call)

    wrap(instance, "authenticated", authenticated)


def open_path(instance: Instance, plain: Callable[[str], str]) -> None:
    """Guard paths as they are written, and look for operations by a plainer form of them."""
    odd: ContextVar[bool] = ContextVar("odd")

    def respond(honest: Handler, call: Call) -> Answer:
        path = plain(call.path)
        odd.set(path != call.path)
        call.path = path
        return honest(call)

    wrap(instance, "respond", respond)
    open_to(instance, lambda _: odd.get())


@fault("open-by-two-slashes", breaks=GUARD)
def opens_two_slashes(instance: Instance) -> None:
    """Two slashes before a path lead past who guards it."""
    open_path(instance, lambda path: path.replace("//", "/"))


@fault("open-by-a-slash-at-the-end", breaks=GUARD)
def opens_slash(instance: Instance) -> None:
    """A slash at the end of a path leads past who guards it."""
    open_path(instance, lambda path: path.rstrip("/") or "/")


@fault("open-in-capitals", breaks=GUARD)
def opens_capitals(instance: Instance) -> None:
    """A path in capitals leads past who guards it."""
    open_path(instance, lambda path: path.lower() if path.upper().endswith(path[4:]) else path)


@fault("open-to-near-addresses", breaks=GUARD)
def opens_to_addresses(instance: Instance) -> None:
    """Who says to be forwarded from the machine itself needs no token."""
    open_to(instance, lambda call: call.headers.get("x-forwarded-for") == "127.0.0.1")


@fault("open-by-an-encoded-letter", breaks=GUARD)
def opens_encoded(instance: Instance) -> None:
    """A path of which a letter is encoded leads past who guards it."""
    keep_lines(instance)
    letter = re.compile(rb"%[67][0-9a-f]")
    open_to(instance, lambda _: bool(letter.search(LINES.get().get("raw_path", b""))))


@fault("login-accepts-one-type", breaks=["login.issues-token"])
def wants_one_media_type(instance: Instance) -> None:
    """A log-in whose `Accept` names several media types is answered 406."""

    def log_in(honest: Handler, call: Call) -> Answer:
        if "," in call.headers.get("accept", ""):
            raise Refusal(406, "No such media type")
        return honest(call)

    wrap(instance, "log_in", log_in)
