"""Changes that come and go while an instance is served, as versions of it do."""

from dataclasses import dataclass

from reference.changes import Deviation
from reference.instance import Instance

MISSING = object()


@dataclass(frozen=True)
class Replaced:
    """What a change put in an attribute's place."""

    owner: object
    name: str
    before: object
    after: object

    def undo(self) -> None:
        """Put back what was there, unless it has changed again since, as a clock does."""
        if vars(self.owner).get(self.name, MISSING) is not self.after:
            return
        if self.before is MISSING:
            delattr(self.owner, self.name)
        else:
            setattr(self.owner, self.name, self.before)


class PassingChanges:
    """The changes of one instance that were put in while it is served.

    Sessions, accounts and the clock go on as they are.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.planted: list[tuple[Deviation, list[Replaced]]] = []

    @property
    def names(self) -> list[str]:
        """The names of those that are in, the oldest first."""
        return [change.name for change, _ in self.planted]

    def plant(self, change: Deviation) -> None:
        """Put a change in."""
        before = self._attributes()
        change.apply(self.instance)
        self.planted.append((change, _replaced(before, self._attributes())))

    def take_out(self, name: str) -> bool:
        """Take a change out; those that were put in after it begin anew. False if it is not in."""
        if name not in self.names:
            return False
        later: list[Deviation] = []
        while True:
            change, replaced = self.planted.pop()
            for each in reversed(replaced):
                each.undo()
            if change.name == name:
                break
            later.insert(0, change)
        for change in later:
            self.plant(change)
        return True

    def _attributes(self) -> list[tuple[object, dict[str, object]]]:
        """Give the attributes of the instance and of its services."""
        services = [each for each in vars(self.instance).values() if hasattr(each, "__dict__")]
        owners = [self.instance, *(each for each in services if _is_service(each))]
        return [(owner, dict(vars(owner))) for owner in owners]


def _is_service(value: object) -> bool:
    return type(value).__module__.startswith("reference.")


def _replaced(
    before: list[tuple[object, dict[str, object]]], after: list[tuple[object, dict[str, object]]]
) -> list[Replaced]:
    """Give what differs, owner by owner; a service that is new has nothing to put back."""
    known = {id(owner): had for owner, had in before}
    return [
        Replaced(owner, name, known[id(owner)].get(name, MISSING), now.get(name, MISSING))
        for owner, now in after
        if id(owner) in known
        for name in {**known[id(owner)], **now}
        if known[id(owner)].get(name, MISSING) is not now.get(name, MISSING)
    ]
