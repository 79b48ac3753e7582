"""Operations called as their pages show them, with all that they take filled in.

What stands in a path is, in this order: a thing that the run made by the page's own operation, the
first one of its list, a value of the targets file, the page's sample. What changes or deletes goes
to things of the run alone, and what makes or does something below a thing to those, or to one that
the targets file names.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from harness.core.outcomes import Excluded, Skipped, Unproven
from harness.operations import arguments as arguments_of
from harness.operations import queries
from harness.operations.acted_on import ActedOn, acts_on_what_it_names
from harness.operations.arguments import CHANGING, Arguments, Called, unanswered
from harness.operations.as_read import as_it_is
from harness.operations.closing import that_may_close, without
from harness.operations.elsewhere import Elsewhere
from harness.operations.items import changeable, thing_of, things_of
from harness.operations.jobs import ACCEPTED, ended
from harness.operations.listed import a_listed
from harness.operations.places import Places, lacks
from harness.operations.preparing import Preparing
from harness.operations.references import References
from harness.operations.sender import Sender
from harness.operations.telling import Teller
from harness.operations.values import Maker, new_serials, reference_free
from harness.operations.ways import (
    CONFLICT,
    REFUSING,
    Sources,
    is_at_another_time,
    ways_of,
    weeks_off,
    without_named,
)
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.http.answer import Answer
    from harness.operations.api import Api
    from harness.operations.made import Made, Thing
    from harness.targets.model import Target
    from spec.resources import Resource
    from spec.specification import Operation

T = TypeVar("T")


class Calls(Sender):
    """Every operation of one target's pages, ready to be called."""

    def __init__(
        self,
        api: Api,
        target: Target,
        made: Made,
        token: Callable[[], str],
        fresh: Callable[[], str],
        address: Callable[[], str],
    ) -> None:
        super().__init__(api, made, token, fresh)
        self.target = target
        self._address = address
        self._called: dict[str, Called | Skipped] = {}
        self._shared: dict[str, Thing | Skipped] = {}
        self._changed: dict[str, Thing | Skipped] = {}
        self._spare: dict[str, Thing | Skipped] = {}
        self._second: dict[str, Thing | Skipped] = {}
        self.others = References(self.spec, {}, (self.second,))
        self._untouched: dict[str, tuple[Thing, dict[str, object]]] = {}
        self.closing: dict[str, Mapping[str, object]] = {}  # by operation: what is left out
        self._serials = new_serials()
        self.taken: set[str] = set()
        """Operations that take what is unlike anything else alone: the page's sample was taken."""
        self._busy: set[str] = set()
        """Operations that take another time alone: what they make takes something up."""
        self._last_read: tuple[Thing, int, Answer] | None = None
        self.last_listed: dict[tuple[str, str], set[str | None]] = {}
        """By the list, and what fills its path: the ids that it held when it was asked for last."""
        self._listed = listed = partial(a_listed, self.spec, self.require_reached)
        self.references = References(self.spec, target.values, (self.one, listed))
        self.acted_on = ActedOn(self.make)
        self._acting = References(self.spec, target.values, (self.acted_on.of,))
        self.preparing = Preparing(self, self.references, target.effects)
        self._elsewhere = Elsewhere(self.spec, listed, self.references, self.make)
        self._places = Places(self.spec, target, self.one, self.changed, listed)
        self._making: list[str] = []
        """Resources whose things are being made: one may take another's id, which takes its."""

    def called(self, operation: Operation) -> Called:
        """Call an operation as its page shows it, once in a run; Unproven where it can't be."""
        if operation.id not in self._called:
            try:
                self._called[operation.id] = self._call(operation)
            except Skipped as why:
                self._called[operation.id] = why
        return _given(self._called[operation.id])

    def require_reached(self, operation: Operation) -> Called:
        """Return a call that succeeded; Unproven where the operation was not reached."""
        called = self.called(operation)
        if not called.answer.succeeded:
            raise unanswered(operation, called.answer)
        return called

    def arguments(
        self,
        operation: Operation,
        now: Mapping[str, object] | None = None,
        *,
        is_plain: bool = False,
    ) -> Arguments:
        """Return what an operation takes; Unproven, or Excluded, with what would bring it in.

        What changes a thing is given other values than it shows ``now``, where there are others,
        unless the page's own are wanted, ``plain``.
        """
        where = self.place(operation)
        query, named = queries.filled(operation, self.target, self.references)
        if arguments_of.is_for_own_alone(operation) and where.thing is None:
            where = replace(where, query=query)
            return as_it_is(self.spec, operation, where, self.maker(operation).whole, self.asked)
        maker = self.maker(operation, is_other=operation.kind in CHANGING and not is_plain)
        maker.now = now or {}
        body = arguments_of.body_of(operation, maker)
        others = [each for each in maker.made_up if not reference_free(each)]
        if others and acts_on_what_it_names(self.spec, self.references, operation):
            raise lacks(self.target, operation, others[0])  # a sample may name what others made
        found = replace(
            where,
            query=query,
            body=without(body, self.closing.get(operation.id, ())),
            guessed=(*where.guessed, *named, *maker.made_up),
            referred=tuple(maker.referred),
        )
        return self.preparing.applied(operation, found)

    def place(self, operation: Operation) -> Arguments:
        """Return what fills an operation's path, and the thing that it leads to or through."""
        return self.preparing.applied(operation, self._places.of(operation))

    def maker(
        self,
        operation: Operation,
        references: References | None = None,
        *,
        is_other: bool = False,
    ) -> Maker:
        """Return what makes the values of one request, other ones than a thing was made with."""
        if acts_on_what_it_names(self.spec, self.references, operation):
            references = self._acting
        references = references or self._elsewhere.of(operation) or self.references
        about = partial(references.of, operation)
        made = Maker(self.spec.document, self._address, about, is_other=is_other)
        arguments_of.tell_of_its_thing(made, self.spec, operation)
        made.is_unlike, made.serials = operation.id in self.taken, self._serials
        made.weeks = weeks_off(made) if operation.id in self._busy else 0
        return made

    def teller(self, operation: Operation, **options: Any) -> Teller:
        """Return what makes bodies that tell more than the page's sample; see :class:`Teller`."""
        other, maker = partial(self.others.of, operation), self.maker(operation)
        return Teller(maker.whole, other, maker.marker, ids=maker.ids, **options)

    # Things

    def one(self, resource: Resource) -> Thing:
        """Return a thing of the run that nothing changes, the same each time.

        Unproven where none can be made.
        """
        return self._shared_thing(self._shared, resource)

    def untouched(self, thing: Thing) -> dict[str, object]:
        """Return what a thing showed that nothing but refused requests is sent to, asked once."""
        path = thing.resource.path
        if path not in self._untouched or self._untouched[path][0] is not thing:
            self._untouched[path] = thing, changeable(self.spec, thing.resource, self.shown(thing))
        return self._untouched[path][1]

    def known_of(self, thing: Thing) -> list[Answer]:
        """Return what the page's own call gave of a thing that nothing changes, if it did."""
        get = thing.resource.operation(Kind.GET)
        called = self._called.get(get or "")
        is_known = isinstance(called, Called) and called.arguments.thing is thing
        return [called.answer] if isinstance(called, Called) and is_known else []

    def read_once(self, thing: Thing) -> Answer:
        """Look a thing up; where nothing was sent since it was looked up last, what came then."""
        known = self._last_read
        if known is None or known[0] is not thing or known[1] != self.api.count:
            answer = self.read(thing)
            self._last_read = known = (thing, self.api.count, answer)
        return known[2]

    def shown(self, thing: Thing) -> dict[str, object]:
        """Return what a thing shows; nothing where it is not found."""
        answer = self.read(thing)
        return thing_of(thing.resource, answer.json) or {} if answer.succeeded else {}

    def changed(self, resource: Resource) -> Thing:
        """Return another one, the same each time, which operations may change."""
        self.one(resource)
        return self._shared_thing(self._changed, resource)

    def second(self, resource: Resource) -> Thing:
        """Return one more that nothing changes: what refers to several things is given it, too."""
        self.one(resource)
        return self._shared_thing(self._second, resource)

    def note_second(self, thing: Thing) -> None:
        """Have a thing that was made for another end serve as that one, where it isn't made yet."""
        self._second.setdefault(thing.resource.path, thing)

    def spare(self, resource: Resource) -> Thing:
        """Return a third one, made with no more than the page requires.

        What is refused is sent to it: where it is done all the same, no other contract sees it.
        """
        return self._shared_thing(self._spare, resource, partial(self.make, is_least=True))

    def _shared_thing(
        self,
        among: dict[str, Thing | Skipped],
        resource: Resource,
        make: Callable[[Resource], Thing] | None = None,
    ) -> Thing:
        if resource.path not in among:
            try:
                among[resource.path] = (make or self.make)(resource)
            except Skipped as why:
                among[resource.path] = why
        return _given(among[resource.path])

    def forget(self, resource: Resource) -> None:
        """Have the thing that refused requests are sent to made anew: one was done."""
        self._spare.pop(resource.path, None)

    def make(self, resource: Resource, *, is_least: bool = False) -> Thing:
        """Make a thing by the page's own operation; Unproven where that fails.

        Where all that the page shows is refused, what it requires is sent alone; and the other way
        round for one that is to be the ``least`` of its kind.
        """
        operation = self._creating(resource)
        if resource.path in self._making:
            raise Unproven(f"what {operation.id} takes is made by {operation.id} itself")
        self._making.append(resource.path)
        try:
            called = self._tried(operation, self.arguments(operation), is_least=is_least)
        finally:
            self._making.remove(resource.path)
        self._called.setdefault(operation.id, called)
        if not called.answer.succeeded:
            raise unanswered(operation, called.answer)
        thing = self._made_by(resource, called)
        if called.answer.status == ACCEPTED and resource.operation(Kind.GET):
            self.wait_for(thing)
        self.made.require_own(thing)
        return thing

    def on_another(self, known: Arguments, resource: Resource) -> Arguments:
        """Return the same arguments with a thing in their path that nothing was done to yet."""
        return known.on(self.preparing.again(self.make(resource), known.ready))

    def _creating(self, resource: Resource) -> Operation:
        """Return the operation that makes things of a resource."""
        create = resource.operation(Kind.CREATE)
        if create is None:
            raise Unproven(f"the pages have no operation that makes a {resource.name}")
        operation = self.spec.operation(create)
        if operation.effects > self.target.effects:
            raise Excluded(f'effects = "{operation.effects}"', "needs more than the target allows")
        return operation

    def _tried(self, operation: Operation, whole: Arguments, *, is_least: bool = False) -> Called:
        """Send an operation until it is taken; return the first call where it never is.

        What it wants of the things that it names is brought about where it is refused.
        """
        if self.preparing.knows(operation):
            called = Called(whole, self.asked(operation, whole))
        else:
            called = self._in_ways(operation, whole, is_least=is_least)
        if called.answer.status not in REFUSING:
            return called
        for prepared in self.preparing.ways(operation, whole, called.answer):
            then = self._in_ways(operation, prepared, is_least=is_least)
            if then.answer.status not in REFUSING:
                return then
        return called

    def _in_ways(self, operation: Operation, whole: Arguments, *, is_least: bool = False) -> Called:
        """Send an operation in its ways until one is taken; return the first where none is."""
        plain = partial(self.arguments, operation, is_plain=True)
        sources = Sources(partial(self.maker, operation), plain, self.target.values)
        refused: list[Called] = []
        ways = ways_of(operation, whole, sources, is_least=is_least)
        others = self._elsewhere.ways(operation, whole, partial(self.maker, operation), refused)
        named = queries.with_others_named(
            operation, whole, self.target, self.references, self._listed
        )
        for arguments in chain(ways, without_named(operation, refused), others, named):
            called = Called(arguments, self.asked(operation, arguments))
            if called.answer.status not in REFUSING:
                if refused and refused[0].answer.status == CONFLICT:
                    is_later = is_at_another_time(refused[0].arguments, arguments)
                    (self._busy if is_later else self.taken).add(operation.id)
                return called
            refused.append(called)
        return refused[0]

    def _made_by(self, resource: Resource, called: Called) -> Thing:
        """Return the thing that a call made; its list is looked through where no answer tells."""
        if (thing := self.made.by(called.answer.exchange)) is not None:
            return thing
        self.things(resource, called.arguments.path)
        if (thing := self.made.by(called.answer.exchange)) is not None:
            return thing
        raise Unproven(f"no answer tells the id of the {resource.name} that was made")

    def things(self, resource: Resource, path: Mapping[str, str]) -> list[object]:
        """Return what the list of a resource holds, as far as one answer gives it."""
        list_id = resource.operation(Kind.LIST)
        if list_id is None:
            return []
        operation = self.spec.operation(list_id)
        query = queries.filled(operation, self.target, self.references).values
        answer = self.asked(operation, Arguments(path, query))
        return things_of(self.spec, operation, answer.json) or [] if answer.succeeded else []

    def read(self, thing: Thing) -> Answer:
        """Look a thing up; Unproven where the pages have no operation for it."""
        get = thing.resource.operation(Kind.GET)
        if get is None:
            raise Unproven(f"the pages have no operation that gives one {thing.resource.name}")
        answer = self.asked(self.spec.operation(get), Arguments(thing.path, thing=thing))
        if answer.succeeded:
            self.made.note_members(thing.resource, thing_of(thing.resource, answer.json))
        return answer

    def wait_for(self, thing: Thing) -> Answer:
        """Ask for a job until it has ended; Unproven where it does not within a limit."""
        return ended(lambda: self.read(thing), thing.resource.name)

    # Calling

    def _call(self, operation: Operation) -> Called:
        resource = self.spec.resource_of(operation)
        is_main = resource is not None and resource.operation(Kind.CREATE) == operation.id
        if operation.kind is Kind.CREATE and resource is not None and is_main:
            try:
                self.one(resource)
            except Skipped:
                if operation.id not in self._called:
                    raise
            return _given(self._called[operation.id])
        if operation.kind is Kind.CREATE:
            return self._tried(operation, self.arguments(operation))
        arguments = self.arguments(operation)
        if operation.kind is Kind.DELETE and resource is not None:
            thing = self.make(resource)
            arguments = replace(arguments, path=thing.path, thing=thing)
        if operation.kind in CHANGING and arguments.thing is not None:
            self.made.require_own(arguments.thing)
        return self._left_open(operation, resource, self._tried(operation, arguments))

    def _left_open(self, operation: Operation, resource: Resource | None, called: Called) -> Called:
        """Return a call after which the thing takes another, if there is one; else that one."""
        closing = that_may_close(operation, called, self.maker(operation).whole)
        if not closing or resource is None or not resource.parameter:
            return called
        if self.asked(operation, called.arguments).status != CONFLICT:
            return called
        rest = replace(called.arguments, body=without(called.arguments.body, closing))
        arguments = self.on_another(rest, resource)
        other = Called(arguments, self.asked(operation, arguments))
        if other.answer.succeeded and arguments.thing is not None:
            self.closing[operation.id], self._changed[resource.path] = closing, arguments.thing
            return other
        return called


def _given(found: T | Skipped) -> T:
    """Return what was found, or raise why nothing was."""
    if isinstance(found, Skipped):
        raise found
    return found
