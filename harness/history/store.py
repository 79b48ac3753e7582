"""What is known of the runs before: its shape, and the file of ``--history`` that holds it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Outcome
from harness.core.storage import read_bytes
from harness.results.result import OBSERVED

if TYPE_CHECKING:
    from pathlib import Path

    from harness.run.turns import Tried

FORMAT = 2
"""Of the file; it grows by one when a reader of the old one would go wrong."""
HELD = frozenset({Outcome.KEPT, Outcome.FIXED})
BAD = frozenset({Outcome.BROKEN, Outcome.KNOWN})


class UnreadableHistory(Exception):  # noqa: N818 - named after what it says
    """The file is damaged, or of a newer version; the message is one line."""

    def __init__(self, message: str, *, is_newer: bool = False) -> None:
        super().__init__(message)
        self.is_newer = is_newer
        """Whether another version of the suite can read the file, so that it must be left alone."""


@dataclass(frozen=True)
class Place:
    """Where a rule is broken, so that a later run can tell whether it has looked there again."""

    test: str
    """Of the result that is broken."""
    operation: str | None
    case: str | None
    is_known: bool
    """Whether the list of known deviations covers it."""
    senders: tuple[str, ...] = ()
    """The contracts that met it, of a rule that is held against every exchange; "" stands for the
    first look at the target."""
    comes_and_goes: bool = False
    """Whether it shows there at times, whatever is sent."""
    since: str | None = None
    """When the rule was first seen broken there; None where an earlier version wrote it."""
    cause: str | None = None
    """The id of the cause that it was told under."""

    @property
    def is_observed(self) -> bool:
        """Whether no contract of its own looks there."""
        return self.test.startswith(OBSERVED)


@dataclass
class Entry:
    """What is known of one rule on one target."""

    outcome: str
    """The last conclusive one, or the last one of all where there was none."""
    since: str
    """When it was first seen to be so."""
    proven_at: str | None = None
    """When the rule was last proven kept."""
    is_missed: bool = False
    """Whether it was told that the rule has not been proven for a night."""
    is_in_error: bool = False
    """Whether it was told that the rule is in error."""
    broken_at: list[Place] = field(default_factory=list)
    """Where it was seen to be broken, and not to be kept since."""


@dataclass
class PastTarget:
    """What is known of one target."""

    rules: dict[str, Entry] = field(default_factory=dict)
    verdict: str | None = None
    since: str | None = None
    """When the verdict was first given."""
    tried: Tried = field(default_factory=dict)
    """What is taken by turns, and when it was last tried."""
    seconds: float | None = None
    """How long its contracts took when they were all checked last; None where that is not known."""


Past = dict[str, PastTarget]
"""By the target's name."""


def read(path: Path) -> Past:
    """Read the history; nothing where there is no file.

    Raises UnreadableHistory, and OSError where the file is there and can't be opened.
    """
    try:
        raw = json.loads(read_bytes(path))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        raw = None
    return parsed(raw, path)


def parsed(raw: Any, path: Path) -> Past:
    """Read what the file holds, but for its nights. Raises UnreadableHistory."""
    try:
        return _past(_targets(raw, path))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnreadableHistory(f"{path}: is damaged, and is begun anew") from None


def _targets(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return what the file says of each target, in the shape of this format."""
    number = raw["format"]
    if type(number) is not int or number < 1:
        raise ValueError(number)
    if number > FORMAT:
        words = f"is of format {number}, from a newer version of the suite, and is left as it is"
        raise UnreadableHistory(f"{path}: {words}", is_newer=True)
    if number == 1:  # it knew of rules alone
        return {name: {"rules": rules} for name, rules in raw["targets"].items()}
    tried, places = raw.get("tried", {}), raw.get("places", {})
    for name, rules in places.items():
        for rule_id, more in rules.items():
            for place in raw["targets"][name]["rules"][rule_id]["broken_at"]:
                place.update(more.get(place["test"], {}))
    seconds = raw.get("seconds", {})
    return {
        name: each | {"tried": tried.get(name, {}), "seconds": seconds.get(name)}
        for name, each in raw["targets"].items()
    }


def of_results(path: Path) -> Past:
    """Return what a results.json tells of its run; nothing where it can't be read."""
    try:
        raw = json.loads(read_bytes(path))
        is_finished, started = "finished" in raw, raw["started"]
        targets: dict[str, dict[str, Any]] = {
            each["name"]: {
                "rules": {},
                "verdict": each["verdict"],
                "since": each.get("since") or started,
            }
            for each in raw["targets"]
        }
        _add_seconds(targets, raw["results"] if is_finished else [])
        for each in raw["rules"]:
            targets[each["target"]]["rules"][each["rule"]] = {
                "outcome": each["outcome"],
                "since": each.get("since") or started,
                "proven_at": started if is_finished and each["outcome"] in HELD else None,
                "is_in_error": each["outcome"] == Outcome.ERROR,
                "broken_at": [],
            }
        shown = {
            show["test"]: {
                "since": show["since"],
                "comes_and_goes": each["rate"] is not None,
                "cause": each["id"],
            }
            for each in raw.get("causes", [])
            for show in each.get("shows", [])
        }
        for each in raw["results"]:
            if each["outcome"] in BAD:
                place = {name: each[name] for name in ("test", "operation", "case")}
                place["is_known"] = each["outcome"] == Outcome.KNOWN
                place |= shown.get(each["test"], {})
                targets[each["target"]]["rules"][each["rule"]]["broken_at"].append(place)
        return _past(targets)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _add_seconds(targets: dict[str, dict[str, Any]], results: list[dict[str, Any]]) -> None:
    for each in results:
        past = targets[each["target"]]
        past["seconds"] = past.get("seconds", 0) + each["seconds"]


def as_json(past: Past) -> dict[str, Any]:
    """Return what the file holds."""
    targets = {name: asdict(each) for name, each in sorted(past.items())}
    for each in targets.values():
        each["rules"] = dict(sorted(each["rules"].items()))
    # Beside the targets, where the version before does not look: it refuses what it does not know.
    tried = {name: each.pop("tried") for name, each in targets.items()}
    beside = {"tried": tried} if any(tried.values()) else {}
    seconds = {name: each.pop("seconds") for name, each in targets.items()}
    known = {name: each for name, each in seconds.items() if each is not None}
    beside |= {"seconds": known} if known else {}
    places = {name: _take_places(each["rules"]) for name, each in targets.items()}
    beside |= {"places": places} if any(places.values()) else {}
    return {"format": FORMAT, "targets": targets} | beside


_NEWER = ("comes_and_goes", "since", "cause")
"""Members of a place that the first version of the format does not know."""


def _take_places(rules: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Take what is newer out of the places of rules; return it, by rule and test."""
    taken: dict[str, dict[str, dict[str, Any]]] = {}
    for rule_id, entry in rules.items():
        for place in entry["broken_at"]:
            newer = {name: told for name in _NEWER if (told := place.pop(name))}
            if newer:
                taken.setdefault(rule_id, {})[place["test"]] = newer
    return taken


def _table(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    """Describe an object of these members and no others."""
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT, _FLAG = {"type": "string"}, {"type": "boolean"}
_TEXT_OR_NONE = {"type": ["string", "null"]}
_PLACE = _table(
    ["test", "operation", "case", "is_known"],
    {
        "test": _TEXT,
        "operation": _TEXT_OR_NONE,
        "case": _TEXT_OR_NONE,
        "is_known": _FLAG,
        "senders": {"type": "array", "items": _TEXT},
        "comes_and_goes": _FLAG,
        "since": _TEXT_OR_NONE,
        "cause": _TEXT_OR_NONE,
    },
)
_ENTRY = _table(
    ["outcome", "since"],
    {
        "outcome": {"enum": [str(each) for each in Outcome]},
        "since": _TEXT,
        "proven_at": _TEXT_OR_NONE,
        "is_missed": _FLAG,
        "is_in_error": _FLAG,
        "broken_at": {"type": "array", "items": _PLACE},
    },
)
_RULES = {"type": "object", "additionalProperties": _ENTRY}
_TURN = _table(["at", "held"], {"at": _TEXT, "held": _FLAG})
_TURNS = {"type": "object", "additionalProperties": _TURN}
_TRIED = {"type": "object", "additionalProperties": _TURNS}
_TARGET = _table(
    ["rules"],
    {
        "rules": _RULES,
        "verdict": _TEXT_OR_NONE,
        "since": _TEXT_OR_NONE,
        "tried": _TRIED,
        "seconds": {"type": ["number", "null"], "minimum": 0},
    },
)
_TARGETS = {"type": "object", "additionalProperties": _TARGET}


def _past(raw: dict[str, Any]) -> Past:
    """Build what is known from what was read. Raises ValueError where it is of another shape."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only where there is a history

    if not Draft202012Validator(_TARGETS).is_valid(raw):
        raise ValueError("another shape")
    return {name: _past_target(each) for name, each in raw.items()}


def _past_target(raw: dict[str, Any]) -> PastTarget:
    _require_moments(raw.get("since"))
    rules = {rule_id: _entry(each) for rule_id, each in raw["rules"].items()}
    return PastTarget(**(raw | {"rules": rules}))


def _entry(raw: dict[str, Any]) -> Entry:
    places_since = [each.get("since") for each in raw.get("broken_at", [])]
    _require_moments(raw["since"], raw.get("proven_at"), *places_since)
    places = [
        Place(**(each | {"senders": tuple(each.get("senders", ()))}))
        for each in raw.get("broken_at", [])
    ]
    return Entry(**(raw | {"broken_at": places}))


def _require_moments(*texts: str | None) -> None:
    """Raise ValueError where a text is no moment of a known time zone."""
    for text in texts:
        if text is not None and datetime.fromisoformat(text).tzinfo is None:
            raise ValueError(text)
