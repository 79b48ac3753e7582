"""What a run found: results by rule and target, verdicts, and the exit code."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, cast

from harness.core import clock
from harness.core.clock import utc_now
from harness.core.outcomes import Outcome
from harness.core.rule_ids import ISSUES_TOKEN, OBSERVED_RULES
from harness.redaction.visible import visible_line
from harness.results.deviations import is_fixed
from harness.results.judge import CONCLUSIVE
from harness.run.preflight import NoVerdict
from spec import rules
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from harness.results.evidence import Gathered
    from harness.results.failure import Failure
    from harness.results.result import Finding, Result
    from harness.run.preflight import Preflight
    from harness.run.settings import Entry
    from harness.run.turns import Tried
    from harness.targets.known_deviation import KnownDeviation
    from harness.targets.model import Target


class Verdict(StrEnum):
    """What a run says of one target."""

    BROKEN = "broken"
    UNREACHABLE = NoVerdict.UNREACHABLE
    REFUSED = NoVerdict.REFUSED
    PARTIAL = "partial"
    CONFORMANT = "conformant"


class ExitCode(IntEnum):
    """What the process tells a pipeline, beside pytest's own 2 to 6."""

    KEPT = 0
    BROKEN = 1
    NO_VERDICT = 10
    ERROR = 11


@dataclass
class TargetRecord:
    """What a run gathered about one target."""

    preflight: Preflight
    results: list[Result] = field(default_factory=list)
    failures: dict[str, Failure] = field(default_factory=dict)
    """What broken results are told by, by their tests."""
    findings: list[Finding] = field(default_factory=list)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    """How many came, by operation and status."""
    unsteady: dict[str, set[str]] = field(default_factory=dict)
    """Statuses of bad answers that came and went as one request was repeated, by operation."""
    remarks: set[str] = field(default_factory=set)
    fronts: list[dict[str, Any]] = field(default_factory=list)
    """What somebody in front answered in the instance's place, by request."""
    leftovers: set[str] = field(default_factory=set)
    requests: int = 0
    is_whole: bool = True
    """Whether all was sent that a usual run sends: what did not come is then not there."""
    cut_short: str = ""
    """How far the run came with this target, where it did not come to its end."""
    unfinished: frozenset[str] = frozenset()
    """Rules of which a contract that was collected has no result."""
    spent: dict[str, int] = field(default_factory=dict)
    """Of the budget, by kind."""
    tried: Tried = field(default_factory=dict)
    """What was taken by turns."""
    min_proven: int = 0
    """How many rules must be proven, or the run fails."""
    _told: dict[tuple[object, ...], Finding] = field(default_factory=dict, repr=False)
    """Findings that say different things, by what they say."""

    @property
    def target(self) -> Target:
        """The target."""
        return self.preflight.target

    def take(self, result: Result, failure: Failure | None) -> None:
        """Take in a result, and what it is told by where its rule is broken."""
        shared = {sys.intern(name): shared_text(each) for name, each in result.items()}
        self.results.append(cast("Result", shared))
        if failure is not None:
            self.failures[result["test"]] = failure

    def gather(self, gathered: Gathered, sender: str) -> None:
        """Take in what was exchanged with it."""
        self.findings += [self._alike(found, sender) for found in gathered.findings]
        for operation, counts in gathered.answers.items():
            self.answers.setdefault(operation, Counter()).update(counts)
        for operation, statuses in gathered.unsteady.items():
            self.unsteady.setdefault(operation, set()).update(statuses)
        for each in gathered.fronts:
            self._take_front(each)
        self.remarks |= set(gathered.remarks)
        self.leftovers |= set(gathered.leftovers)
        self.requests += gathered.requests
        self.spent |= gathered.spent
        for name, turns in gathered.tried.items():
            self.tried.setdefault(name, {}).update(turns)

    def _alike(self, found: Finding, sender: str) -> Finding:
        """Return one that says the same, where there is one: most are alike, and are thousands."""
        finding = found | {"sender": sender}
        if finding["exchange"] is not None:
            return finding
        told = tuple(map(shared_text, finding.values()))
        if told not in self._told:
            self._told[told] = cast("Finding", dict(zip(finding, told, strict=True)))
        return self._told[told]

    def forget_alike(self) -> None:
        """Let go of what alike findings are told by: nothing more is exchanged."""
        self._told.clear()

    def _take_front(self, front: dict[str, Any]) -> None:
        """Add what somebody in front answered to what is known of the same."""
        same = ("who", "request")
        known = next((each for each in self.fronts if all(each[n] == front[n] for n in same)), None)
        if known is None:
            self.fronts.append(dict(front))
            return
        known["times"] += front["times"]
        known["last"] = max(known["last"], front["last"])
        if front["first"] < known["first"]:
            known |= {"first": front["first"], "exchange": front["exchange"]}

    def by_rule(self) -> dict[str, list[Result]]:
        """Return the results of each rule, in the order of rules.toml."""
        grouped: dict[str, list[Result]] = defaultdict(list)
        for result in self.results:
            grouped[result["rule"]].append(result)
        return {rule_id: grouped[rule_id] for rule_id in rules.load() if rule_id in grouped}

    def outcomes(self) -> dict[str, Outcome]:
        """Return the outcome of each rule: the worst of its results.

        ``fixed`` is one of them where an entry of the list of known deviations is kept, and
        ``unproven`` where the run was cut short before all of the rule's contracts had run.
        """
        fixed = {each.rule for each in self.target.known if self.is_fixed(each)}
        return {
            rule_id: Outcome.worst({Outcome.FIXED, worst}) if rule_id in fixed else worst
            for rule_id, worst in self._worst().items()
        }

    def _worst(self) -> dict[str, Outcome]:
        found: dict[str, set[Outcome]] = {
            rule_id: {Outcome(each["outcome"]) for each in results}
            for rule_id, results in self.by_rule().items()
        }
        for rule_id in self.unfinished & found.keys():
            found[rule_id].add(Outcome.UNPROVEN)
        return {rule_id: Outcome.worst(outcomes) for rule_id, outcomes in found.items()}

    def is_list_stale(self) -> bool:
        """Whether an entry of the list of known deviations is fixed, or has ended."""
        today = clock.now().date()
        return any(each.has_ended(today) or self.is_fixed(each) for each in self.target.known)

    def is_fixed(self, known: KnownDeviation) -> bool:
        """Whether what an entry of the list names is kept, and nothing that was not sent shows it.

        What a run that was cut short did not send may be what broke the rule before.
        """
        if known.rule in self.unfinished or (self.cut_short and known.rule in OBSERVED_RULES):
            return False
        return is_fixed(known, self.results, is_whole=self.is_whole)

    def binding(self) -> dict[str, Outcome]:
        """Return the outcomes of the documented and implied rules."""
        return self._binding(self.outcomes())

    def _binding(self, outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
        product, table = self.target.product, rules.load()
        return {
            rule_id: outcome
            for rule_id, outcome in outcomes.items()
            if table[rule_id].strength(product) is not Strength.ADVISED
        }

    def verdict(self) -> Verdict:
        """Return the verdict."""
        if self.preflight.no_verdict is not None:
            return Verdict(self.preflight.no_verdict)
        worst = self._binding(self._worst())  # a fixed entry hides a known one
        seen = set(worst.values())
        if Outcome.BROKEN in seen:
            return Verdict.BROKEN
        if self.cut_short or seen - {Outcome.KEPT, Outcome.EXCLUDED}:
            return Verdict.PARTIAL
        # What is held against every exchange is kept by a first look alone.
        is_checked = any(worst[each] is Outcome.KEPT for each in worst.keys() - {*OBSERVED_RULES})
        return Verdict.CONFORMANT if is_checked else Verdict.PARTIAL

    def verdict_line(self) -> str:
        """Return the verdict in a line."""
        head, words = self.verdict_parts()
        return f"{head}: {words}"

    def verdict_parts(self) -> tuple[str, str]:
        """Return the verdict, with how far a run came that was cut short, and what it rests on."""
        verdict = self.verdict()
        if self.preflight.no_verdict is not None:
            return str(verdict), visible_line(self.preflight.words)
        found = self.binding()
        of = "" if self.cut_short else f" of {len(found)}"  # more are to be proven than were met
        parts = [f"{self.proven()}{of} rules proven"]
        words = {
            Outcome.BROKEN: "broken",
            Outcome.ERROR: "in error",
            Outcome.FIXED: "fixed, but still listed as known",
            Outcome.KNOWN: "known to be broken",
            Outcome.UNPROVEN: Outcome.UNPROVEN.shown,
            Outcome.EXCLUDED: Outcome.EXCLUDED.shown,
        }
        parts += [
            f"{number} {word}"
            for outcome, word in words.items()
            if (number := _count(found, outcome))
        ]
        short = f" (cut short: {self.cut_short})" if self.cut_short else ""
        return f"{verdict}{short}", ", ".join(parts)

    def badge(self) -> str:
        """Return the verdict, and how much it rests on: "conformant · 15 of 34 checked".

        Where a run was cut short, how far it came.
        """
        verdict = self.verdict()
        if self.preflight.no_verdict is not None:
            return str(verdict)
        if self.cut_short:
            return f"{verdict} (cut short: {self.cut_short})"
        found = self.binding()
        checked = sum(outcome in CONCLUSIVE for outcome in found.values())
        return f"{verdict} · {checked} of {len(found)} checked"

    def proven(self) -> int:
        """Return how many documented and implied rules were proven: those that are kept."""
        return _count(self.binding(), Outcome.KEPT)

    def is_proven(self) -> bool:
        """Whether the run says anything of the target, and proved as much of it as it must.

        Where somebody else answered the account's first log-in, it does so only if a later one was
        answered by the instance.
        """
        outcomes = self.outcomes()
        if self.preflight.stood_in and outcomes.get(ISSUES_TOKEN) not in CONCLUSIVE:
            return False
        return (
            self.preflight.no_verdict is None
            and bool(CONCLUSIVE & set(outcomes.values()))
            and not self.too_few()
        )

    def too_few(self) -> str:
        """Say that less than ``--min-proven`` was proven; nothing where it was enough."""
        proven = self.proven()
        if self.preflight.no_verdict is not None or proven >= self.min_proven:
            return ""
        return f"too few rules proven: {proven}, where --min-proven asks for {self.min_proven}"


@dataclass(frozen=True)
class Shard:
    """One of the parallel runs that part their targets among them."""

    part: str
    """Which of how many, as 2/5."""
    targets: tuple[str, ...]
    """Those of all parts."""


@dataclass
class RunRecord:
    """What a run gathered, and when."""

    targets: dict[str, TargetRecord] = field(default_factory=dict)
    started: str = field(default_factory=utc_now)
    failing: list[Entry] = field(default_factory=list)
    """Generated cases that broke a rule, on any target."""
    secrets: set[str] = field(default_factory=set, repr=False)
    """All that became known in the run, to look for in what it wrote."""
    min_proven: int = 0
    """How many rules must be proven on each target, or the run fails."""
    shard: Shard | None = None
    """Which part of the targets it is about, where it is about a part."""
    keep: Callable[[Gathered], None] = field(default=lambda _: None, repr=False)
    """Takes what is too much to be kept here: the exchanges above all."""

    def begin(self, preflights: Iterable[Preflight]) -> None:
        """Begin the record of each target."""
        for each in preflights:
            self.targets[each.target.name] = TargetRecord(
                each, remarks=set(each.target.remarks), min_proven=self.min_proven
            )

    def gather(self, gathered: Gathered, sender: str = "") -> None:
        """Take in what was exchanged with a target; ``sender`` is the contract that did."""
        self.keep(gathered)
        self.failing += gathered.failing
        self.secrets.update(gathered.secrets)
        self.targets[gathered.target].gather(gathered, sender)

    def exit_code(self) -> ExitCode:
        """Return the exit code that the outcomes and verdicts ask for."""
        judged = [each for each in self.targets.values() if each.preflight.no_verdict is None]
        binding = {outcome for each in judged for outcome in each.binding().values()}
        every = {outcome for each in judged for outcome in each.outcomes().values()}
        if Outcome.BROKEN in binding or any(each.is_list_stale() for each in self.targets.values()):
            return ExitCode.BROKEN
        if Outcome.ERROR in every:
            return ExitCode.ERROR
        if not all(each.is_proven() for each in self.targets.values()):
            return ExitCode.NO_VERDICT
        return ExitCode.KEPT


def shared_text(value: object) -> object:
    """Return the one text of its kind, where it is a text: of many targets, most say the same."""
    return sys.intern(value) if type(value) is str else value


def _count(found: Mapping[str, Outcome], outcome: Outcome) -> int:
    return sum(each is outcome for each in found.values())
