"""record.json: what results.json does not say of a run, so that its reports can be made again.

``python -m harness.reports merge`` reads both. All in it is masked as in the other files: of a
target, only what is shown of it is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.core.errors import BadTarget, in_words
from harness.core.storage import read_bytes, write_text
from harness.history import store
from harness.history.comparison import Change
from harness.history.history import History
from harness.reports.results_json import result_order
from harness.results.failure import Failure
from harness.results.record import RunRecord, Shard, TargetRecord
from harness.results.result import Finding
from harness.run.preflight import NoVerdict, Preflight
from harness.targets.known_deviation import KnownDeviation
from harness.targets.limits import Limits
from harness.targets.model import Target
from spec import products, rules
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.results.result import Result

FORMAT = 2
"""It grows by one when a reader of the old one would go wrong."""
SCHEMA = Path(__file__).parents[2] / "reports" / "schema.json"
"""Of results.json."""
_OF_TARGET = ("name", "url", "product", "rate_limit", "is_embedded", "docs_url")
_OF_EXCHANGE = (
    "operation",
    "started",
    "milliseconds",
    "method",
    "url",
    "target",
    "request_headers",
    "request_body",
    "reason",
    "answer_headers",
    "answer_body",
    "media_type",
    "size",
)
"""As :func:`harness.http.rendering.shown_data` makes it, beside its status."""
_MOST_ALIKE = 100_000
_PLAIN = ("requests", "spent", "is_whole", "cut_short", "min_proven", "answers", "failures")


@dataclass(frozen=True)
class Run:
    """A run whose reports are to be made again."""

    directory: Path
    record: RunRecord
    history: History
    suite: str
    """The version of the suite that made it."""
    finished: str | None
    """None where the run did not come to its end."""
    exit_code: int


def write(path: Path, record: RunRecord, history: History, exit_code: int) -> None:
    """Write the file whole or not at all."""
    _write(path, record_json(record, history, exit_code))


def correct_exit_code(path: Path, exit_code: int) -> None:
    """Let the file tell another exit code: what a run wrote may be what it fails by."""
    _write(path, json.loads(read_bytes(path)) | {"exit_code": exit_code})


def _write(path: Path, value: object) -> None:
    write_text(path, json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def record_json(record: RunRecord, history: History, exit_code: int) -> dict[str, Any]:
    """Return what the file holds."""
    known = {name: each for name, each in history.known.items() if name in record.targets}
    past = store.as_json(known)
    past.pop("tried", None)
    return {
        "format": FORMAT,
        "started": record.started,
        "exit_code": exit_code,
        "history": {
            "problem": history.problem,
            "is_whole": history.is_whole,
            "began": history.began,
            "changes": [asdict(each) for each in history.changes],
            "known": past,
        },
        "targets": {name: target_json(each) for name, each in record.targets.items()},
    }


def target_json(record: TargetRecord) -> dict[str, Any]:
    """Return what the file holds of one target."""
    target, preflight = record.target, record.preflight
    known = [asdict(each) | {"until": each.until and str(each.until)} for each in target.known]
    plain = {name: getattr(record, name) for name in _PLAIN}
    return plain | {
        "unsteady": {name: sorted(met) for name, met in record.unsteady.items()},
        "target": {name: getattr(target, name) for name in _OF_TARGET}
        | {"effects": str(target.effects), "budget": asdict(target.budget), "known": known},
        "preflight": {
            "no_verdict": preflight.no_verdict,
            "words": preflight.words,
            "stood_in": preflight.stood_in,
        },
        "order": _order(record.results),
        "findings": _counted(record.findings),
        "remarks": sorted(record.remarks),
        "fronts": record.fronts,
        "leftovers": sorted(record.leftovers),
        "unfinished": sorted(record.unfinished),
    }


def _order(results: list[Result]) -> list[int]:
    """Return where each result stands in results.json: there, they are sorted."""
    places = sorted(range(len(results)), key=lambda each: result_order(results[each]))
    return sorted(range(len(results)), key=places.__getitem__)


def _counted(findings: list[Finding]) -> dict[str, Any]:
    """Return findings as rows, each with how often it came: most are alike."""
    names = sorted({name for each in findings for name in each})
    values: Iterable[dict[str, Any]] = map(dict, findings)
    counts = Counter(json.dumps([each.get(name) for name in names]) for each in values)
    rows = [[count, *json.loads(text)] for text, count in counts.items()]
    return {"names": names, "rows": rows}


def _findings(raw: dict[str, Any]) -> list[Finding]:
    """Read them back, alike ones together: those of which only the first is shown stay in order."""
    names, found = raw["names"], list[Any]()
    for count, *values in raw["rows"]:
        found += [dict(zip(names, values, strict=True)) for _ in range(min(count, _MOST_ALIKE))]
    if any(each.keys() < Finding.__required_keys__ for each in found):
        raise ValueError("a finding lacks a member")
    return found


def read(directory: Path) -> Run:
    """Read a run from what it left; BadTarget, in one line, where that can't be done."""
    results, raw = _json(directory / "results.json"), _json(directory / "record.json")
    _require(results, json.loads(SCHEMA.read_bytes()), directory / "results.json")
    _require_format(raw, directory / "record.json")
    _require(raw, _SCHEMA, directory / "record.json")
    if raw["started"] != results["started"] or raw["targets"].keys() != _names(results):
        raise BadTarget(f"{directory}: results.json and record.json are of two runs")
    try:
        return _run(directory, results, raw)
    except (ValueError, KeyError, TypeError) as failure:
        words = in_words(failure)
        raise BadTarget(f"{directory}/record.json: is of another shape: {words}") from None


def _names(results: dict[str, Any]) -> set[str]:
    return {each["name"] for each in results["targets"]}


def _json(path: Path) -> Any:
    try:
        return json.loads(read_bytes(path))
    except FileNotFoundError:
        raise BadTarget(f"{path.parent} holds no {path.name}: is it a run's directory?") from None
    except OSError as failure:
        raise BadTarget(f"{path} can't be read: {in_words(failure)}") from None
    except (ValueError, RecursionError):
        raise BadTarget(f"{path}: is damaged") from None


def _require_format(raw: Any, path: Path) -> None:
    number = raw.get("format") if isinstance(raw, dict) else None
    if type(number) is int and number > FORMAT:
        raise BadTarget(f"{path}: is of format {number}, from a newer version of the suite")


def _require(raw: Any, schema: dict[str, Any], path: Path) -> None:
    """Refuse what a schema does not describe, and what another version of the suite knew."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - where runs are merged alone

    wrong = next(Draft202012Validator(schema).iter_errors(raw), None)
    if wrong is not None:
        place = wrong.json_path.removeprefix("$.")
        raise BadTarget(f"{path}: is of another shape at {place[:80]}")


def _run(directory: Path, results: dict[str, Any], raw: dict[str, Any]) -> Run:
    record = RunRecord(started=raw["started"], shard=_shard(results.get("shard")))
    for name, each in raw["targets"].items():
        of_target = [one for one in results["results"] if one["target"] == name]
        record.targets[name] = _record(each, of_target, directory)
    said = raw["history"]
    history = History(store.parsed(said["known"], directory / "record.json"), said["problem"])
    history.is_whole = said["is_whole"]
    history.began = dict(said["began"])
    history.changes = [Change(**each) for each in said["changes"]]
    return Run(
        directory, record, history, results["suite"], results.get("finished"), raw["exit_code"]
    )


def _shard(raw: dict[str, Any] | None) -> Shard | None:
    return None if raw is None else Shard(raw["part"], tuple(raw["targets"]))


def target_record(raw: dict[str, Any], results: list[Result], directory: Path) -> TargetRecord:
    """Read back what :func:`target_json` made, with its results in the order of results.json.

    BadTarget, ValueError, KeyError or TypeError where it is of another shape.
    """
    _require(raw, _TARGET, directory)
    return _record(raw, results, directory)


def _record(raw: dict[str, Any], results: list[Result], directory: Path) -> TargetRecord:
    target = _target(raw["target"])
    _require_known(target, results, directory)
    if sorted(raw["order"]) != [*range(len(results))]:
        raise BadTarget(f"{directory}: results.json and record.json tell of different results")
    found = raw["preflight"]
    no_verdict = None if found["no_verdict"] is None else NoVerdict(found["no_verdict"])
    preflight = Preflight(
        target, no_verdict=no_verdict, words=found["words"], stood_in=found["stood_in"]
    )
    plain = {name: raw[name] for name in _PLAIN}
    plain["unsteady"] = {name: set(each) for name, each in raw["unsteady"].items()}
    plain["answers"] = {name: Counter(each) for name, each in raw["answers"].items()}
    return TargetRecord(
        preflight,
        **plain,
        results=[results[each] for each in raw["order"]],
        findings=_findings(raw["findings"]),
        remarks=set(raw["remarks"]),
        fronts=raw["fronts"],
        leftovers=set(raw["leftovers"]),
        unfinished=frozenset(raw["unfinished"]),
    )


def _target(raw: dict[str, Any]) -> Target:
    known = [each | {"until": _day(each["until"])} for each in raw["known"]]
    changed = {
        "effects": Effects.named(raw["effects"]),
        "budget": Limits(**raw["budget"]),
        "known": tuple(KnownDeviation(**each) for each in known),
    }
    return Target(**(raw | changed))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _require_known(target: Target, results: list[Result], directory: Path) -> None:
    """Refuse what this version does not know: it would be missing, and nobody would see it."""
    if target.product not in products.names():
        raise BadTarget(f"{directory}: {target.product} is no product of this version's pages")
    for each in results:
        stated = rules.load().get(each["rule"])
        if stated is None or target.product not in stated.statements:
            words = f"{each['rule']} is no rule of {target.product} in this version of the suite"
            raise BadTarget(f"{directory}: {words}")


_TEXTS = {"type": "array", "items": {"type": "string"}}
_COUNTS = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}


def _having(*names: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": [*names, *properties], "properties": properties}


_EXCHANGE = {"anyOf": [{"type": "null"}, _having(*_OF_EXCHANGE, status={"type": "integer"})]}
_TARGET = _having(
    *_PLAIN,
    target=_having(*_OF_TARGET, "effects", "budget", "known"),
    preflight=_having("no_verdict", "words", "stood_in"),
    order={"type": "array", "items": {"type": "integer"}},
    findings=_having(names=_TEXTS, rows={"type": "array", "items": {"type": "array"}}),
    failures={
        "type": "object",
        "additionalProperties": _having(
            *sorted(Failure.__required_keys__ - {"exchange"}), exchange=_EXCHANGE
        ),
    },
    answers={"type": "object", "additionalProperties": _COUNTS},
    unsteady={"type": "object", "additionalProperties": _TEXTS},
    remarks=_TEXTS,
    fronts={
        "type": "array",
        "items": _having(
            who={"type": "string"},
            request={"type": "string"},
            times={"type": "integer"},
            first={"type": "string"},
            last={"type": "string"},
            exchange=_having(*_OF_EXCHANGE, status={"type": "integer"}),
        ),
    },
    leftovers=_TEXTS,
    unfinished=_TEXTS,
)
_SCHEMA = _having(
    format={"const": FORMAT},
    started={"type": "string"},
    exit_code={"type": "integer"},
    history=_having("problem", "is_whole", "began", "changes", "known"),
    targets={"type": "object", "additionalProperties": _TARGET},
)
