"""Variants of answers in general: headers, media types of refusals, form of the JSON."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

import dataclasses
import itertools
import json
import secrets
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, fields, make_page, wrap
from reference.instance import Instance
from reference.variants.registry import variant

Render = Callable[[Answer], Response]


def edit_every(instance: Instance, edit: Callable[[Answer, Call], None]) -> None:
    """Edit every answer."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        edit(answer, call)
        return answer

    wrap(instance, "respond", respond)


@variant("validation-422", axis="bad-input")
def answers_unprocessable(instance: Instance) -> None:
    """Bad input is answered 422, in the form of a validator's report."""

    def edit(answer: Answer, _: Call) -> None:
        if answer.status == 400:
            answer.status = 422
            answer.body = {"detail": [{"loc": ["body"], "msg": "invalid", "type": "value_error"}]}

    edit_every(instance, edit)


@variant("extra-fields")
def adds_fields(instance: Instance) -> None:
    """Every object has fields that the pages do not name."""

    def extend(value: object) -> object:
        if not isinstance(value, dict):
            return value
        more = {"request_id": "7f3a", "_links": {"self": None}}
        return {name: extend(each) for name, each in value.items()} | more

    def edit(answer: Answer, _: Call) -> None:
        answer.body = extend(answer.body)

    edit_every(instance, edit)


@variant("charset")
def names_charset(instance: Instance) -> None:
    """The media type names its charset."""

    def edit(answer: Answer, _: Call) -> None:
        answer.media_type = f"{answer.media_type}; Charset=UTF-8"

    edit_every(instance, edit)


@variant("upper-case-headers")
def shouts(instance: Instance) -> None:
    """The names of headers are written in capitals."""

    async def serve(honest: Any, scope: Scope, receive: Receive, send: Send) -> None:
        async def shout(event: Message) -> None:
            if event["type"] == "http.response.start":
                event["headers"] = [(name.upper(), value) for name, value in event["headers"]]
            await send(event)

        await honest(scope, receive, shout)

    wrap(instance, "serve", serve)


def is_documented(call: Call, answer: Answer) -> bool:
    """Tell whether me's page shows what a refusal of this status says."""
    return answer.status == 401 and call.operation in {"log_in", "refresh", "sso_log_in"}


@variant("problem-json", products=["cdp", "mi"])
def answers_problems(instance: Instance) -> None:
    """Refusals are problem details (RFC 9457)."""

    def edit(answer: Answer, _: Call) -> None:
        if answer.status >= 400:
            answer.media_type = "application/problem+json"
            answer.body = {"type": "about:blank", "title": "Refused", "status": answer.status}

    edit_every(instance, edit)


@variant("problem-json-me", products=["me"])
def answers_some_problems(instance: Instance) -> None:
    """Refusals that the page does not show are problem details (RFC 9457)."""

    def edit(answer: Answer, call: Call) -> None:
        if answer.status >= 400 and not is_documented(call, answer):
            answer.media_type = "application/problem+json"
            answer.body = {"type": "about:blank", "title": "Refused", "status": answer.status}

    edit_every(instance, edit)


@variant("html-refusals")
def answers_pages(instance: Instance) -> None:
    """Unknown paths, methods that are not allowed and users who do not exist get an HTML page."""

    def edit(answer: Answer, _: Call) -> None:
        if answer.status in {404, 405}:
            make_page(answer)

    edit_every(instance, edit)


def add_header(name: str, value: str) -> Callable[[Answer, Call], None]:
    """Give the edit that adds a header."""
    return lambda answer, _: answer.headers.append((name, value))


@variant("connection-close")
def closes(instance: Instance) -> None:
    """Every answer closes its connection."""
    edit_every(instance, add_header("Connection", "close"))


@variant("affinity-cookie", axis="affinity", advice=["cookies.guarded"])
def sets_affinity(instance: Instance) -> None:
    """A load balancer sets its cookie on every answer."""
    edit_every(instance, add_header("Set-Cookie", "AWSALB=node-1; Path=/"))


@variant("guarded-affinity-cookie", axis="affinity")
def sets_guarded_affinity(instance: Instance) -> None:
    """A load balancer sets its cookie, guarded, on every answer."""
    edit_every(instance, add_header("Set-Cookie", "AWSALB=node-1; Path=/; HttpOnly; SameSite=Lax"))


@variant("no-cache-control", advice=["answers.not-cached"])
def says_nothing_of_caches(instance: Instance) -> None:
    """No answer says anything of caches."""

    def edit(answer: Answer, _: Call) -> None:
        answer.drop_header("Cache-Control")
        answer.drop_header("Pragma")

    edit_every(instance, edit)


@variant("pretty-json")
def prints_prettily(instance: Instance) -> None:
    """JSON is indented, and ends with a new line."""

    def render(honest: Render, answer: Answer) -> Response:
        if not isinstance(answer.body, bytes):
            text = json.dumps(answer.body, indent=4, sort_keys=True)
            answer = dataclasses.replace(answer, body=f"{text}\n".encode())
        return honest(answer)

    wrap(instance, "render", render)


@variant("chunked")
def chunks(instance: Instance) -> None:
    """Bodies come in chunks, without their length."""

    def render(honest: Render, answer: Answer) -> Response:
        whole = honest(answer)
        if not whole.body:
            return whole
        body = bytes(whole.body)

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(body), 7):
                yield body[start : start + 7]

        streamed = StreamingResponse(pieces(), whole.status_code)
        streamed.raw_headers = [each for each in whole.raw_headers if each[0] != b"content-length"]
        return streamed

    wrap(instance, "render", render)


@variant("rate-limit")
def limits_rate(instance: Instance) -> None:
    """More than 30 requests a second are answered 429, with the time to wait."""
    recent: deque[float] = deque()

    def respond(honest: Handler, call: Call) -> Answer:
        now = time.monotonic()
        while recent and now - recent[0] > 1:
            recent.popleft()
        if len(recent) >= 30:
            return Refusal(429, "Too many requests", [("Retry-After", "1")]).answer
        recent.append(now)
        return honest(call)

    wrap(instance, "respond", respond)


def extend_refusals(instance: Instance, extend: Callable[[Call], dict[str, object]]) -> None:
    """Add fields to every refusal."""

    def edit(answer: Answer, call: Call) -> None:
        if answer.status >= 400:
            answer.body = fields(answer) | extend(call)

    edit_every(instance, edit)


@variant("refusal-timestamps")
def tells_time(instance: Instance) -> None:
    """Every refusal tells the time, in seconds since the epoch."""
    extend_refusals(instance, lambda _: {"timestamp": int(time.time())})


@variant("refusal-ids")
def numbers_refusals(instance: Instance) -> None:
    """Every refusal has an id of its own."""
    extend_refusals(instance, lambda _: {"id": str(uuid.uuid4())})


@variant("request-ids", axis="request-ids")
def numbers_requests(instance: Instance) -> None:
    """Every answer has an id of its request and a nonce, which look like tokens."""

    def edit(answer: Answer, _: Call) -> None:
        answer.headers.append(("X-Request-Id", secrets.token_urlsafe(24)))
        answer.headers.append(("X-Nonce", secrets.token_hex(16)))

    edit_every(instance, edit)


@variant("refusal-traces", axis="request-ids")
def traces_refusals(instance: Instance) -> None:
    """Every refusal has ids that look like tokens: in headers and the body."""

    def edit(answer: Answer, _: Call) -> None:
        if answer.status >= 400:
            answer.headers.append(("X-Trace", secrets.token_urlsafe(24)))
            answer.headers.append(("ETag", f'"{secrets.token_hex(20)}"'))
            answer.body = fields(answer) | {"trace": {"id": secrets.token_hex(16)}}

    edit_every(instance, edit)


@variant("renews-in-header", axis="sessions")
def renews_in_header(instance: Instance) -> None:
    """Every answer to who sends a live token has a newer one in a header, whatever it says."""

    def edit(answer: Answer, call: Call) -> None:
        user = instance.sessions.authenticate(call.token) if call.token else None
        if user is not None:
            answer.headers.append(("X-Renewed-Token", instance.sessions.issue(user)))

    edit_every(instance, edit)


@variant("refusal-echoes-token")
def echoes_token(instance: Instance) -> None:
    """A refusal repeats the token that was sent."""

    def extend(call: Call) -> dict[str, object]:
        try:
            sent = call.json_object().get("token", call.token)
        except Refusal:
            sent = call.token
        return {"token": sent} if isinstance(sent, str) else {}

    extend_refusals(instance, extend)


@variant("validation-422-fields", axis="bad-input")
def maps_fields(instance: Instance) -> None:
    """Bad input is answered 422, by a message for each field."""

    def edit(answer: Answer, _: Call) -> None:
        if answer.status == 400:
            name = str(fields(answer).get("message", "")).partition(" ")[0].lower()
            name = name if name in {"email", "password", "code"} else "token"
            answer.status = 422
            answer.body = {name: f"{name.capitalize()} is invalid."}

    edit_every(instance, edit)


@variant("cookies-partitioned")
def partitions_cookies(instance: Instance) -> None:
    """Cookies say `Partitioned` and `Priority=High`."""

    def edit(answer: Answer, _: Call) -> None:
        answer.headers = [
            (name, f"{value}; Partitioned; Priority=High" if name == "Set-Cookie" else value)
            for name, value in answer.headers
        ]

    edit_every(instance, edit)


@variant("gateway-503")
def fails_at_times(instance: Instance) -> None:
    """One request in 40 is answered by a gateway's page (503), and does nothing."""
    requests = itertools.count(1)

    def respond(honest: Handler, call: Call) -> Answer:
        if next(requests) % 40:
            return honest(call)
        answer = Answer(503)
        make_page(answer)
        return answer

    wrap(instance, "respond", respond)
