"""What the run made by the pages' own operations: each bears its prefix, and is removed at its end.

Whatever sent it: an operation that makes things is followed by looking at what answered it. Nothing
is changed or deleted that does not show what the run sent: an instance may answer with the id of
something that was there before.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from harness.core.errors import NoAnswer
from harness.core.outcomes import AnswerLost, Excluded, Skipped, SomebodyElse, Unproven
from harness.operations.api import parameters_in
from harness.operations.items import id_of, thing_of, things_of
from harness.operations.values import PREFIX
from spec.resources import Kind
from spec.specification import PARAMETER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harness.core.exchange import Exchange
    from harness.http.answer import Answer
    from harness.operations.api import Api
    from spec.resources import Resource
    from spec.specification import Operation

_MARKER = re.compile(
    PREFIX.replace("-", "[-_ ]?") + r"[-_ ]?[0-9a-f]{6,}(?:[-_ ]\d+)*", re.IGNORECASE
)
"""What a run makes up begins so; the addresses of one run are told apart by their numbers."""


@dataclass
class Thing:
    """One thing that the run made, or found."""

    resource: Resource
    id: str
    path: Mapping[str, str]
    """What fills the path of its operations, that of what it belongs to included."""
    sent: Mapping[str, object] = field(default_factory=dict)
    """The members that it was made with."""
    is_own: bool = False
    """Whether the run made it, and it shows what the run sent."""
    markers: frozenset[str] = frozenset()
    """Texts that nothing else has, which it was made with."""
    shown: Mapping[str, object] = field(default_factory=dict)
    """What the answer to its making showed of it."""


class Made:
    """The things that this run made on one target, and removes."""

    def __init__(self, api: Api, asked: Callable[[Callable[[str], Answer]], Answer]) -> None:
        self._api = api
        self.asked = asked
        """Acts by a token, and by another one where that is refused: any may have ended."""
        self._things: dict[tuple[str, str, str], Thing] = {}
        """By resource and path, in the order of their making."""
        self.members: dict[str, set[str]] = {}
        """What answers showed of the things of a resource, by its path."""
        self._there_before: dict[str, set[str]] = {}
        """The ids that lists held and the run had not made, by the path of the resource."""
        self._ever: set[tuple[str, str]] = set()
        """Resources and ids of all that the run made, what it deleted included."""
        self._untold: list[Thing] = []
        """What was made without a word of its id: a list tells it by the run's texts."""
        self._moved: set[tuple[str, str]] = set()
        """Resources and ids of what was brought into another state: a list may hide it then."""
        self._changed: dict[str, Callable[[str], Answer]] = {}
        """What puts back what there is but once, by its path."""

    def note_members(self, resource: Resource, thing: object) -> None:
        """Note which members the instance shows of a thing: a page leaves most to it."""
        if isinstance(thing, dict):
            self.members.setdefault(resource.path, set()).update(thing)

    def track(self, exchange: Exchange) -> None:
        """Take note of what an exchange made or removed, whatever sent it."""
        operation = exchange.operation
        if operation is None or not exchange.succeeded or exchange.unreadable:
            return
        if operation.kind is Kind.LIST:
            self._note_listed(operation, exchange)
        elif operation.kind is Kind.CREATE:
            if (thing := self.thing_in(exchange)) is not None:
                self._keep(thing)
            else:
                self._note_untold(operation, exchange)
        elif operation.kind is Kind.DELETE:
            values = path_values(operation, exchange)
            self._things = {
                place: each
                for place, each in self._things.items()
                if each.resource.path != operation.resource
                or not values
                or not values.items() <= each.path.items()
            }

    def _keep(self, thing: Thing) -> None:
        self._ever.add((thing.resource.path, thing.id))
        self._things.setdefault(_place(thing), thing)

    def _note_untold(self, operation: Operation, exchange: Exchange) -> None:
        resource = self._api.spec.resource_of(operation)
        markers = _markers_sent(exchange)
        if resource is not None and _is_one_of_many(resource) and markers:
            sent = exchange.sent()
            fields = sent if isinstance(sent, dict) else {}
            path = path_values(operation, exchange)
            self._untold.append(Thing(resource, "", path, fields, is_own=True, markers=markers))

    def by(self, exchange: Exchange) -> Thing | None:
        """Return what an exchange made; where it says no id, once a list has shown it, else None.

        It is the same one each time, so that it is known for the run's own once that was seen.
        """
        thing = self.thing_in(exchange)
        if thing is not None:
            kept = self._things.get(_place(thing))
            return kept if kept is not None and kept.markers == thing.markers else thing
        markers = _markers_sent(exchange)
        return next((each for each in self._things.values() if each.markers & markers), None)

    def markers_beside(self, resource: Resource) -> frozenset[str]:
        """Return the run's texts that are ids of things of other resources, which may be named."""
        ids = [thing_id for path, thing_id in self._ever if path != resource.path]
        return frozenset(marker for each in ids for marker in markers_in(each))

    def note_moved(self, thing: Thing) -> None:
        """Note that something was done to a thing, or that it was changed to another state."""
        self._moved.add((thing.resource.path, thing.id))

    def is_moved(self, thing: Thing) -> bool:
        """Whether a thing may be in another state than that in which it was made."""
        return (thing.resource.path, thing.id) in self._moved

    def has_made(self, thing_id: str) -> bool:
        """Whether some thing of that id is the run's, and there."""
        return any(each.is_own and each.id == thing_id for each in self._things.values())

    def there(self, like: Thing) -> list[Thing]:
        """Return what the run made and did not delete that stands in the same list as a thing."""
        around = _around(like)
        return [
            each
            for each in self._things.values()
            if each.resource.path == like.resource.path and each.is_own and _around(each) == around
        ]

    def thing_in(self, exchange: Exchange) -> Thing | None:
        """Return the thing that an operation made; None where its answer does not tell the id."""
        spec, operation = self._api.spec, exchange.operation
        resource = spec.resource_of(operation) if operation is not None else None
        if operation is None or resource is None:
            return None
        try:
            body = exchange.decoded()
        except ValueError:
            body = None
        sent = exchange.sent()
        shown = thing_of(resource, body)
        thing_id = id_of(spec, resource, shown)
        if thing_id is None and (thing_id := _id_in_location(exchange)) is None:
            thing_id = id_of(spec, resource, sent)
        if thing_id is None or not _is_one_of_many(resource):
            return None
        markers = _markers_sent(exchange)
        path = _path_of(resource, path_values(operation, exchange), thing_id)
        is_own = self._is_own(exchange, resource, thing_id, markers)
        fields = sent if isinstance(sent, dict) else {}
        return Thing(resource, thing_id, path, fields, is_own, markers, shown or {})

    def _note_listed(self, operation: Operation, exchange: Exchange) -> None:
        """Note whose ids a list holds: what was there before is never the run's."""
        resource = self._api.spec.resource_of(operation)
        if resource is None:
            return
        try:
            listed = things_of(self._api.spec, operation, exchange.decoded()) or []
        except ValueError:
            return
        for each in listed:
            self.note_members(resource, each)
        known = self._there_before.setdefault(resource.path, set())
        for each in listed:
            thing_id = id_of(self._api.spec, resource, each)
            if thing_id is None:
                continue
            self._recognise(resource, thing_id, markers_in(json.dumps(each)))
            if (resource.path, thing_id) not in self._ever:
                known.add(thing_id)

    def _recognise(self, resource: Resource, thing_id: str, shown: frozenset[str]) -> None:
        """Take up what was made without a word of its id, where a list shows what it bears."""
        for each in self._untold if shown else ():
            if each.resource.path == resource.path and each.markers & shown:
                self._untold.remove(each)
                path = _path_of(resource, each.path, thing_id)
                self._keep(replace(each, id=thing_id, path=path))
                return

    def _is_own(
        self, exchange: Exchange, resource: Resource, thing_id: str, markers: frozenset[str]
    ) -> bool:
        """Whether what answered a making is what was made, and nothing that was there before."""
        before = self._there_before.get(resource.path)
        if self._was_there(resource, thing_id):
            return False
        if markers:
            return bool(markers & markers_in(exchange.text))
        return exchange.status in {201, 202} or before is not None

    def _was_there(self, resource: Resource, thing_id: str) -> bool:
        """Whether a list held a thing before the run made anything of that id."""
        return thing_id in self._there_before.get(resource.path, ())

    def require_own(self, thing: Thing) -> None:
        """Make sure that a thing is the run's, by looking at it; Unproven where it is not."""
        if thing.is_own:
            return
        if not self._was_there(thing.resource, thing.id) and self._shows_markers(thing):
            thing.is_own = True
            return
        raise Unproven(
            f"the {thing.resource.name} that answered its making does not show what was sent, "
            "and is left alone: it may be another's"
        )

    def _shows_markers(self, thing: Thing) -> bool:
        """Whether a thing shows what the run sent, where it is looked up, or else is listed."""
        for kind in (Kind.GET, Kind.LIST):
            look_up = thing.resource.operation(kind)
            if look_up is not None:
                break
        else:
            return False
        names = PARAMETER.findall(self._api.spec.operation(look_up).path)
        path = {name: thing.path[name] for name in names if name in thing.path}
        answer = self.asked(lambda token: self._api.call(look_up, token=token, path=path))
        if not answer.succeeded:
            return False
        if kind is Kind.GET:
            return bool(thing.markers & markers_in(answer.exchange.text))
        listed = things_of(self._api.spec, self._api.spec.operation(look_up), answer.json) or ()
        return any(
            id_of(self._api.spec, thing.resource, each) == thing.id
            and thing.markers & markers_in(json.dumps(each))
            for each in listed
        )

    def delete(self, thing: Thing, operation_id: str, token: str) -> Answer:
        """Delete a thing, once more where the answer was lost: it does no harm."""
        with suppress(AnswerLost, SomebodyElse):
            return self._api.call(operation_id, token=token, path=thing.path)
        return self._api.call(operation_id, token=token, path=thing.path)

    def remove_all(self) -> list[str]:
        """Remove what the run made, the last first; return what could not be, in words."""
        self._look_for_untold()
        things = list(reversed(self._things.values()))
        why = {_place(each): self._removed(each) for each in things}
        gone = [each for each in things if why[_place(each)] is None]
        left = [
            words
            for each in things
            if (words := why[_place(each)]) and not any(_belongs(each, other) for other in gone)
        ]
        left += [f"{_untold(each)}: no list shows it" for each in self._untold]
        put_back = (self._put_back(each) for each in list(self._changed))
        return [*left, *(words for words in put_back if words)]

    @contextmanager
    def put_back(self, path: str, act: Callable[[str], Answer]) -> Iterator[None]:
        """Put back what is changed meanwhile at a path, by an act; at the end if that fails."""
        self._changed[path] = act
        try:
            yield
        finally:
            self._put_back(path)

    def _put_back(self, path: str) -> str | None:
        """Put back what was changed at a path; say why it could not be."""
        try:
            answer = self.asked(self._changed[path])
        except (NoAnswer, Unproven, Excluded) as failure:
            return f"what was changed at {path}: {failure}"
        if not answer.succeeded:
            return f"what was changed at {path}: putting it back was answered {answer.status}"
        del self._changed[path]
        return None

    def _look_for_untold(self) -> None:
        """Look through the lists for what was made without a word of its id."""
        lists = {each.resource.operation(Kind.LIST): each for each in self._untold}
        for operation_id, thing in lists.items():
            if operation_id is not None:
                with suppress(NoAnswer, Skipped):
                    self.asked(partial(self._listed, operation_id, thing.path))

    def _listed(self, operation_id: str, path: Mapping[str, str], token: str) -> Answer:
        return self._api.call(operation_id, token=token, path=path)

    def left(self, why: str) -> list[str]:
        """Name what the run made and did not remove."""
        told = [_name(each) for each in self._things.values()]
        changed = [f"what was changed at {path}" for path in self._changed]
        return [f"{each}: {why}" for each in (*told, *map(_untold, self._untold), *changed)]

    def _removed(self, thing: Thing) -> str | None:
        """Remove a thing; say why it could not be."""
        delete = thing.resource.operation(Kind.DELETE)
        if delete is None:
            return f"{_name(thing)}: its page has no operation that deletes it"
        try:
            self.require_own(thing)
            answer = self.asked(partial(self.delete, thing, delete))
        except (NoAnswer, Unproven, Excluded) as failure:
            return f"{_name(thing)}: {failure}"
        if answer.status not in {404, 410} and not answer.succeeded:
            return f"{_name(thing)}: DELETE answered {answer.status}"
        return None


def path_values(operation: Operation, exchange: Exchange) -> dict[str, str]:
    """Return what filled the path's template in a request."""
    names = parameters_in(operation)
    parts = PARAMETER.split(operation.path)[::2]
    pattern = "([^/]+)".join(map(re.escape, parts)) + "/?$"
    found = re.search(pattern, urlsplit(exchange.request.url).path)
    return dict(zip(names, map(unquote, found.groups()), strict=True)) if found else {}


def markers_in(text: str) -> frozenset[str]:
    """Return the texts of runs that a text holds, however they are joined."""
    return frozenset(re.sub(r"[-_ ]", "-", each.group()).lower() for each in _MARKER.finditer(text))


def _id_in_location(exchange: Exchange) -> str | None:
    """Return the last part of the path that the header ``Location`` names (RFC 9110, 10.2.2)."""
    location = exchange.header("Location")
    if exchange.status not in {201, 202} or not location:
        return None
    try:
        last = unquote(urlsplit(location).path.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None
    return last if last.strip(". ") and last.isprintable() else None


def _markers_sent(exchange: Exchange) -> frozenset[str]:
    return markers_in((exchange.request.body or b"").decode("utf-8", "replace"))


def _around(thing: Thing) -> dict[str, str]:
    """Return what names the things that it belongs to."""
    return {name: each for name, each in thing.path.items() if name != thing.resource.parameter}


def _belongs(thing: Thing, other: Thing) -> bool:
    """Whether a thing that nothing removes is one of another thing's own, and goes with it."""
    return (
        thing.resource.operation(Kind.DELETE) is None
        and other.resource.parameter is not None
        and other.resource.path != thing.resource.path
        and other.path.items() <= thing.path.items()
    )


def _is_one_of_many(resource: Resource) -> bool:
    """Whether its things are told apart by an id, though no path may take one, but other bodies."""
    has_several = not resource.operations.keys().isdisjoint({Kind.CREATE, Kind.LIST})
    return resource.parameter is not None or (has_several and Kind.GET not in resource.operations)


def _path_of(resource: Resource, around: Mapping[str, str], thing_id: str) -> dict[str, str]:
    """Return what fills the paths of a thing's operations."""
    return {**around, resource.parameter: thing_id} if resource.parameter else dict(around)


def _place(thing: Thing) -> tuple[str, str, str]:
    return thing.resource.path, repr(sorted(thing.path.items())), thing.id


def _name(thing: Thing) -> str:
    return f"{thing.resource.name} {thing.id}".encode("unicode_escape").decode()


def _untold(thing: Thing) -> str:
    return f"{thing.resource.name} with {', '.join(sorted(thing.markers))}"
