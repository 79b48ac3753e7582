"""Makes a failing case smaller, request by request.

Hypothesis shrinks what it drew itself, and takes hundreds of requests for it. A boundary case was
not drawn, and an instance has a budget.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from harness.core import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.generation.case import Case

Part = TypeVar("Part")
ODD_HEADERS = "odd headers"
"""What is said of a case of which the headers were found to fail, not the body that came along."""


def shrunk(case: Case, fails: Callable[[Case], bool]) -> Case:
    """Return the smallest case that still fails, found by trying ever simpler ones.

    ``fails`` sends a case, and says False once no more may be sent.
    """
    tried = {case}
    simpler = _simpler(case)
    while (candidate := next(simpler, None)) is not None:
        if candidate in tried or candidate.size >= case.size:
            continue
        tried.add(candidate)
        if fails(candidate):
            case, simpler = candidate, _simpler(candidate)
    return case


def _simpler(case: Case) -> Iterator[Case]:
    yield from _without_oddity(case)
    if case.token is not None:
        yield from (case.made_smaller(token=each) for each in _shorter_bytes(case.token))
    for name, value in case.path:
        for shorter in _shorter(value):
            changed = tuple((key, shorter if key == name else each) for key, each in case.path)
            yield case.made_smaller(path=changed)
    if case.body is not None:
        yield from (case.made_smaller(body=each) for each in _simpler_bodies(case.body))


def _without_oddity(case: Case) -> Iterator[Case]:
    """Take apart what was sent together, to see which of it fails: first the headers, or the body.

    A body without a member is sent for itself as well, and does not fail by itself then.
    """
    if case.is_chunked:
        yield case.made_smaller(is_chunked=False)
    if case.headers:
        yield case.made_smaller(headers=())
        if case.body is not None:
            yield replace(case, how=ODD_HEADERS, body=b"{}")
    for name, _ in case.headers if len(case.headers) > 1 else ():
        kept = tuple(each for each in case.headers if each[0] != name)
        yield case.made_smaller(headers=kept)


def _simpler_bodies(body: bytes) -> Iterator[bytes]:
    try:
        value = json_text.parsed(body)
    except ValueError:
        yield from _shorter_bytes(body)
        return
    for each in _simpler_values(value):
        yield json.dumps(each).encode()


def _simpler_values(value: object) -> Iterator[object]:
    """Yield simpler JSON values: without a member, or with a simpler one in its place."""
    if isinstance(value, dict):
        yield {}
        for name in value:
            yield {key: each for key, each in value.items() if key != name}
        for name, each in value.items():
            yield from (value | {name: simpler} for simpler in _simpler_values(each))
    elif isinstance(value, list):
        yield from _without_chunks(value)
        for index, each in enumerate(value):
            for simpler in _simpler_values(each):
                yield [*value[:index], simpler, *value[index + 1 :]]
    elif isinstance(value, str):
        yield from _shorter(value)
    elif isinstance(value, int | float) and value not in {0, 1}:
        yield from (0, 1)


def _shorter(text: str) -> Iterator[str]:
    """Yield the text without parts of it, then in plainer characters."""
    yield from ("", "a")
    for parts in _without_chunks(list(text)):
        yield "".join(parts)
    yield "a" * len(text)
    for index, character in enumerate(text[:16]):
        if character != "a":
            yield f"{text[:index]}a{text[index + 1 :]}"


def _shorter_bytes(raw: bytes) -> Iterator[bytes]:
    return (each.encode("latin-1") for each in _shorter(raw.decode("latin-1")))


def _without_chunks(parts: list[Part]) -> Iterator[list[Part]]:
    """Leave out ever smaller chunks, from the end: as few as a bisection takes."""
    chunk = len(parts)
    while chunk > 1:
        chunk = (chunk + 1) // 2
        yield parts[: len(parts) - chunk]
    if parts:
        yield parts[1:]
