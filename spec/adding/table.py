"""What `spec add` tells: plain text of at most 100 columns, in which no page can write."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from spec.resources import Kind

from . import proofs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spec.resources import Resource
    from spec.specification import Operation, Specification

WIDTH = 100
_MOST_PATH = 42
_RULES = "What these rules say"


def plain(text: str) -> str:
    """Return a text on one line, with escapes for what can't be seen."""
    seen = (each if each.isprintable() else ascii(each)[1:-1] for each in text.replace("\n", " "))
    return "".join(seen)


def cut(text: str, width: int) -> str:
    """Return a text on one line, without control characters, and no wider than that."""
    shown = plain(" ".join(text.split()))
    return shown if len(shown) <= width else f"{shown[: width - 1]}…"


def table(spec: Specification, new: Sequence[Operation]) -> list[str]:
    """Return the lines that tell of the operations of a page."""
    found = {each.id: proofs.proof(spec, each) for each in new}
    lines = [*_resources(spec, new), "", "Operations", ""]
    for each in new:
        lines += _operation(each, found[each.id])
    lines += ["", _RULES, ""]
    for rule_id in dict.fromkeys(rule for each in found.values() for rule in each.rules):
        lines += _wrapped(f"{rule_id}: {proofs.words(rule_id)}", "  ", "      ")
    return lines


def _resources(spec: Specification, new: Sequence[Operation]) -> Iterator[str]:
    paths = {each.resource for each in new}
    shown = [each for each in spec.resources if each.path in paths]
    yield ""
    yield "Resources" if shown else "Resources: none"
    for each in shown:
        kinds = ", ".join(kind.value for kind in Kind if each.operation(kind))
        yield "  " + cut(f"{each.name}: {kinds}", WIDTH - 2)
        yield "      " + cut(_places(spec, each), WIDTH - 6)


def _places(spec: Specification, resource: Resource) -> str:
    create = resource.operation(Kind.CREATE)
    collection = spec.operation(create).path if create else resource.path
    if resource.item_path in {None, resource.path}:
        kind = "one of its kind" if resource.item_path else "collection"
        return f"{kind} {collection}"
    below = f", of {resource.parent}" if resource.parent else ""
    return f"collection {collection}, item {resource.item_path}{below}"


def _operation(each: Operation, proof: proofs.Proof) -> Iterator[str]:
    part = each.role.value if each.role and not each.is_as_any_other else (each.kind or "")
    token = "token" if each.secured else "no token"
    head = f"  {each.method:<7} {cut(each.path, _MOST_PATH):<{_MOST_PATH}} {cut(each.id, 24):<24}"
    yield f"{head} {part}".rstrip()[:WIDTH]
    yield f"      {each.effects} effects, {token}"
    yield from _wrapped("proven: " + ", ".join(proof.rules), "      ", "              ")
    for lacking in proof.lacking:
        yield from _wrapped(f"needs: {lacking}", "      ", "             ")


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(
        plain(text), WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )


def remarks(lines: Iterable[str]) -> list[str]:
    """Return remarks, each on lines of its own."""
    return [row for line in lines for row in _wrapped(line, "  ", "      ")]
