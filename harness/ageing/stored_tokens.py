"""Tokens that a run stores and leaves alone, so that a later run finds them old enough."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Literal

from harness.ageing.age import EARLIEST_TELLING_USE, Age

By = Literal["gate", "refresh"]
StoredKind = Literal["login", "refreshed", "renewed", "sso", "source"]
"""As ``Kind`` of tokens; a source is a log-in whose token is to be refreshed later."""


_FAMILY = {"source": "login"}
_ON_DISK = {"batch": "cohort", "observations": "sightings"}
"""What a ledger calls them: it may be of a version before."""
_OTHERS = "others"
"""The field of what a newer version keeps beside ours; on disk, it stands among ours."""


@dataclass
class Observation:
    """One use of a stored token, and whether it was accepted."""

    at: datetime
    by: By
    accepted: bool
    is_first: bool = False
    """Whether the run that used it had not logged in yet."""
    others: dict[str, Any] = field(default_factory=dict)
    """What a newer version of the suite keeps of it: given back as it was."""

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Observation:
        """Read it back."""
        ours = {"at", "by", "accepted", "is_first"}
        values = {name: value for name, value in raw.items() if name in ours}
        others = {name: value for name, value in raw.items() if name not in ours}
        return cls(**(values | {"at": moment_of(raw["at"])}), others=others)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return _flat(asdict(self))


@dataclass
class StoredToken:
    """A token, and all that is known of its life."""

    id: str
    kind: StoredKind
    batch: str
    """Shared by those of one planting."""
    token: str = field(repr=False)
    asked: datetime
    """When it was asked for: it can't be older."""
    given: datetime
    """When the answer with it had arrived: it can't be younger."""
    offset: float | None = None
    """Seconds by which the instance's clock was ahead of ours then; None where it told no time."""
    parent_age: float = 0.0
    """Seconds: the age of the token that it was refreshed from."""
    spent: bool = False
    """Whether it was refreshed, or is about to be."""
    observations: list[Observation] = field(default_factory=list)
    others: dict[str, Any] = field(default_factory=dict)
    """What a newer version of the suite keeps of it: given back as it was."""

    def age(self, sent: datetime, received: datetime, offset: timedelta | None) -> Age:
        """Return its age at an exchange, by our clock and by the instance's, whichever is wider."""
        least, most = sent - self.given, received - self.asked
        drift = self.drift(offset)
        return Age(min(least, least + drift), max(most, most + drift))

    def drift(self, offset: timedelta | None) -> timedelta:
        """Return by how much the instance's clock has gone ahead of ours since it was given."""
        if offset is None or self.offset is None:
            return timedelta()
        return offset - timedelta(seconds=self.offset)

    @property
    def alive_at(self) -> datetime:
        """When it was last known to be good: at a gate that let it pass, or when it was given."""
        passed = [each.at for each in self.observations if each.by == "gate" and each.accepted]
        return max([self.given, *passed])

    @property
    def was_used_late(self) -> bool:
        """Whether it was let pass when that would show that a use prolongs its life."""
        return self.alive_at - self.given > EARLIEST_TELLING_USE

    @property
    def was_alive_first(self) -> bool:
        """Whether the run that last saw it good logged in after that, and never looked again."""
        passed = [each for each in self.observations if each.by == "gate" and each.accepted]
        return bool(passed) and max(passed, key=lambda each: each.at).is_first

    @property
    def death(self) -> Observation | None:
        """The first refusal since it was last known to be good; None where none was seen."""
        alive = self.alive_at  # what a gate said later can be nothing but a refusal
        refused = (each for each in self.observations if each.by == "gate" and each.at > alive)
        return min(refused, key=lambda each: each.at, default=None)

    def is_alike(self, other: StoredToken) -> bool:
        """Whether both were obtained in the same way: a source is a log-in."""
        return _FAMILY.get(self.kind, self.kind) == _FAMILY.get(other.kind, other.kind)

    def used_before(self, moment: datetime) -> datetime:
        """Return its last use before a moment; an idle time-out counts from there."""
        uses = [each.at for each in self.observations if each.accepted and each.at < moment]
        return max([self.given, *uses])

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        told = asdict(self) | {"observations": [each.as_json() for each in self.observations]}
        return {_ON_DISK.get(name, name): value for name, value in _flat(told).items()}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> StoredToken:
        """Read it back."""
        names = [each.name for each in fields(cls) if each.name != _OTHERS]
        values = {name: raw[_ON_DISK.get(name, name)] for name in names}
        values["observations"] = [Observation.from_json(each) for each in values["observations"]]
        for name in ("asked", "given"):
            values[name] = moment_of(values[name])
        ours = {_ON_DISK.get(name, name) for name in names}
        others = {name: value for name, value in raw.items() if name not in ours}
        return cls(**values, others=others)


def moment_of(text: str) -> datetime:
    """Read a moment back. Raises ValueError where it is of no time zone, and so is none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _flat(told: dict[str, Any]) -> dict[str, Any]:
    """Put what a newer version keeps among what is ours."""
    others: dict[str, Any] = told[_OTHERS]
    return others | {name: value for name, value in told.items() if name != _OTHERS}
