"""The comparison of what an operation demands of a client to let it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .changes import Severity, canonical, shown
from .document import Document, Operation, mapping, sequence, text
from .extensions import compare_extensions
from .schemas import note

if TYPE_CHECKING:
    from .changes import Findings, Place
    from .schemas import Comparison

Demand = frozenset[str]
"""Schemes and their scopes that are demanded together; none where nothing is."""


def compare_security(comparison: Comparison, place: Place, old: Operation, new: Operation) -> None:
    """Compare the alternatives: one that was enough must still be."""
    before, after = demands(comparison.old, old), demands(comparison.new, new)
    if before == after:
        return
    kept = all(any(other <= each for other in after) for each in before)
    severity = Severity.COMPATIBLE if kept else Severity.BREAKING
    words = ("security: ", shown(_words(before)), " → ", shown(_words(after)))
    comparison.findings.add(place, severity, *words)


def demands(document: Document, operation: Operation) -> frozenset[Demand]:
    """Return what is enough, each by itself, to be let in."""
    raw = operation.raw.get("security", document.raw.get("security"))
    found = {
        frozenset(
            f"{name} ({', '.join(map(str, sequence(scopes)))})" if sequence(scopes) else name
            for name, scopes in mapping(each).items()
        )
        for each in sequence(raw)
    }
    return frozenset(found) or frozenset({frozenset()})


def _words(alternatives: frozenset[Demand]) -> str:
    texts = sorted(" and ".join(sorted(each)) or "nothing" for each in alternatives)
    return " or ".join(sorted(texts, key=lambda each: each == "nothing"))


def compare_schemes(
    findings: Findings, old: Document, new: Document, places: dict[str, Place]
) -> None:
    """Compare the schemes themselves; one that comes or goes shows in its operations."""
    before, after = _schemes(old), _schemes(new)
    for name in (each for each in before if each in after):
        place, one, other = places[name], before[name], after[name]
        note(findings, place, "description", one.get("description"), other.get("description"))
        compare_extensions(findings, place, one, other)
        for key in sorted((one.keys() | other.keys()) - {"description"}):
            if not key.startswith("x-") and canonical(one.get(key)) != canonical(other.get(key)):
                words: tuple[Any, ...] = (shown(one.get(key)), " → ", shown(other.get(key)))
                findings.add(place, Severity.BREAKING, shown(key), ": ", *words)


def scheme_names(document: Document) -> list[str]:
    """Return the names of a document's schemes."""
    return list(_schemes(document))


def _schemes(document: Document) -> dict[str, Any]:
    schemes = mapping(mapping(document.raw.get("components")).get("securitySchemes"))
    return {text(name): document.resolved(each) for name, each in schemes.items()}
