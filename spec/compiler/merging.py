"""Stage 2½: what several pages of one product show, each of them, becomes one.

A page may repeat an operation or a named type of another. Where they agree, it counts once: the
page that says more of an operation is followed, with the answers that only the other shows. Where
they do not agree, nothing says which is right, and an error names both places. Wording, examples
and names of a path's variables are no disagreement, nor is what one page is silent about.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .blueprint import Transaction
from .diagnostics import Diagnostics
from .openapi import build_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .blueprint import Action, NamedType, Page, Resource
    from .diagnostics import Position
    from .values import Json

_VARIABLE = re.compile(r"\{[^{}]*\}")
_WORDING = frozenset({"description", "summary", "title", "example", "examples"})

Key = tuple[str, str]
"""A path, each variable as `{}`, and a method."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One action, and the page that shows it."""

    page: int
    action: Action
    operation: Json


def merge(pages: Sequence[Page], diagnostics: Diagnostics) -> list[Page]:
    """Return the pages, each operation and each type on one of them only."""
    if not _has_common(pages):
        return list(pages)
    documents = [_alone(page, pages) for page in pages]
    types = _merge_types(pages, documents, diagnostics)
    dropped, extended = _merge_actions(pages, documents, diagnostics)
    return [
        replace(
            page,
            types=tuple(each for each in page.types if id(each) not in types),
            groups=tuple(
                replace(
                    group,
                    resources=tuple(
                        _merged_resource(each, dropped, extended)
                        for each in group.resources
                        if not each.actions or not all(id(a) in dropped for a in each.actions)
                    ),
                )
                for group in page.groups
            ),
        )
        for page in pages
    ]


def _merged_resource(
    resource: Resource, dropped: set[int], extended: dict[int, Action]
) -> Resource:
    actions = (extended.get(id(each), each) for each in resource.actions if id(each) not in dropped)
    return replace(resource, actions=tuple(actions))


def _has_common(pages: Sequence[Page]) -> bool:
    """Whether anything stands on two pages: most products need no more than this look."""
    seen: set[object] = set()
    for page in pages:
        own: set[object] = {key for key, _ in _actions(page)} | {each.name for each in page.types}
        if own & seen:
            return True
        seen |= own
    return False


def _actions(page: Page) -> Iterator[tuple[Key, Action]]:
    for group in page.groups:
        for resource in group.resources:
            for action in resource.actions:
                template = action.uri or resource.uri
                yield (_VARIABLE.sub("{}", template.path), action.method), action


def _alone(page: Page, pages: Sequence[Page]) -> Json:
    """Return the document of one page, with the types of the others that it does not define."""
    known = {each.name for each in page.types}
    others = [
        replace(other, groups=(), types=tuple(t for t in other.types if t.name not in known))
        for other in pages
        if other is not page
    ]
    # What is wrong with a page is told when all of them become one document.
    return build_document(
        [replace(page, metadata={}), *map(_bare, others)], Diagnostics(), title=""
    )


def _bare(page: Page) -> Page:
    return replace(page, metadata={})


def _merge_types(
    pages: Sequence[Page], documents: Sequence[Json], diagnostics: Diagnostics
) -> set[int]:
    """Return the types that another page has already, by identity."""
    first: dict[str, tuple[int, NamedType]] = {}
    dropped: set[int] = set()
    for number, page in enumerate(pages):
        for named in page.types:
            known = first.setdefault(named.name, (number, named))
            if known[0] == number:
                continue
            dropped.add(id(named))
            old = _schema_at(documents[known[0]], known[1].element.at)
            new = _schema_at(documents[number], named.element.at)
            what = _differing_members(old, new)
            place = known[1].element.at.source
            _tell(diagnostics, named.element.at, f"the type {named.name}", place, what)
    return dropped


def _tell(diagnostics: Diagnostics, at: Position, what: str, place: str, other: str) -> None:
    if other:
        diagnostics.error(at, f"{what} is another in {place}: {other}", "conflict")
    else:
        diagnostics.note(at, f"{what} stands in {place} as well, and agrees: it is one", "merged")


def _schema_at(document: Json, at: Position) -> Any:
    schemas = document.get("components", {}).get("schemas", {})
    found: Json = next((each for each in schemas.values() if each.get("x-source") == at.source), {})
    return _plain(found, document)


def _differing_members(old: Any, new: Any) -> str:
    """Say in which members two schemas differ; nothing where they agree."""
    if _text(old) == _text(new):
        return ""
    before, after = _members(old), _members(new)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names:
        return "it differs"
    return "it differs in " + ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def _members(schema: Any) -> dict[str, str]:
    """Return what a schema says of each of its members, and whether it demands them."""
    properties = schema.get("properties", {}) if isinstance(schema, dict) else {}
    required = schema.get("required", []) if isinstance(schema, dict) else []
    return {str(name): f"{name in required} {_text(each)}" for name, each in properties.items()}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _plain(value: Any, document: Json, above: tuple[str, ...] = ()) -> Any:
    """Return a schema without its wording, and with what it refers to in its place."""
    if isinstance(value, list):
        return [_plain(each, document, above) for each in value]
    if not isinstance(value, dict):
        return value
    if (name := value.get("$ref")) and isinstance(name, str):
        if name in above:
            return {"$ref": name}
        schemas = document.get("components", {}).get("schemas", {})
        return _plain(schemas.get(name.rpartition("/")[2], {}), document, (*above, name))
    plain: Json = {}
    for key, each in value.items():
        if key == "properties" and isinstance(each, dict):
            plain[key] = {name: _plain(member, document, above) for name, member in each.items()}
        elif key == "required" and isinstance(each, list):
            plain[key] = sorted(map(str, each))
        elif key not in _WORDING and not key.startswith("x-"):
            plain[key] = _plain(each, document, above)
    return plain


def _merge_actions(
    pages: Sequence[Page], documents: Sequence[Json], diagnostics: Diagnostics
) -> tuple[set[int], dict[int, Action]]:
    """Return the actions that another page has already, and those that another page adds to."""
    first: dict[Key, _Call] = {}
    dropped: set[int] = set()
    extended: dict[int, Action] = {}
    for number, page in enumerate(pages):
        operations = _by_source(documents[number])
        for key, action in _actions(page):
            call = _Call(number, action, operations.get(action.at.source, {}))
            known = first.setdefault(key, call)
            if known.page == number:
                continue
            what = disagreement(known.operation, call.operation, *_both(documents, known, call))
            name = f"{action.method} {_path_of(documents[number], action)}"
            _tell(diagnostics, action.at, name, known.action.at.source, what)
            kept, other = (call, known) if _says_more(call, known) else (known, call)
            first[key] = kept
            dropped.add(id(other.action))
            base = extended.get(id(kept.action), kept.action)
            extended[id(kept.action)] = _with_answers(
                base, extended.get(id(other.action), other.action)
            )
    return dropped, extended


def _both(documents: Sequence[Json], one: _Call, other: _Call) -> tuple[Json, Json]:
    return documents[one.page], documents[other.page]


def _by_source(document: Json) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for path, item in document["paths"].items():
        for operation in item.values():
            if isinstance(operation, dict) and "x-source" in operation:
                found[operation["x-source"]] = {**operation, "x-path": path}
    return found


def _path_of(document: Json, action: Action) -> str:
    return str(_by_source(document).get(action.at.source, {}).get("x-path", ""))


def _says_more(call: _Call, known: _Call) -> bool:
    """Whether a later page tells how an operation is called, and the earlier one does not."""

    def said(operation: Json) -> tuple[int, int]:
        return len(operation.get("parameters", [])), len(operation.get("requestBody", {}))

    one, other = said(call.operation), said(known.operation)
    return one != other and one[0] >= other[0] and one[1] >= other[1]


def _with_answers(action: Action, other: Action) -> Action:
    """Return an action with the answers that only another page shows."""
    known = {each.status for pair in action.transactions for each in pair.responses}
    added = tuple(
        each for pair in other.transactions for each in pair.responses if each.status not in known
    )
    if not added:
        return action
    # Beside requests that are there: an answer of its own would be one to a call without them.
    pairs = action.transactions
    if not pairs:
        return replace(action, transactions=(Transaction((), added),))
    last = pairs[-1]
    joined = Transaction(last.requests, (*last.responses, *added))
    return replace(action, transactions=(*pairs[:-1], joined))


def disagreement(old: Json, new: Json, before: Json, after: Json) -> str:
    """Say what two pages say differently of one operation; nothing where they agree."""
    if what := _of_parameters(old, new, before, after):
        return what
    if what := _of_contents(old.get("requestBody", {}), new.get("requestBody", {}), before, after):
        return f"the body that is sent: {what}"
    one, other = old.get("responses", {}), new.get("responses", {})
    successes = [sorted(s for s in each if s.startswith("2")) for each in (one, other)]
    if all(successes) and successes[0] != successes[1]:
        return f"it answers {' and '.join(successes[1])} here, {' and '.join(successes[0])} there"
    for status in sorted(set(one) & set(other)):
        if what := _of_contents(one[status], other[status], before, after):
            return f"response {status}: {what}"
    return ""


def _of_contents(one: Json, other: Json, before: Json, after: Json) -> str:
    old, new = one.get("content", {}), other.get("content", {})
    if not old or not new:
        return ""
    if not set(old) & set(new):
        return f"{', '.join(new)} here, {', '.join(old)} there"
    for media_type in sorted(set(old) & set(new)):
        schemas = [old[media_type].get("schema"), new[media_type].get("schema")]
        if None in schemas:
            continue
        was, now = _plain(schemas[0], before), _plain(schemas[1], after)
        if what := _differing_members(was, now):
            return what
    return ""


def _of_parameters(old: Json, new: Json, before: Json, after: Json) -> str:
    """Compare what stands in the query; a page that tells of none is silent."""
    one, other = (_queries(each) for each in (old, new))
    if not one or not other:
        return ""
    for name in sorted(set(one) | set(other)):
        if name not in one or name not in other:
            if (one.get(name) or other[name])["required"]:
                return f"the parameter {name} is required by one of them, and unknown to the other"
            continue
        said = [(each["required"], each.get("schema", {})) for each in (one[name], other[name])]
        plain = [
            _text([is_needed, _plain(schema, doc)])
            for (is_needed, schema), doc in zip(said, (before, after), strict=True)
        ]
        if plain[0] != plain[1]:
            return f"the parameter {name}"
    return ""


def _queries(operation: Json) -> dict[str, Json]:
    return {
        each["name"]: each for each in operation.get("parameters", []) if each.get("in") == "query"
    }
