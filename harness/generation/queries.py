"""Boundary cases of queries: values of documented parameters at which servers stumble."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from harness.generation.case import Case
from harness.operations.arguments import documented_values
from harness.run.settings import Depth
from spec.paging import may_be_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.run.turns import Turns
    from spec.specification import Operation

VALUES: Mapping[str, str] = {
    "a text": "{name}=abc",
    "below zero": "{name}=-1",
    "a number of 40 digits": "{name}=" + "9" * 40,
    "quotes": "{name}=%27%22%3B--%5C",
    "empty": "{name}=",
    "twice": "{name}=1&{name}=2",
    "a list": "{name}[]=1",
    "an encoded null": "{name}=%00",
    "zero": "{name}=0",
    "a fraction": "{name}=1.5",
    "an object": "{name}[a][b]=1",
    "without a value": "{name}",
    "beyond ASCII": "{name}=%C5%BE%E2%98%83%F0%9F%92%A5",
    "no UTF-8": "{name}=%ff",
    "just beyond 32 bits": "{name}=2147483648",
    "just beyond 64 bits": "{name}=18446744073709551616",
    "no number": "{name}=NaN",
    "a member that objects have": "{name}=__proto__",
    "2000 characters": "{name}=" + "a" * 2000,
    "an exponent": "{name}=1e999",
    "two, and a comma": "{name}=a,,b",
}
"""What stands in the query in a parameter's place, the likeliest to be stumbled at first."""
OF_NUMBERS = ("just beyond 64 bits", "just beyond 32 bits", "below zero", "a text", "zero")
"""Of these, what is likeliest in the place of a number."""
OF_TEXTS = ("quotes", "a text", "an encoded null", "twice", "beyond ASCII")
"""And in the place of anything else."""
SURE = 5
"""Of these, the first so many are sent in a standard run, and others by turns."""
QUICK = 2
MOST = 16
"""Of one operation in a standard run; the likeliest value of each parameter comes first."""


def queries(operation: Operation, depth: Depth, turns: Turns) -> list[Case]:
    """Return a look-up's odd queries; a placeholder of its path is filled in when it is sent."""
    names = [each.name for each in operation.queried]
    likely = {
        each.name: OF_NUMBERS if may_be_number(each) else OF_TEXTS for each in operation.queried
    }
    ordered = {
        name: [*first, *(each for each in VALUES if each not in first)]
        for name, first in likely.items()
    }
    cases = {
        f"{name}: {how}": _case(operation, name, how)
        for n in range(len(VALUES))
        for name in names
        for how in [ordered[name][n]]
    }
    ids = list(cases)
    if depth is Depth.QUICK:
        ids = turns.pick(f"queries of {operation.id}", ids[: len(names) * 4], QUICK)
    elif depth is Depth.STANDARD:
        sure = ids[: min(len(names) * SURE, MOST)]
        rest = [each for each in ids if each not in sure]
        ids = [*sure, *turns.pick(f"other queries of {operation.id}", rest, SURE)]
    return [cases[each] for each in ids]


def _case(operation: Operation, name: str, how: str) -> Case:
    """Return the case of an odd value, beside what must be there for it to be looked at."""
    others = {
        each.name: quote(values[0], safe="")
        for each in operation.queried
        if each.required and each.name != name and (values := documented_values(each))
    }
    demanded = "".join(f"{quote(each)}={value}&" for each, value in others.items())
    odd = demanded + VALUES[how].replace("{name}", quote(name))
    return Case(operation.id, f"a query: {name} {how}", target=f"{operation.path}?{odd}")
