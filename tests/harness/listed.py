"""Lists in memory, which keep to what is asked of them until a test changes one of their ways."""

from __future__ import annotations

from typing import Any

from harness.core.outcomes import Broken, Unproven
from tests.harness.shelves import query

NUMBER = {"type": "integer"}
LIMIT, OFFSET = query("limit", NUMBER), query("offset", NUMBER)
PAGE, PAGE_SIZE = query("page", NUMBER), query("page_size", NUMBER)
BY = query("order_by", {"enum": ["id", "name", "size", "made"], "default": "id"})
DIRECTION = query("order_dir", {"enum": ["ASC", "DESC"], "default": "ASC"})
SORT = query("sort", {"enum": ["name", "-name", "size", "-size"]})
ALL = (LIMIT, OFFSET, BY, DIRECTION)


class Instance:
    """Keeps things, and lists them; a test changes one of its ways."""

    def __init__(self, count=0):
        self.things: list[dict[str, Any]] = [
            {"id": n, "name": f"thing {n}", "size": n * 7 % 10} for n in range(count)
        ]
        self.looks = 0
        self.key: Any = self.value_of
        self.make: Any = self.as_made
        self.list: Any = self.as_listed
        self.ordered: Any = self.as_ordered
        self.part: Any = self.as_parted
        self.begins: Any = self.as_begun
        self.size: Any = self.as_long

    def __call__(self, operation, given, fields):
        if operation == "make":
            return self.make(fields)
        if operation == "get":
            found = [each for each in self.things if str(each["id"]) == given["thing_id"]]
            return (200, found[0]) if found else (404, {})
        if operation == "nobody":
            return 401, {"message": "no"}
        self.looks += 1
        return self.list(given)

    def as_made(self, fields):
        self.things.append({"id": len(self.things) + 100, "size": None, **fields})
        return 201, self.things[-1]

    def as_listed(self, given):
        return 200, {"things": self.part(self.ordered(given), given)}

    def as_ordered(self, given):
        sort = given.get("sort", "")
        name = sort.lstrip("-") or given.get("order_by", "id")
        is_down = given.get("order_dir") == "DESC" or sort.startswith("-")
        return sorted(self.things, key=lambda each: self.key(each, name), reverse=is_down)

    def value_of(self, thing, name):
        value = thing.get(name, thing["id"])
        return (value is not None, value.casefold() if isinstance(value, str) else value or 0)

    def as_parted(self, things, given):
        begins, size = self.begins(given), self.size(given)
        return things[begins : begins + size]

    def as_begun(self, given):
        if "page" in given:
            return (int(given["page"]) - 1) * self.size(given)
        return int(given.get("offset", 0))

    def as_long(self, given):
        return min(int(given.get("limit", given.get("page_size", 20))), 50)


def check_all(lists):
    lists.expect_limit("list")
    lists.expect_offset("list")
    lists.expect_order("list")


CHECKS = ["expect_limit", "expect_offset", "expect_order"]


def broken(lists, checks=CHECKS):
    """Name the checks that break."""
    found = []
    for check in checks:
        try:
            getattr(lists, check)("list")
        except Broken:
            found.append(check)
        except Unproven:
            pass
    return found


def without(name):
    def change(instance):
        instance.list = lambda given: Instance.as_listed(
            instance, {key: value for key, value in given.items() if key != name}
        )

    return change
