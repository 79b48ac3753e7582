"""States in which a documented refusal comes, which other operations of the pages bring about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spec.resources import Resource


class Why(Enum):
    """The states that a run can bring about."""

    IN_USE = auto()
    """Something else names the thing, or is below it."""
    NOTHING_BELOW = auto()
    """Nothing is below the thing yet."""
    MADE_SO = auto()
    """The thing was made with a value that forbids it."""
    CHANGED_SO = auto()
    """The thing was changed to a value that forbids it."""
    DONE = auto()
    """Something was done to the thing that forbids it."""
    LED_TO = auto()
    """An operation led the thing to a state, of several that it leads to, which forbids it."""
    AS_MADE = auto()
    """The thing is as it was made, which is no state that allows it."""


@dataclass(frozen=True)
class State:
    """A state in which an operation is refused."""

    why: Why
    resource: Resource
    """What uses the thing, what is missing below it, or the thing itself."""
    member: str = ""
    """The member that names the thing, or has the value; empty for what is below it."""
    value: object = None
    """The value, or the word that tells what was done."""
    by: str = ""
    """The id of the operation that does it, or changes it."""
    through: State | None = None
    """How what it uses in turn uses the thing; None where it uses the thing itself."""

    @property
    def _as_it_is(self) -> str:
        return f", which is {self.value!r}" if self.value is not None else ""

    @property
    def _used(self) -> str:
        return f"a {self.through.resource.name} of it" if self.through is not None else "it"

    @property
    def words(self) -> str:
        """Say in which state something should be refused."""
        return {
            Why.IN_USE: f"a {self.resource.name} uses {self._used}{self._as_it_is}",
            Why.NOTHING_BELOW: f"it has no {self.resource.name}",
            Why.MADE_SO: f"its `{self.member}` is {self.value!r}",
            Why.CHANGED_SO: f"its `{self.member}` is {self.value!r}",
            Why.DONE: f"the {self.resource.name} is {self.value}",
            Why.LED_TO: f"the {self.resource.name} is {self.value}",
            Why.AS_MADE: f"the {self.resource.name} is as it was made",
        }[self.why]
