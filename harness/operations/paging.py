"""The lists of resources, page after page, by the parameters that their pages document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harness.core.outcomes import Excluded, Unproven
from harness.operations.arguments import Arguments, unanswered
from harness.operations.choosing import is_chosen, shared_value
from harness.operations.items import id_of, things_of
from spec.paging import DIRECTIONS, LIMITS, OFFSETS, ORDERS, PAGES, named
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from harness.http.answer import Answer
    from harness.operations.calls import Calls
    from harness.operations.made import Thing
    from spec.filters import Filter
    from spec.orders import ToldOrder
    from spec.parameters import Parameter
    from spec.resources import Resource
    from spec.specification import Operation

_AROUND = frozenset({"meta", "pagination", "paging", "links", "_links", "page", "_meta"})
"""Members that say how a list is parted."""
MOST_PAGES = 20
"""Pages of a list that are looked through for one thing."""
LARGEST_PAGE = 100
"""What is asked for at most, where a page does not say how much may be."""


_MOST = re.compile(
    r"(?i)(?:\d+ ?(?:to|-|\u2013|and|\.\.+) ?|at most |up to |no more than |"
    r"max(?:imum|\.)?(?: is| of)?:? )"
    r"(\d{1,6})\b|\b(\d{1,6}) (?:at (?:the )?most|is the (?:most|maximum))"
)
"""How pages say in words how many things a list may be asked for."""


@dataclass(frozen=True)
class Paging:
    """The parameters by which a list is parted, and ordered; None for what its page lacks."""

    limit: Parameter | None
    offset: Parameter | None
    page: Parameter | None
    order: Parameter | None
    direction: Parameter | None
    told: ToldOrder | None = None
    """The order in which it comes unasked, as its page says in words."""

    @classmethod
    def of(cls, operation: Operation) -> Paging:
        """Return those of a list, by their names."""
        limit, offset, page = (
            named(operation, names, is_number=True) for names in (LIMITS, OFFSETS, PAGES)
        )
        order, direction = (
            named(operation, names, is_number=False) for names in (ORDERS, DIRECTIONS)
        )
        return cls(limit, offset, page, order, direction, operation.order)

    @property
    def is_ordered(self) -> bool:
        """Whether its page tells of an order: by a parameter, or in words."""
        return self.order is not None or self.told is not None

    def largest(self) -> int:
        """Return how many things a page of the list may be asked to hold."""
        told = told_most(self.limit) if self.limit is not None else None
        return min(told or LARGEST_PAGE, LARGEST_PAGE)


def told_most(limit: Parameter) -> int | None:
    """Return how many things a list may be asked for, by its page's schema or words."""
    words = [
        int(number)
        for found in _MOST.finditer(limit.description)
        for number in found.groups()
        if number
    ]
    most = limit.schema.get("maximum", min(words, default=None))
    return int(most) if most is not None else None


@dataclass(frozen=True)
class Page:
    """One answer of a list, and the things that it holds."""

    answer: Answer
    things: list[object]


class Listing:
    """The list of one resource, asked for with the parameters that a contract chooses."""

    def __init__(self, calls: Calls, resource: Resource) -> None:
        list_id = resource.operation(Kind.LIST)
        if list_id is None:
            raise Excluded("", f"the pages have no list of {resource.name}s")
        self._calls = calls
        self.resource = resource
        self.operation = calls.spec.operation(list_id)
        self.paging = Paging.of(self.operation)
        self.arguments: Arguments = calls.arguments(self.operation)
        self._asks_for_many = True
        self.chosen_by: list[tuple[Filter, str]] = []
        """The filters without which there is no list, each with what a thing has of it."""

    def of(self, thing: Thing) -> Listing:
        """Return it as the list in which a thing must stand: that below what it belongs to.

        Where the list must be asked for some things alone, it is asked for those like this one.
        """
        path = {name: thing.path.get(name, each) for name, each in self.arguments.path.items()}
        self.chosen_by = []
        query, known = dict(self.arguments.query), {**thing.sent, **thing.shown}
        for each in self.operation.filters:
            name, value = each.parameter.name, shared_value(each, [known])
            if name in query and each.is_described and value is not None:
                query[name] = value
                self.chosen_by.append((each, value))
        self.arguments = Arguments(path, query, thing=thing)
        return self

    def asked_for(self, query: Mapping[str, str]) -> Listing:
        """Return it as the same list, asked for in an order or for some things alone as well."""
        self.arguments = replace(self.arguments, query={**self.arguments.query, **query})
        return self

    def may_leave_out(self, thing: Mapping[str, object]) -> list[str]:
        """Return the parameters of the list that may leave out a thing, as it is now."""
        chosen = {each.parameter.name for each, v in self.chosen_by if is_chosen(each, v, thing)}
        return [name for name in self.arguments.query if name not in chosen]

    def page(self, query: Mapping[str, str] | None = None) -> Page:
        """Ask for the list; Unproven where it does not answer with one."""
        answer = self.answer(query)
        things = things_of(self._calls.spec, self.operation, answer.json)
        if not answer.succeeded or things is None:
            raise unanswered(self.operation, answer)
        if query is not None and set(query) <= {
            self.paging.limit.name if self.paging.limit else ""
        }:
            self._calls.last_listed[self.key] = {*self.ids(things)}
        return Page(answer, things)

    @property
    def key(self) -> tuple[str, str]:
        """Tell it from other lists, those of the same operation below other things included."""
        return self.operation.id, repr(sorted(self.arguments.path.items()))

    def answer(self, query: Mapping[str, str] | None = None) -> Answer:
        """Ask for the list, whatever comes."""
        wanted = {**self.arguments.query, **(query or {})}
        asked = Arguments(self.arguments.path, wanted, thing=self.arguments.thing)
        return self._calls.asked(self.operation, asked)

    def ids(self, things: list[object]) -> list[str | None]:
        """Return the ids of things."""
        return [id_of(self._calls.spec, self.resource, each) for each in things]

    def find(self, thing: Thing) -> tuple[object, Answer]:
        """Look for a thing, page after page; None, and the last answer, where it is not listed.

        Unproven where the list goes on beyond what a run looks through.
        """
        found, answer = self.among({thing.id})
        return found.get(thing.id), answer

    def among(self, wanted: Collection[str]) -> tuple[dict[str, object], Answer]:
        """Look for things by their ids, page after page, until each is found, or the list ends.

        Unproven where the list goes on beyond what a run looks through.
        """
        last: Answer | None = None
        found: dict[str, object] = {}
        for page in self.pages():
            last = page.answer
            for each, thing_id in zip(page.things, self.ids(page.things), strict=True):
                if thing_id in wanted:
                    found[str(thing_id)] = each
            if len(found) == len(wanted):
                break
        assert last is not None
        return found, last

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the list, the newest things first where that can be asked for."""
        begins = 0
        seen: set[str | None] = set()
        for number in range(MOST_PAGES):
            page = self._part(number, begins)
            yield page
            begins += len(page.things)
            ids = set(self.ids(page.things))
            is_last = not page.things or ids <= seen or not self._goes_on(page)
            seen |= ids
            if is_last:
                return
        raise Unproven(f"{self.operation.id} lists more than a run looks through ({begins} things)")

    def _part(self, number: int, begins: int) -> Page:
        try:
            return self.page(self._window(number, begins))
        except Unproven:  # more may have been asked for than the instance gives
            if number or not self._asks_for_many:
                raise
        self._asks_for_many = False
        return self.page(self._window(number, begins))

    def _window(self, number: int, begins: int) -> dict[str, str]:
        paging, query = self.paging, dict[str, str]()
        if paging.limit is not None and self._asks_for_many:
            query[paging.limit.name] = str(paging.largest())
        if paging.offset is not None and begins:
            query[paging.offset.name] = str(begins)
        elif paging.page is not None and number:
            query[paging.page.name] = str(number + first_page(paging.page))
        return query

    def _goes_on(self, page: Page) -> bool:
        """Whether there may be more than a page holds: parts of it can be asked for, or a word."""
        paging = self.paging
        if paging.offset is not None or paging.page is not None:
            return True
        if says_more(page.answer.json, len(page.things)):
            raise Unproven(
                f"{self.operation.id} says that there is more, and its page does not say how to "
                "ask for it"
            )
        return False


def is_first_page_told(parameter: Parameter) -> bool:
    """Whether a page says which number a list's first page has."""
    values = (parameter.example, parameter.schema.get("default"), parameter.schema.get("minimum"))
    return bool({"0", "1"} & {*map(str, values)})


def first_page(parameter: Parameter) -> int:
    """Return the number of a list's first page: that of the sample or the default where it is 0."""
    values = (parameter.example, parameter.schema.get("default"), parameter.schema.get("minimum"))
    return 0 if "0" in map(str, values) else 1


def says_more(body: object, count: int) -> bool:
    """Whether what goes round a list says that there is more of it."""
    if not isinstance(body, dict):
        return False
    return any(_tells_of_more(name.lower(), value, count) for name, value in body.items())


def _tells_of_more(name: str, value: object, count: int) -> bool:
    if isinstance(value, dict):
        return name in _AROUND and says_more(value, count)
    if re.search(r"next|cursor|has_?more|continuation", name):
        return bool(value)
    return bool(re.search(r"total|count", name)) and type(value) is int and value > count
