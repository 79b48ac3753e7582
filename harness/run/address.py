"""Whether there is an instance at an address, before anything secret is sent there.

What is no instance is told by what it answers to a look-up, and by what it answers to paths that
are there on no server. Where the answers tell the right address, it is named; there, on the same
host alone, nothing but a look-up is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from harness.core.errors import NoAnswer
from harness.core.outcomes import Excluded, Unproven
from harness.http.answer import Answer
from harness.http.in_front import form_of
from harness.http.redirects import REDIRECTIONS, destination
from harness.run.product import fits_page
from spec.roles import Role
from spec.specification import PARAMETER, Effects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.core.exchange import Exchange
    from harness.run.target_run import TargetRun
    from spec.specification import Operation

_DEEPEST = 6
"""Parts of a path above which the right address is looked for."""
_MOST_PATHS = 4
"""Of the pages, that are looked at where they have no log-in."""


def wrong_address(run: TargetRun, looked: Answer) -> str:
    """Say why there is no instance at a target's address; nothing where there is one.

    ``looked`` is what came to the look-up. Where no credentials would be sent, a crash at it is
    for the contracts to judge.
    """
    keeps_secrets = run.target.effects < Effects.SESSION or run.target.account is None
    is_crash = looked.status >= 500 and keeps_secrets
    if is_crash or _is_own(run, looked) or _is_routed(run):
        return ""
    return _why(run, looked.exchange)


def _is_own(run: TargetRun, looked: Answer) -> bool:
    """Whether an instance alone answers a look-up so.

    Where the pages have no options, so is a refusal that is no page for people: many ask for a
    token before they look at a path.
    """
    if run.spec.has(Role.OPTIONS):
        return fits_page(looked) or _names_a_flag(looked)
    if looked.status in {401, 403}:
        return not _is_page(looked.exchange)
    return _gives_thing(looked) and not run.client.send("GET", _nowhere()).succeeded


def _gives_thing(looked: Answer) -> bool:
    """Whether a look-up that is none of the options gives what its page documents."""
    if not looked.succeeded or looked.json is None or looked.operation is None:
        return False
    fields, body = looked.operation.success().fields, looked.json
    return not fields or not isinstance(body, dict) or bool(set(fields) & set(body))


def _why(run: TargetRun, exchange: Exchange) -> str:
    """Say what came in the place of an instance, and the address that would be right."""
    to = destination(exchange)
    if exchange.status in REDIRECTIONS and to is not None:
        right = to.url.removesuffix(_look_up_path(run))
        if right in {to.url, run.target.url}:
            return f"{_said(exchange)}, and leads to {_without_query(to.url)}: it is no instance"
        return f"{_said(exchange)}, and leads to another address: is the URL {right}?"
    if b"https" in exchange.body[:2048].lower() and exchange.status in {400, 426}:
        return f"{_said(exchange)}: it speaks https: is the URL {_over_tls(run.target.url)}?"
    right = next(_siblings(run), "")
    hint = f": is the URL {right}?" if right else "; is its path right?"
    if exchange.status in {404, 405, 410, 421, 501}:
        return f"{_said(exchange)}, and knows no other path of an instance{hint}"
    return f"{_said(exchange)}, and answers paths alike that are not there{hint}"


def without_answer(run: TargetRun, failure: NoAnswer) -> str:
    """Say why nothing answers, with the address that may be right, where https does."""
    url = run.target.url
    if not url.startswith("http:") or "closed without an answer" not in str(failure):
        return str(failure)
    tls = _over_tls(url)
    try:
        run.client.send("GET", _look_up_path(run), base_url=tls)
    except (NoAnswer, Unproven) as second:
        if "certificate" not in str(second).lower():
            return str(failure)
    return f"{failure}; it speaks https: is the URL {tls}?"


def _look_up_path(run: TargetRun) -> str:
    return run.spec.look_up_path


def _names_a_flag(options: Answer) -> bool:
    """Whether the answer holds a documented member, whatever else is wrong with it."""
    assert options.operation is not None
    fields = options.operation.success().fields
    flags = {each.enabled_by for each in options.spec.operations.values()} - {None}
    body = options.json
    return isinstance(body, dict) and bool((set(fields) | flags) & set(body))


def _is_routed(run: TargetRun) -> bool:
    """Whether the server knows a path of an instance from one that is not there.

    Nothing that it asks holds a credential: a log-in is looked at, and nothing is refreshed.
    """
    log_in, refresh = run.spec.of_role(Role.LOGIN), run.spec.of_role(Role.REFRESH)
    paths = [log_in.path] if log_in is not None else _some_paths(run)
    if any(_is_known(run, method, path) for path in paths for method in ("GET", "OPTIONS")):
        return True
    if run.target.effects < Effects.SESSION or refresh is None:
        return False
    headers = {"Content-Type": "application/json"}
    try:
        refused = run.client.send(refresh.method, refresh.path, headers=headers, body=b"{}")
        nowhere = run.client.send("GET", _nowhere())
    except (NoAnswer, Unproven, Excluded):
        return False
    is_refusal = refused.status in {400, 401, 403, 415, 422} and not _is_page(refused)
    return is_refusal and refused.status != nowhere.status


def _some_paths(run: TargetRun) -> list[str]:
    """Return paths of the pages, those of nothing that is there among them."""
    filled = (PARAMETER.sub(lambda _: uuid4().hex, each.path) for each in _operations(run))
    return list(dict.fromkeys(filled))[:_MOST_PATHS]


def _operations(run: TargetRun) -> list[Operation]:
    return sorted(run.spec.operations.values(), key=lambda each: "{" in each.path)


def _is_known(run: TargetRun, method: str, path: str) -> bool:
    """Whether the server knows a path, to look at, from one that is not there."""
    try:
        known, nowhere = run.client.send(method, path), run.client.send(method, _nowhere())
    except (NoAnswer, Unproven, Excluded):
        return False
    is_missing = known.status in {404, 410} or 300 <= known.status < 400 or known.status >= 500
    is_page = _is_page(known) and known.status != 405
    return known.status != nowhere.status and not is_missing and not is_page


def _nowhere() -> str:
    """Return a path that is there on no server."""
    return f"/{uuid4().hex}"


def _is_page(exchange: Exchange) -> bool:
    return exchange.body.lstrip()[:1] == b"<"


def _siblings(run: TargetRun) -> Iterator[str]:
    """Yield the base URLs near a target's at which the look-up is answered by an instance."""
    parts = urlsplit(run.target.url)
    origin = f"{parts.scheme}://{parts.netloc}"
    names = parts.path.strip("/").split("/")[:_DEEPEST]
    above = ["/".join([origin, *names[:depth]]) for depth in range(len(names) - 1, -1, -1)]
    near = [f"{run.target.url}/api", *above, f"{origin}/api"]
    operation = run.spec.look_up
    for base in dict.fromkeys(near):
        if base == run.target.url:
            continue
        try:
            exchange = run.client.send("GET", _look_up_path(run), base_url=base)
        except (NoAnswer, Unproven):
            continue
        answer = Answer(exchange, run.spec)
        answer.operation = operation
        has_options = run.spec.has(Role.OPTIONS)
        if _gives_thing(answer) if not has_options else fits_page(answer) and _names_a_flag(answer):
            yield base


def _said(exchange: Exchange) -> str:
    return f"{exchange.request.url}: it answered {exchange.status} ({form_of(exchange)})"


def _without_query(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _over_tls(url: str) -> str:
    parts = urlsplit(url)
    netloc = parts.netloc.removesuffix(":80")
    return urlunsplit(("https", netloc, parts.path, "", ""))
