"""A product with every kind of resource, and an instance that keeps its things in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.harness.shelves import THING, answers, pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NAMED = {**THING, "required": ["name"]}
NOTE = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "text": {"type": "string", "example": "Hello"}},
}
JOB = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "state": {"enum": ["running", "done"]}},
}
SETTINGS = {
    "type": "object",
    "properties": {"language": {"enum": ["cs", "en"]}, "size": {"type": "integer", "example": 3}},
}
NOT_FOUND = {"404": {"message": "There is no such thing"}}
_LISTED = {"type": "object", "properties": {"notes": {"type": "array", "items": NOTE}}}


def op(name: str, success: str, schema: object = None, body: object = None, **more: Any) -> Any:
    """Write an operation that takes a token; ``more`` may have ``example``, of its body."""
    written: dict[str, Any] = {
        "operationId": name,
        "responses": answers(success, schema or {}, more.pop("refusals", {})),
        "security": [{"accessToken": []}],
    }
    if success == "204":
        written["responses"][success] = {}
    content = {"schema": body} | ({"example": more.pop("example")} if "example" in more else {})
    if body is not None:
        written["requestBody"] = {"content": {"application/json": content}}
        written["x-request-media-type"] = "application/json"
    return written | more


def document(*without: str, **more: Any) -> dict[str, Any]:
    """Write the pages of the product, without the operations of these ids."""
    found = pages(
        **{
            "/things/{thing_id}": {
                "get": op("get", "200", THING, refusals=NOT_FOUND),
                "patch": op("change", "200", THING, THING),
                "put": op("replace", "200", THING, NAMED),
                "delete": op("remove", "204", refusals=NOT_FOUND),
            },
            "/things/{thing_id}/archive": {"post": op("archive", "200", THING)},
            "/things/{thing_id}/notes": {
                "get": op("listNotes", "200", _LISTED),
                "post": op("makeNote", "201", NOTE, NOTE),
            },
            "/things/{thing_id}/notes/{note_id}": {
                "get": op("getNote", "200", NOTE),
                "delete": op("removeNote", "204"),
            },
            "/settings": {
                "get": op("settings", "200", SETTINGS),
                "put": op("saveSettings", "200", SETTINGS, SETTINGS),
            },
            "/jobs": {"post": op("start", "202", JOB, {"type": "object", "properties": {}})},
            "/jobs/{job_id}": {"get": op("job", "200", JOB)},
            **more,
        }
    )
    paths = {
        path: {method: each for method, each in item.items() if each["operationId"] not in without}
        for path, item in found["paths"].items()
    }
    return {**found, "paths": {path: item for path, item in paths.items() if item}}


def first(_name: str, among: Sequence[str]) -> Sequence[str]:
    """Choose what comes first, whosever turn it is."""
    return among[:1]


class Keeper:
    """Plays an honest instance; a test puts another answer in the place of an operation's."""

    def __init__(self, *there: dict[str, Any]) -> None:
        self.things: dict[str, dict[str, Any]] = {str(each["id"]): each for each in there}
        self.notes: dict[str, dict[str, Any]] = {}
        self.settings: dict[str, Any] = {"language": "en", "size": 5}
        self.states = ["running", "done"]
        self.sent: list[tuple[str, dict[str, str], Any]] = []
        """What came: the operation, its path and query, and its body."""
        self.instead: dict[str, Callable[..., tuple[Any, ...]]] = {}
        self._count = 100

    def __call__(self, operation: str, given: Mapping[str, str], fields: Any) -> tuple[Any, ...]:
        if operation == "nobody":
            return 401, {"message": "no"}
        self.sent.append((operation, dict(given), fields))
        found = self.instead.get(operation)
        if found is not None:
            return found(given, fields)
        answer: tuple[Any, ...] = getattr(self, f"on_{operation.lower()}")(given, fields)
        return answer

    def came(self, *operations: str) -> list[tuple[str, dict[str, str], Any]]:
        """Return what came to these operations, in its order."""
        return [each for each in self.sent if each[0] in operations]

    def next_id(self) -> int:
        """Return an id that nothing has."""
        self._count += 1
        return self._count

    def on_list(self, _given: Any, _fields: Any) -> tuple[int, Any]:
        return 200, {"things": list(self.things.values())}

    def on_make(self, _given: Any, fields: Any) -> tuple[int, Any]:
        made = {"size": None, **fields, "id": self.next_id()}
        self.things[str(made["id"])] = made
        return 201, made

    def on_get(self, given: Any, _fields: Any) -> tuple[int, Any]:
        found = self.things.get(given["thing_id"])
        return (200, found) if found else (404, {"message": "There is no such thing"})

    def on_change(self, given: Any, fields: Any) -> tuple[int, Any]:
        if given["thing_id"] not in self.things:
            return 404, {"message": "There is no such thing"}
        self.things[given["thing_id"]] |= fields
        return 200, self.things[given["thing_id"]]

    on_replace = on_change

    def on_remove(self, given: Any, _fields: Any) -> tuple[int, Any]:
        return (
            (204, None)
            if self.things.pop(given["thing_id"], None)
            else (404, {"message": "There is no such thing"})
        )

    def on_archive(self, given: Any, _fields: Any) -> tuple[int, Any]:
        return self.on_get(given, None)

    def on_listnotes(self, given: Any, _fields: Any) -> tuple[int, Any]:
        of = given["thing_id"]
        return 200, {
            "notes": [each for key, each in self.notes.items() if key.startswith(f"{of}/")]
        }

    def on_makenote(self, given: Any, fields: Any) -> tuple[int, Any]:
        made = {**fields, "id": self.next_id()}
        self.notes[f"{given['thing_id']}/{made['id']}"] = made
        return 201, made

    def on_getnote(self, given: Any, _fields: Any) -> tuple[int, Any]:
        found = self.notes.get(f"{given['thing_id']}/{given['note_id']}")
        return (200, found) if found else (404, {"message": "There is no such thing"})

    def on_removenote(self, given: Any, _fields: Any) -> tuple[int, Any]:
        found = self.notes.pop(f"{given['thing_id']}/{given['note_id']}", None)
        return (204, None) if found else (404, {"message": "There is no such thing"})

    def on_settings(self, _given: Any, _fields: Any) -> tuple[int, Any]:
        return 200, self.settings

    def on_savesettings(self, _given: Any, fields: Any) -> tuple[int, Any]:
        self.settings = fields
        return 200, fields

    def on_start(self, _given: Any, _fields: Any) -> tuple[int, Any]:
        return 202, {"id": self.next_id(), "state": "running"}

    def on_job(self, given: Any, _fields: Any) -> tuple[int, Any]:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return 200, {"id": int(given["job_id"]), "state": state}
