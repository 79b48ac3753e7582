"""The comparison of schemas: which values are allowed now, and which were."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .changes import (
    Findings,
    Named,
    Place,
    Severity,
    Where,
    canonical,
    listed,
    shown,
)
from .constraints import compare_limits, compare_values
from .examples import compare_examples
from .members import compare_members
from .shapes import (
    Use,
    alternatives,
    choice_allows_null,
    label_of,
    shape_of,
    type_words,
    use_of,
)

if TYPE_CHECKING:
    from .changes import Shown
    from .document import Document, Json
    from .shapes import Shape

_DEEPEST = 40
"""How far fields are followed within one schema; a named type begins anew."""
_LONGEST_SUMMARY = 3
_SWITCHES = 2
"""How many changes from one type to another are looked into within each other."""


@dataclass
class Comparison:
    """Compares the schemas of two documents."""

    old: Document
    new: Document
    findings: Findings = field(default_factory=Findings)
    switches: int = 0
    seen: dict[Named, tuple[Severity, tuple[str | Shown, ...]]] = field(default_factory=dict)

    def compare(self, where: Where, old: Any, new: Any) -> None:
        """Compare two schemas that stand in the same place."""
        before, after = use_of(old), use_of(new)
        known = self.findings.changes
        if where.depth <= _DEEPEST:
            self._compare_uses(where, before, after)
        elif canonical(before.core) != canonical(after.core):
            self.findings.add(where, Severity.BREAKING, "changed, too deep to be read further")
        self._compare_notes(where, before, after, structural=self.findings.changes > known)

    def compare_named(self) -> None:
        """Compare the named types that were met, and those that they use, once each."""
        while self.findings.waiting:
            named = self.findings.waiting.popleft()
            where = Where(named, named.direction)
            if named.old != named.new:
                names = (shown(self.old.type_name(named.old)), shown(self.new.type_name(named.new)))
                words = ("type ", names[0], " is called ", names[1], " now")
                self.findings.add(where, Severity.WORDING, *words)
            self.compare(where, self.old.target(named.old), self.new.target(named.new))

    def _compare_uses(self, where: Where, old: Use, new: Use) -> None:
        if old.ref and new.ref:
            self._compare_null(where, old.null, new.null)
            self._compare_refs(where, old.ref, new.ref)
            return
        olds, news = alternatives(old), alternatives(new)
        if len(olds) > 1 or len(news) > 1:
            self._compare_null(where, choice_allows_null(old), choice_allows_null(new))
            self.compare_choices(where, olds, news)
            return
        before, after = shape_of(self.old, old.core), shape_of(self.new, new.core)
        before.null, after.null = before.null or old.null, after.null or new.null
        self._compare_shapes(where, before, after, old, new)

    def _compare_refs(self, where: Where, old: str, new: str) -> None:
        """Compare named types: the same one, a renamed one, or one in place of another."""
        gone, came = self.new.target(old) is None, self.old.target(new) is None
        unreadable = self.old.target(old) is None or self.new.target(new) is None
        if old != new and unreadable:
            self.findings.add(
                where, Severity.BREAKING, "refers to ", shown(new), ", not ", shown(old)
            )
        elif old == new or (gone and came):
            self.findings.use(where, Named(old, new, where.direction))
        else:
            severity, details = self._switch(Named(old, new, where.direction))
            before, after = self.old.type_name(old), self.new.type_name(new)
            words = (shown(before), " → ", shown(after), *details)
            self.findings.add(where, severity, *words, cause=f"{old} {new}")

    def _switch(self, named: Named) -> tuple[Severity, tuple[str | Shown, ...]]:
        """Return what it does to a client that one type stands in place of another."""
        if named not in self.seen:
            self.seen[named] = (Severity.BREAKING, ())
            if self.switches < _SWITCHES:
                inner = Comparison(self.old, self.new, switches=self.switches + 1)
                where = Where(Place(), named.direction)
                inner.compare(where, self.old.target(named.old), self.new.target(named.new))
                inner.compare_named()
                self.seen[named] = _summary(inner.findings)
        return self.seen[named]

    def _compare_shapes(self, where: Where, old: Shape, new: Shape, was: Use, now: Use) -> None:
        direction = where.direction
        narrower, wider = _narrower(old.types, new.types), _narrower(new.types, old.types)
        if narrower or wider:
            severity = direction.severity(narrower=narrower, wider=wider)
            before, after = label_of(self.old, was.core), label_of(self.new, now.core)
            if before == after:
                before, after = type_words(old.types), type_words(new.types)
            if not _overlap(old.types, new.types) and old.null != new.null:
                before, after = _with_null(before, old), _with_null(after, new)
            self.findings.add(where, severity, shown(before), " → ", shown(after))
        if not _overlap(old.types, new.types):
            return
        if old.types is not None and new.types is not None:
            self._compare_null(where, old.null, new.null)
        compare_values(self.findings, where, old.values, new.values)
        compare_limits(self.findings, where, old, new)
        compare_members(self, where, old, new)
        if old.items is not None or new.items is not None:
            self.compare(where.items(), old.items, new.items)
        if old.choices or new.choices:
            self._compare_conditions(where, old, new)

    def _compare_null(self, where: Where, old: bool, new: bool) -> None:  # noqa: FBT001 - a pair
        if old != new:
            severity = where.direction.severity(narrower=old, wider=new)
            self.findings.add(where, severity, "may be null now" if new else "is never null now")

    def compare_choices(self, where: Where, olds: list[Any], news: list[Any]) -> None:
        """Compare the schemas of which one holds: what is the same is taken together first."""
        gone = {_identity(each): each for each in olds}
        came = {_identity(each): each for each in news}
        for identity in [each for each in gone if each in came]:
            self.compare(where, gone.pop(identity), came.pop(identity))
        if len(gone) == 1 and len(came) == 1:
            self.compare(where, next(iter(gone.values())), next(iter(came.values())))
            return
        for document, rest, verb in ((self.old, gone, "removed"), (self.new, came, "added")):
            for identity, schema in rest.items():
                added = verb == "added"
                severity = where.direction.severity(narrower=not added, wider=added)
                words = ("alternative ", shown(label_of(document, schema)), f" {verb}")
                self.findings.add(where, severity, *words, cause=identity)

    def _compare_conditions(self, where: Where, old: Shape, new: Shape) -> None:
        """Compare choices that stand beside members, as MSON's One Of has them."""
        if len(old.choices) == len(new.choices) == 1 and not _required_alone(old, new):
            self.compare_choices(where, old.choices[0], new.choices[0])
            return
        before, after = _choice_texts(old), _choice_texts(new)
        gone = [each for each in before if each not in after]
        came = [each for each in after if each not in before]
        if gone or came:
            lost, freed = bool(gone) or not before, bool(came) or not after
            severity = where.direction.severity(narrower=lost, wider=freed)
            words = [*listed(before or ["no choice"]), " → ", *listed(after or ["no choice"])]
            self.findings.add(where, severity, "one of: ", *words)

    def _compare_notes(self, where: Where, old: Use, new: Use, *, structural: bool) -> None:
        named = isinstance(where.container, Named) and not where.path
        for key in ("title", "description", "x-enum-descriptions"):
            before, after = old.notes.get(key), new.notes.get(key)
            if canonical(before) != canonical(after) and not (named and key == "title"):
                self.note(
                    where, "descriptions of values" if key.startswith("x-") else key, before, after
                )
        examples = [_example(use.notes) for use in (old, new)]
        compare_examples(self.findings, where, examples[0], examples[1], structural=structural)

    def note(self, where: Where | Place, what: str, old: Any, new: Any) -> None:
        """Add a difference of wording."""
        note(self.findings, where, what, old, new)


def note(findings: Findings, where: Where | Place, what: str, old: Any, new: Any) -> None:
    """Add a difference of what is written for people, if there is one."""
    if canonical(old or None) == canonical(new or None):
        return
    if old in (None, "", {}, []):
        words: tuple[str | Shown, ...] = (f"{what} added: ", shown(new))
    elif new in (None, "", {}, []):
        words = (f"{what} removed: ", shown(old))
    else:
        words = (f"{what}: ", *_around_difference(shown(old).text, shown(new).text))
    findings.add(where, Severity.WORDING, *words, cause=canonical([old, new]))


def _around_difference(old: str, new: str) -> tuple[str | Shown, ...]:
    """Return two texts from shortly before the point where they part."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    same = min(len(old), len(new)) if same is None else same
    start = old.rfind(" ", 0, same - 20) + 1 if same > 40 else 0
    dots = "…" if start else ""
    return (shown(dots + old[start:]), " → ", shown(dots + new[start:]))


def _summary(findings: Findings) -> tuple[Severity, tuple[str | Shown, ...]]:
    found = [each for each in findings.found if each.severity > Severity.WORDING]
    if not found:
        return Severity.WORDING, ()
    words: list[str | Shown] = [" ("]
    for finding in found[:_LONGEST_SUMMARY]:
        words += ["; "] if len(words) > 1 else []
        words += [shown(finding.where.path), " "] if finding.where.path else []
        words += finding.words
    more = len(found) - _LONGEST_SUMMARY
    words.append(f"; and {more} more)" if more > 0 else ")")
    return max(each.severity for each in found), tuple(words)


def _narrower(old: frozenset[str] | None, new: frozenset[str] | None) -> bool:
    """Tell whether a type is gone; every integer is a number."""
    if new is None:
        return False
    return old is None or any(
        each not in new and not (each == "integer" and "number" in new) for each in old
    )


def _with_null(words: str, shape: Shape) -> str:
    return f"{words} or null" if shape.null and shape.types else words


def _overlap(old: frozenset[str] | None, new: frozenset[str] | None) -> bool:
    """Tell whether a value may be of a type of both, so that it is worth comparing more."""
    if old is None or new is None:
        return True
    numbers = {"integer", "number"}
    return bool(old & new) or bool(old & numbers and new & numbers) or not (old or new)


def _identity(schema: Any) -> str:
    use = use_of(schema)
    return use.ref or canonical(use.core)


def _example(notes: Json) -> Any:
    """Return the examples of a schema, the only one as itself."""
    examples = notes.get("examples", notes.get("example"))
    if "examples" in notes and isinstance(examples, list) and len(examples) == 1:
        return examples[0]
    return examples


def _required_alone(*shapes: Shape) -> bool:
    branches = [each for shape in shapes for choice in shape.choices for each in choice]
    return all(set(use_of(each).core) <= {"required"} for each in branches)


def _choice_texts(shape: Shape) -> list[str]:
    """Return the alternatives as texts: MSON's by the names of the members that they demand."""
    texts = []
    for choice in shape.choices:
        for branch in choice:
            required = use_of(branch).core.get("required")
            names = [each for each in required or [] if isinstance(each, str)]
            texts.append(" and ".join(names) if names else canonical(branch))
    return texts
