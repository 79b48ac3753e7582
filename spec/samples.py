"""The samples of a body that a page shows with a request, and what it says comes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spec.compiler.blueprint import are_refusals
from spec.compiler.inference import infer
from spec.members import properties_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True)
class Refused:
    """A request that a page shows to be refused."""

    name: str
    """What the page calls it; empty where it has no name."""
    body: object
    status: str
    answer: object
    """The sample body of the refusal; None without one."""


@dataclass(frozen=True)
class Samples:
    """What a page shows of the bodies of an operation."""

    schema: Mapping[str, Any] | None = None
    """That of a body that is taken; None where there is no body."""
    taken: tuple[object, ...] = ()
    refused: tuple[Refused, ...] = ()
    begins_with_a_type: bool = False
    """Whether the page's first request tells its body by a type, and by no sample."""

    @property
    def first(self) -> object:
        """The first request's, if that is taken; None where it has none."""
        return None if self.begins_with_a_type else next(iter(self.taken), None)

    @property
    def others(self) -> tuple[object, ...]:
        """Those that are taken beside the first request's."""
        return self.taken if self.begins_with_a_type else self.taken[1:]


NO_SAMPLES = Samples()


def samples_of(
    document: Mapping[str, Any], raw: Mapping[str, Any], body: Mapping[str, Any]
) -> Samples:
    """Return the samples of an operation, whose body of one media type is given as well.

    That has all samples of its page, and what the schema is inferred from: also of requests that
    are refused.
    """
    if not body:
        return Samples()
    named = [each["value"] for each in body.get("examples", {}).values() if "value" in each]
    shown = [body["example"]] if "example" in body else named
    right, wrong = (list(_bodies(raw, is_refused=each)) for each in (False, True))
    taken = [each for each in shown if _is_in(each, right) or not _is_in(each, wrong)]
    schema = _without(body.get("schema", {}), wrong, taken)
    schema = _without_what_others_have(document, schema, taken)
    begins = _begins_with_a_type(raw, body.get("schema", {}), named or taken)
    return Samples(schema, tuple(taken), tuple(_refused(raw)), begins)


def _begins_with_a_type(
    raw: Mapping[str, Any], schema: Mapping[str, Any], shown: Iterable[object]
) -> bool:
    """Whether the first request has no sample: its schema, of several, is one that none gave.

    Of one sample, no request has a word.
    """
    first = next((each for each in raw.get("x-transactions", ()) if each["requests"]), None)
    several = schema.get("anyOf", ())
    if first is None or not several or "example" in first["requests"][0]:
        return False
    return several[0] not in map(infer, shown)


def _is_refused(pair: Mapping[str, Any]) -> bool:
    return are_refusals([each["status"] for each in pair["responses"]])


def _bodies(raw: Mapping[str, Any], *, is_refused: bool) -> Iterator[object]:
    for pair in raw.get("x-transactions", ()):
        if _is_refused(pair) is is_refused:
            yield from (each["example"] for each in pair["requests"] if "example" in each)


def _is_in(value: object, among: Iterable[object]) -> bool:
    """Whether a value is one of several; to Python, 1 and True would be the same."""
    return json.dumps(value) in map(json.dumps, among)


def _without(
    schema: Mapping[str, Any], wrong: Iterable[object], taken: Iterable[object]
) -> Mapping[str, Any]:
    """Return a schema without those that only samples which are refused gave."""
    several = schema.get("anyOf", ())
    inferred, right = [infer(each) for each in wrong], [infer(each) for each in taken]
    kept = [each for each in several if each not in inferred or each in right]
    if len(kept) == len(several) or not kept:
        return schema
    return kept[0] if len(kept) == 1 else {**schema, "anyOf": kept}


def _without_what_others_have(
    document: Mapping[str, Any], schema: Mapping[str, Any], taken: Iterable[object]
) -> Mapping[str, Any]:
    """Return a schema without those that samples gave whose members another one has all.

    A page may show a whole body by a named type, and by a sample one with less.
    """
    several = list(schema.get("anyOf", ()))
    inferred = [infer(each) for each in taken]
    for each in [each for each in several if each in inferred]:
        names = properties_of(document, each).keys()
        others = [properties_of(document, other).keys() for other in several if other is not each]
        if names and any(names <= other for other in others):
            several.remove(each)
    return (
        several[0] if len(several) == 1 else {**schema, **({"anyOf": several} if several else {})}
    )


def _refused(raw: Mapping[str, Any]) -> Iterator[Refused]:
    """Yield the requests with a body that are shown beside one refusal, and beside nothing else."""
    for pair in raw.get("x-transactions", ()):
        if len(pair["responses"]) != 1 or not _is_refused(pair):
            continue
        (response,) = pair["responses"]
        for request in pair["requests"]:
            if "example" in request:
                name = request.get("name") or request.get("description", "")
                answer = response.get("example")
                yield Refused(name, request["example"], response["status"], answer)
