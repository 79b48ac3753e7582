"""The comparison of one operation's two versions: parameters, bodies, responses, security."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .changes import Direction, Place, Severity, Where, canonical, listed, shown
from .document import Json, Operation, mapping, path_variables, sequence, text
from .examples import compare_examples
from .extensions import compare_extensions
from .members import certain_rename
from .schemas import note
from .security import compare_security
from .shapes import label_of

if TYPE_CHECKING:
    from .changes import Findings
    from .document import Document
    from .schemas import Comparison

_READ = {
    *("operationId", "summary", "description", "tags", "security", "parameters"),
    *("requestBody", "responses", "externalDocs", "deprecated"),
}


@dataclass
class OperationComparison:
    """Compares pairs of operations."""

    schemas: Comparison
    examples: list[tuple[Place, Any, Any]] = field(default_factory=list)
    """Examples of bodies: whether they follow a change is known when all types are compared."""

    @property
    def findings(self) -> Findings:
        """Return where differences are collected."""
        return self.schemas.findings

    def compare(self, place: Place, old: Operation, new: Operation) -> None:
        """Compare two versions of an operation."""
        known = len(self.findings.found)
        _compare_names(self.findings, place, old, new)
        note(self.findings, place, "description", *_both(old.raw, new.raw, "description"))
        compare_security(self.schemas, place, old, new)
        self._compare_parameters(place, old, new)
        self._compare_request(place, old.raw, new.raw)
        self._compare_responses(place, old.raw, new.raw)
        if old.raw.get("deprecated", False) != new.raw.get("deprecated", False):
            words = "deprecated now" if new.raw.get("deprecated") else "no longer deprecated"
            self.findings.add(place, Severity.COMPATIBLE, words)
        compare_extensions(self.findings, place, old.raw, new.raw)
        if len(self.findings.found) == known:
            _compare_transactions(self.findings, place, old.raw, new.raw)
        for key in sorted((old.raw.keys() | new.raw.keys()) - _READ):
            differs = canonical(old.raw.get(key)) != canonical(new.raw.get(key))
            if differs and not key.startswith("x-"):
                self.findings.add(place, Severity.BREAKING, shown(key), " changed: look at it")

    def compare_examples(self) -> None:
        """Compare the examples of bodies, once all else is compared."""
        changed = self.findings.changed_places()
        for place, old, new in self.examples:
            where = Where(place, Direction.UNUSED)
            compare_examples(self.findings, where, old, new, structural=place in changed)

    def _compare_parameters(self, place: Place, old: Operation, new: Operation) -> None:
        before = _parameters(self.schemas.old, old, new.path)
        after = _parameters(self.schemas.new, new, new.path)
        for location in dict.fromkeys(location for location, _ in [*before, *after]):
            olds = {name: each for (where, name), each in before.items() if where == location}
            news = {name: each for (where, name), each in after.items() if where == location}
            if renamed := certain_rename(_declared(olds), _declared(news)):
                gone, came = olds.pop(renamed[0]), news.pop(renamed[1])
                named = place.at(_kind(location), text(gone.get("name")))
                words = ("called ", shown(came.get("name")), " now")
                self.findings.add(named, Severity.BREAKING, *words)
                self._compare_parameter(named, gone, came)
            for name in dict.fromkeys([*olds, *news]):
                raw = news[name] if name in news else olds[name]
                named = place.at(_kind(location), text(raw.get("name")))
                self._compare_declared(named, olds.get(name), news.get(name))

    def _compare_declared(self, place: Place, old: Json | None, new: Json | None) -> None:
        if new is None:
            self.findings.add(place, Severity.BREAKING, "removed", cause=canonical(old))
        elif old is None:
            required = new.get("required") is True
            severity = Severity.BREAKING if required else Severity.COMPATIBLE
            label = shown(label_of(self.schemas.new, new.get("schema", {})))
            firmly = "required" if required else "optional"
            self.findings.add(
                place, severity, "added (", label, f", {firmly})", cause=canonical(new)
            )
        else:
            self._compare_parameter(place, old, new)

    def _compare_parameter(self, place: Place, old: Json, new: Json) -> None:
        before, after = old.get("required") is True, new.get("required") is True
        known = self.findings.changes
        if before != after:
            severity = Direction.REQUEST.severity(narrower=after, wider=before)
            self.findings.add(place, severity, "required now" if after else "optional now")
        for key in ("style", "explode", "allowReserved", "x-allow-reserved"):
            if canonical(old.get(key)) != canonical(new.get(key)):
                words = (f"{key}: ", shown(old.get(key)), " → ", shown(new.get(key)))
                self.findings.add(place, Severity.BREAKING, *words)
        self._compare_value(place, Direction.REQUEST, old, new, known)

    def _compare_value(
        self, place: Place, direction: Direction, old: Json, new: Json, known: int
    ) -> None:
        """Compare schema, description and examples of a parameter or a header."""
        self.schemas.compare(Where(place, direction), _schema(old), _schema(new))
        note(self.findings, place, "description", *_both(old, new, "description"))
        if old.get("deprecated", False) != new.get("deprecated", False):
            self.findings.add(place, Severity.COMPATIBLE, "deprecated or no longer so")
        structural = self.findings.changes > known
        where = Where(place, direction)
        compare_examples(self.findings, where, _example(old), _example(new), structural=structural)

    def _compare_request(self, place: Place, old: Json, new: Json) -> None:
        place = place.at("request", "")
        before = self.schemas.old.resolved(old.get("requestBody"))
        after = self.schemas.new.resolved(new.get("requestBody"))
        if before and after:
            note(self.findings, place, "description", *_both(before, after, "description"))
            required = after.get("required") is True
            if (before.get("required") is True) != required:
                severity = Direction.REQUEST.severity(narrower=required, wider=not required)
                words = "body required now" if required else "body optional now"
                self.findings.add(place, severity, words)
            self._compare_content(place, Direction.REQUEST, before, after)
        elif before:
            self.findings.add(place, Severity.BREAKING, "body removed", cause=canonical(before))
        elif after:
            required = after.get("required") is True
            severity = Severity.BREAKING if required else Severity.COMPATIBLE
            words = "body added (required)" if required else "body added (optional)"
            self.findings.add(place, severity, words, cause=canonical(after))
        else:
            self._compare_bare(place, old, new, "x-request-media-type")

    def _compare_bare(self, place: Place, old: Json, new: Json, key: str) -> None:
        """Compare the media types of what has no body."""
        before, after = (each.get(key) for each in (old, new))
        if canonical(before) != canonical(after):
            sent = key == "x-request-media-type" or before is None
            severity = Severity.COMPATIBLE if sent else Severity.BREAKING
            olds, news = (
                listed([text(each) for each in (value if isinstance(value, list) else [value])])
                if value
                else ("none",)
                for value in (before, after)
            )
            self.findings.add(place, severity, "media type without a body: ", *olds, " → ", *news)

    def _compare_content(self, place: Place, direction: Direction, old: Json, new: Json) -> None:
        before, after = (
            {name.lower().replace(" ", ""): (name, mapping(media)) for name, media in found.items()}
            for found in (mapping(old.get("content")), mapping(new.get("content")))
        )
        gone = [each for each in before if each not in after]
        came = [each for each in after if each not in before]
        pairs = [(each, each) for each in before if each in after]
        several = len(before) > 1 or len(after) > 1
        if len(gone) == len(came) == 1:
            names = (shown(before[gone[0]][0]), " → ", shown(after[came[0]][0]))
            self.findings.add(place, Severity.BREAKING, "media type ", *names)
            pairs += [(gone[0], came[0])]
            gone, came = [], []
        for name in gone:
            words = ("media type ", shown(before[name][0]), " removed")
            self.findings.add(place, Severity.BREAKING, *words)
        for name in came:
            words = ("media type ", shown(after[name][0]), " added")
            self.findings.add(place, Severity.COMPATIBLE, *words)
        for one, other in pairs:
            at = place.at("media type", after[other][0]) if several else place
            medias = before[one][1], after[other][1]
            self.schemas.compare(Where(at, direction), *(each.get("schema") for each in medias))
            self.examples.append((at, *map(_example, medias)))

    def _compare_responses(self, place: Place, old: Json, new: Json) -> None:
        before, after = (
            {str(status): document.resolved(each) for status, each in mapping(found).items()}
            for document, found in (
                (self.schemas.old, old.get("responses")),
                (self.schemas.new, new.get("responses")),
            )
        )
        gone = [each for each in before if each not in after]
        came = [each for each in after if each not in before]
        if moved := _certain_move(before, after, gone, came):
            words = ("status is ", shown(moved[1]), " now")
            self.findings.add(place.at("response", moved[0]), Severity.BREAKING, *words)
            gone, came = [], []
        for status in gone:
            cause = canonical(before[status])
            at = place.at("response", status)
            self.findings.add(at, Severity.BREAKING, "removed", cause=cause)
        for status in came:
            cause = canonical(after[status])
            at = place.at("response", status)
            self.findings.add(at, Severity.COMPATIBLE, "added", cause=cause)
        for status in (each for each in before if each in after):
            at = place.at("response", status)
            self._compare_response(at, before[status], after[status])

    def _compare_response(self, place: Place, old: Json, new: Json) -> None:
        note(self.findings, place, "description", *_both(old, new, "description"))
        self._compare_headers(place, old, new)
        before, after = mapping(old.get("content")), mapping(new.get("content"))
        if before and after:
            self._compare_content(place, Direction.RESPONSE, old, new)
        elif before:
            self.findings.add(place, Severity.BREAKING, "body removed", cause=canonical(before))
        elif after:
            self.findings.add(place, Severity.COMPATIBLE, "body added", cause=canonical(after))
        else:
            self._compare_bare(place, old, new, "x-media-type")
        compare_extensions(self.findings, place, old, new)

    def _compare_headers(self, place: Place, old: Json, new: Json) -> None:
        before, after = (
            {name.lower(): (name, document.resolved(each)) for name, each in found.items()}
            for document, found in (
                (self.schemas.old, mapping(old.get("headers"))),
                (self.schemas.new, mapping(new.get("headers"))),
            )
        )
        for key in dict.fromkeys([*before, *after]):
            at = place.at("header", (after.get(key) or before[key])[0])
            if key not in after:
                self.findings.add(at, Severity.BREAKING, "removed")
            elif key not in before:
                self.findings.add(at, Severity.COMPATIBLE, "added")
            else:
                self._compare_header(at, before[key][1], after[key][1])

    def _compare_header(self, place: Place, old: Json, new: Json) -> None:
        before, after = old.get("required") is True, new.get("required") is True
        known = self.findings.changes
        if before != after:
            severity = Direction.RESPONSE.severity(narrower=after, wider=before)
            self.findings.add(place, severity, "required now" if after else "optional now")
        self._compare_value(place, Direction.RESPONSE, old, new, known)


def _compare_transactions(findings: Findings, place: Place, old: Json, new: Json) -> None:
    """Compare what is shown together, where nothing else tells that something came or went."""
    if canonical(old.get("x-transactions")) != canonical(new.get("x-transactions")):
        words = "which requests and responses are shown together, or what they are called"
        findings.add(place, Severity.WORDING, words)


def _both(old: Json, new: Json, key: str) -> tuple[Any, Any]:
    return old.get(key), new.get(key)


def _compare_names(findings: Findings, place: Place, old: Operation, new: Operation) -> None:
    """Compare what an operation is called: a heading gives both, so that it is one difference."""
    names = [(each.raw.get("summary") or each.id or "") for each in (old, new)]
    inherited = all(each.raw.get("summary") == each.item.get("summary") for each in (old, new))
    if canonical(names[0]) != canonical(names[1]) and not inherited:
        note(findings, place, "name", *names)
    elif old.label == new.label and old.id and new.id and old.id != new.id and not inherited:
        note(findings, place, "operationId", old.id, new.id)
    tags = [
        {text(each): None for each in sequence(operation.raw.get("tags")) if text(each)}
        for operation in (old, new)
    ]
    if tags[0].keys() != tags[1].keys():
        note(findings, place, "group", ", ".join(tags[0]), ", ".join(tags[1]))


def _parameters(document: Document, operation: Operation, path: str) -> dict[tuple[str, str], Json]:
    """Return the parameters by place and name; variables of a path are called as in `path`."""
    called = dict(zip(path_variables(operation.path), path_variables(path), strict=False))
    found: dict[tuple[str, str], Json] = {}
    both = [operation.item.get("parameters"), operation.raw.get("parameters")]
    for raw in (each for parameters in both for each in sequence(parameters)):
        parameter = document.resolved(raw)
        location, name = text(parameter.get("in")), text(parameter.get("name"))
        if location == "path":
            name = called.get(name, name)
        if name:
            found[location, name.lower() if location == "header" else name] = parameter
    return found


def _kind(location: str) -> str:
    return "request header" if location == "header" else f"{location} parameter"


def _declared(parameters: dict[str, Json]) -> dict[str, Any]:
    """Return parameters without their names."""
    return {
        name: {key: each for key, each in raw.items() if key != "name"}
        for name, raw in parameters.items()
    }


def _certain_move(
    old: dict[str, Json], new: dict[str, Json], gone: list[str], came: list[str]
) -> tuple[str, str] | None:
    """Return the old and the new status of a response that only got another one, or None."""
    if len(gone) != 1 or len(came) != 1 or gone[0][:1] != came[0][:1]:
        return None
    before, after = (
        {key: each for key, each in raw.items() if key != "description"}
        for raw in (old[gone[0]], new[came[0]])
    )
    return (gone[0], came[0]) if canonical(before) == canonical(after) else None


def _schema(raw: Json) -> Any:
    """Return the schema of a parameter, which may stand below a media type."""
    contents = list(mapping(raw.get("content")).values())
    return raw.get("schema", mapping(contents[0] if contents else {}).get("schema"))


def _example(raw: Json) -> Any:
    """Return the examples of a place: the only one, or all by name."""
    if "example" in raw:
        return raw["example"]
    examples = raw.get("examples")
    if not isinstance(examples, dict):
        return examples
    values = {name: mapping(each).get("value", each) for name, each in examples.items()}
    return next(iter(values.values())) if len(values) == 1 else values or None
