"""The comparison of two documents: which operations are the same, and what else they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .changes import (
    Direction,
    Findings,
    Named,
    OperationName,
    Place,
    Severity,
    Where,
    canonical,
    shown,
)
from .document import Document, Operation, mapping, path_shape, sequence, text
from .operations import OperationComparison
from .schemas import Comparison, note
from .security import compare_schemes, demands, scheme_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Key = Any


@dataclass
class Pairs:
    """The operations of two documents: what each of the old ones has become."""

    pairs: list[tuple[Operation, Operation]] = field(default_factory=list)
    gone: list[Operation] = field(default_factory=list)
    came: list[Operation] = field(default_factory=list)

    def match(self, key: Callable[[Operation], Key | None]) -> None:
        """Pair those that are left and have a key in common, which no other has."""
        olds, news = Counter(map(key, self.gone)), Counter(map(key, self.came))
        by_key = {key(each): each for each in self.came}
        for old in list(self.gone):
            name = key(old)
            if name is not None and olds[name] == news[name] == 1:
                self.pairs.append((old, by_key[name]))
        paired = {id(each) for pair in self.pairs for each in pair}
        self.gone = [each for each in self.gone if id(each) not in paired]
        self.came = [each for each in self.came if id(each) not in paired]


def pair(old: Document, new: Document) -> Pairs:
    """Return which operation is which: by method and path, or where another sign is certain."""
    pairs = Pairs(gone=list(old.operations()), came=list(new.operations()))
    pairs.match(lambda each: each.label)
    pairs.match(lambda each: (each.method, path_shape(each.path)))
    pairs.match(lambda each: each.id or None)
    pairs.match(lambda each: _content(each, each.method))
    pairs.match(lambda each: _content(each, each.path))
    return pairs


def _content(operation: Operation, beside: str) -> Key | None:
    """Return all that an operation says, if it has a name of its own."""
    summary = text(operation.raw.get("summary"))
    if summary in {"", operation.method}:
        return None
    said = {key: each for key, each in operation.raw.items() if key != "operationId"}
    return beside, canonical(said)


def compare_documents(old: Document, new: Document) -> Findings:
    """Return every difference between two documents."""
    schemas = Comparison(old, new)
    operations = OperationComparison(schemas)
    findings = schemas.findings
    pairs = pair(old, new)
    for before, after in pairs.pairs:
        place = _place(before, after)
        operations.compare(place, before, after)
    for operation in pairs.gone:
        findings.add(
            _place(operation), Severity.BREAKING, "operation removed", cause=operation.label
        )
    for operation in pairs.came:
        findings.add(
            _place(operation), Severity.COMPATIBLE, "operation added", cause=operation.label
        )
    _compare_unused(schemas, old, new)
    schemas.compare_named()
    operations.compare_examples()
    _compare_paths(findings, pairs.pairs)
    _compare_groups(findings, old, new, pairs)
    _compare_api(findings, old, new)
    compare_schemes(findings, old, new, _scheme_places(old, new, pairs.pairs))
    return findings


def _place(*versions: Operation) -> Place:
    last = versions[-1]
    return Place((("", last.label),), (name_of(*versions),))


def name_of(*versions: Operation) -> OperationName:
    """Return what an operation is called in its versions."""
    paths = tuple(dict.fromkeys(each.path for each in versions))
    return OperationName(
        method=versions[0].method,
        paths=paths,
        ids=tuple(dict.fromkeys(each.id for each in versions if each.id)),
    )


def _compare_paths(findings: Findings, pairs: Iterable[tuple[Operation, Operation]]) -> None:
    """Compare paths and what is said of them, once for all of their operations."""
    by_path: dict[tuple[str, str], list[tuple[Operation, Operation]]] = {}
    for old, new in pairs:
        by_path.setdefault((old.path, new.path), []).append((old, new))
        if old.method != new.method:
            words = ("was ", shown(old.label))
            findings.add(_place(old, new), Severity.BREAKING, *words, cause=old.label)
    for (was, path), same in by_path.items():
        place = Place((("path", path),), tuple(name_of(*each) for each in same))
        moved = [new.method for old, new in same if old.method == new.method]
        if path_shape(was) == path_shape(path) and was != path:
            words = ("its variables are called otherwise than in ", shown(was))
            findings.add(place, Severity.WORDING, *words, cause=path)
        elif was != path and moved:
            findings.add(place, Severity.BREAKING, "was ", shown(was), f" ({', '.join(moved)})")
        before, after = same[0][0].item, same[0][1].item
        note(findings, place, "name", before.get("summary"), after.get("summary"))
        note(findings, place, "description", before.get("description"), after.get("description"))


def _compare_groups(findings: Findings, old: Document, new: Document, pairs: Pairs) -> None:
    """Compare the groups themselves; which operation is in which shows in the operations."""
    before, after = _groups(old), _groups(new)
    shown_in = {
        text(tag)
        for each in [*pairs.gone, *pairs.came, *(each for pair in pairs.pairs for each in pair)]
        for tag in sequence(each.raw.get("tags"))
    }
    for name in dict.fromkeys([*before, *after]):
        place = Place((("group", name),))
        if name in before and name in after:
            note(findings, place, "description", before[name], after[name])
        elif name not in shown_in:
            words = "removed" if name in before else "added"
            findings.add(place, Severity.WORDING, words)


def _groups(document: Document) -> dict[str, Any]:
    return {
        text(mapping(each).get("name")): mapping(each).get("description")
        for each in sequence(document.raw.get("tags"))
    }


def _compare_api(findings: Findings, old: Document, new: Document) -> None:
    """Compare what is said of the API as a whole: where it is, and what it is called."""
    place = Place((("API", ""),))
    before, after = mapping(old.raw.get("info")), mapping(new.raw.get("info"))
    for key in ("title", "summary", "description", "version"):
        note(findings, place, key, before.get(key), after.get(key))
    was, now = _hosts(old), _hosts(new)
    gone = [each for each in was if each not in now]
    came = [each for each in now if each not in was]
    if gone or came:
        severity = Severity.BREAKING if gone else Severity.COMPATIBLE
        words = (shown(", ".join(was) or "none"), " → ", shown(", ".join(now) or "none"))
        findings.add(place, severity, "base URL: ", *words)


def _hosts(document: Document) -> list[str]:
    servers = sequence(document.raw.get("servers"))
    return [text(mapping(each).get("url")).rstrip("/") for each in servers]


def _scheme_places(
    old: Document, new: Document, pairs: Iterable[tuple[Operation, Operation]]
) -> dict[str, Place]:
    """Return a place for each security scheme, with the operations that demand it."""
    names = dict.fromkeys([*scheme_names(old), *scheme_names(new)])
    users: dict[str, list[OperationName]] = {name: [] for name in names}
    for before, after in pairs:
        demanded = {each.split(" (")[0] for demand in demands(new, after) for each in demand}
        for name in demanded & names.keys():
            users[name].append(name_of(before, after))
    return {name: Place((("security scheme", name),), tuple(each)) for name, each in users.items()}


def _compare_unused(schemas: Comparison, old: Document, new: Document) -> None:
    """Compare the named types that no operation uses: nothing of them reaches a client."""
    used = old.used_types() | new.used_types()
    before, after = old.types(), new.types()
    for ref in dict.fromkeys([*before, *after]):
        if ref in used:
            continue
        named = Named(ref, ref, Direction.UNUSED)
        where = Where(named, Direction.UNUSED)
        if ref in before and ref in after:
            schemas.findings.use(where, named)
        else:
            schemas.findings.add(where, Severity.WORDING, "removed" if ref in before else "added")
