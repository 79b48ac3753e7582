"""The answers that a page documents for an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spec.compiler.status_phrases import is_phrase_of
from spec.resources import followed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class DocumentedAnswer:
    """One answer that the page documents for an operation: a status, and what comes with it."""

    status: str
    """Three digits, or a range such as ``4XX``."""
    media_types: tuple[str, ...]
    """Empty where the page names none."""
    body_required: bool
    """Whether the page shows a body."""
    undocumented: bool
    """Whether the page is silent here, so that any media type and body will do."""
    fields: tuple[str, ...]
    """The documented members of the body, where it is an object of them."""
    example: object
    """The page's sample body, or None."""
    examples: tuple[object, ...]
    """All of its sample bodies."""
    words: tuple[str, ...]
    """What the page says of each of them; empty where that is nothing."""
    description: str
    """What the page says of it in words; empty where that is nothing."""
    cause: str
    """What it comes of, as an overlay says it by ``x-cause``; empty where none does."""
    header_schemas: Mapping[str, bool]
    """The documented header names, and whether the answer must have them."""
    source: str
    """``file:line`` of the page."""
    from_words: bool = False
    """Whether all that is known of it stands in the words of its operation."""

    @property
    def message(self) -> str | None:
        """The documented ``message``, or None."""
        message = self.example.get("message") if isinstance(self.example, dict) else None
        return message if isinstance(message, str) else None


def documented_answer(
    document: Mapping[str, Any], status: str, raw: Mapping[str, Any]
) -> DocumentedAnswer:
    """Read one answer of an operation."""
    content: Mapping[str, Any] = raw.get("content", {})
    named = raw.get("x-media-type")
    told = list(_examples(content))
    shown = [each["example"] for each in content.values() if "example" in each]
    if status.startswith("4") and not told:
        told = list(_told_by_attributes(document, content))
        shown = [value for value, _ in told]
    description = _own_words(status, raw.get("description", ""))
    return DocumentedAnswer(
        status=status,
        media_types=tuple(content) or ((named,) if named else ()),
        body_required=bool(content),
        undocumented=bool(raw.get("x-undocumented")),
        fields=tuple(fields_of(document, content)),
        example=next(iter(shown), None),
        examples=tuple(value for value, _ in told),
        words=tuple(words for _, words in told) if len(told) > 1 else (description,),
        description=description,
        cause=str(raw.get("x-cause", "")),
        header_schemas={
            name: bool(header.get("required", _is_shown(name, status, header)))
            for name, header in raw.get("headers", {}).items()
        },
        source=raw.get("x-source", ""),
    )


_DEEPEST = 3
"""Objects in each other that are looked into for what is fixed."""
_OF_THE_WAY = frozenset({
    *("age", "alt-svc", "cache-control", "connection", "content-encoding", "content-length"),
    *("content-type", "date", "keep-alive", "server", "strict-transport-security"),
    *("transfer-encoding", "vary", "via", "x-powered-by"),
})  # fmt: skip
"""Headers that any server on the way adds, changes or leaves out."""


def _is_shown(name: str, status: str, header: Mapping[str, Any]) -> bool:
    """Whether a page shows a success with a header, which it then has, as for Dredd.

    Not a cookie, which may have been set before. An overlay may say otherwise, by ``required``.
    """
    is_of_the_way = name.lower() in _OF_THE_WAY or name.lower() == "set-cookie"
    is_shown = bool({"example", "examples"} & header.keys())
    return status.startswith("2") and is_shown and not is_of_the_way


def fields_of(document: Mapping[str, Any], content: Mapping[str, Any]) -> list[str]:
    """Return the documented members of bodies that are objects."""
    schemas = [followed(document, each.get("schema", {})) for each in content.values()]
    parts = [part for each in schemas for part in (each, *each.get("anyOf", ()))]
    named = [field for each in parts for field in followed(document, each).get("properties", {})]
    return list(dict.fromkeys(named))


def groups_of(document: Mapping[str, Any], content: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the groups of members of which a body has one."""
    return [
        group
        for each in content.values()
        for group in groups_in(followed(document, each.get("schema", {})))
    ]


def groups_in(schema: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the groups of members that exclude each other; nothing where there are none.

    A group may fix a member that others have as well, which tells the groups apart.
    """
    groups = schema.get("oneOf", ())
    if not all(isinstance(each, dict) and _is_group(each) for each in groups):
        return []
    return [tuple(each["required"]) for each in groups]


def _is_group(schema: Mapping[str, Any]) -> bool:
    properties = schema.get("properties", {})
    is_fixed = all(isinstance(each, dict) and "const" in each for each in properties.values())
    return schema.keys() - {"properties"} == {"required"} and is_fixed


def _told_by_attributes(
    document: Mapping[str, Any], content: Mapping[str, Any]
) -> Iterator[tuple[object, str]]:
    """Yield what a page tells of a refusal by its attributes, each with what it says of it.

    That is what is fixed; and the samples of its own attributes, not of those of a named type.
    """
    for media in content.values():
        schema = media.get("schema", {})
        for each in schema.get("anyOf", [schema]):
            fixed = _fixed_in(document, followed(document, each))
            told = {
                name: member["examples"][0]
                for name, member in each.get("properties", {}).items()
                if isinstance(member, dict) and member.get("examples")
            }
            if fixed or told:
                yield {**fixed, **told}, str(each.get("description", ""))


def _fixed_in(
    document: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0
) -> dict[str, object]:
    """Return the members of an object that have one value, also those within others."""
    found: dict[str, object] = {}
    for name, member in schema.get("properties", {}).items():
        whole = followed(document, member) if isinstance(member, dict) else {}
        if "const" in whole:
            found[name] = whole["const"]
        elif depth < _DEEPEST and (inner := _fixed_in(document, whole, depth + 1)):
            found[name] = inner
    return found


def _examples(content: Mapping[str, Any]) -> Iterator[tuple[object, str]]:
    """Yield sample bodies, each with what the page says of it."""
    for media in content.values():
        if "example" in media:
            yield media["example"], ""
        for each in media.get("examples", {}).values():
            if "value" in each:
                yield each["value"], str(each.get("description", ""))


def _own_words(status: str, description: str) -> str:
    """Return what a page says of an answer, but for the words that its status has anyway."""
    return "" if is_phrase_of(description.strip(". "), status) else description
