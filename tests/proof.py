"""The proof of the suite: every fault caught by the right rule, no allowed instance called broken.

``python -m tests.proof`` (`make proof`) checks each fault on each of its products, each allowed
difference, and every two of them together, in runs of the suite, and writes reports/proof.html.
`make test` holds a part of it, which :func:`in_turn` chooses.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zlib import crc32

from reference.faults import (
    FAULTS,
    address_changes,
    ages,
    kinds,
    near_misses,
    password_changes,
    uses,
)
from reference.variants import VARIANTS
from reference.variants.registry import ALONE
from spec import rules
from spec.rules import Strength
from tests.combinations import in_pairs
from tests.fired import FILE as FIRED
from tests.matrix import ROOT, check_instances
from tests.products import PRODUCTS
from tests.proof_page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tests.matrix import Run

BY_SEARCH = frozenset(
    {
        "input.refused-not-crashed",
        "token.required",
        "token.refuses-forged",
        "refresh.refuses-forged",
    }
)
"""Rules of which some faults show only to generated input beyond a quick run's."""
BEYOND_QUICK = frozenset(
    each.__name__ for each in (address_changes, ages, kinds, near_misses, password_changes, uses)
)
"""Modules of faults that show in what a quick run leaves out.

It tries few near misses, few words and secrets of another kind in the place of a secret, and plays
the shortest sequences alone: none that goes through many ages, uses, refreshes or log-ins.
"""
WITHOUT_A_FAULT = frozenset({"transport.encrypted"})
"""Loopback has no TLS for a fault to leave out.

tests/harness/fixtures/test_expectations.py proves this one.
"""
AT_ONCE = 150
"""Changed instances in one run of `make proof`: it says what is wrong every few minutes."""
OPTIONS = ("-p", "no:html", "-p", "tests.fired", "--tb=no")


@dataclass(frozen=True)
class Case:
    """One instance to check: a product, and what is changed of the honest one."""

    name: str
    product: str
    changes: tuple[str, ...] = ()

    @property
    def instance(self) -> str:
        """What `python -m reference --instance` is told."""
        return "+".join((self.product, *self.changes))

    @property
    def breaks(self) -> frozenset[str]:
        """The rules that its faults break."""
        declared = {rule for each in self.changes if each in FAULTS for rule in FAULTS[each].breaks}
        return frozenset(declared & rules_of(self.product))

    @property
    def may_break(self) -> frozenset[str]:
        """Those that may be broken or unproven, since what they rest on is broken."""
        return frozenset(
            rule for each in self.changes if each in FAULTS for rule in FAULTS[each].may_break
        )


HONEST = tuple(Case(f"honest.{product}", product) for product in PRODUCTS)


def rules_of(product: str) -> set[str]:
    """The rules that a product's pages state."""
    return {rule.id for rule in rules.load().values() if product in rule.statements}


def every_fault() -> list[Case]:
    """Every fault on every product that it applies to."""
    return [
        Case(f"{name}.{product}", product, (name,))
        for name, fault in FAULTS.items()
        for product in fault.products
    ]


def every_variant() -> list[Case]:
    """Every allowed difference alone, on every product that it applies to."""
    return [
        Case(f"{name}.{product}", product, (name,))
        for name, variant in VARIANTS.items()
        for product in variant.products
    ]


def that_meet(product: str) -> list[str]:
    """Return the allowed differences of a product that may stand with others."""
    return [
        name
        for name, variant in VARIANTS.items()
        if product in variant.products and variant.axis != ALONE
    ]


def every_pair() -> list[Case]:
    """Instances of every product in which every two allowed differences that fit meet."""
    cases = []
    for product in PRODUCTS:
        names = that_meet(product)
        rows = in_pairs(names, lambda one, other: VARIANTS[one].axis != VARIANTS[other].axis)
        cases += [Case(f"pairs-{n}.{product}", product, row) for n, row in enumerate(rows, 1)]
    return cases


def depth_of(case: Case) -> str:
    """The depth at which a case is checked where time is short."""
    changes = [FAULTS[each].apply for each in case.changes if each in FAULTS]
    is_beyond = any(each.__module__ in BEYOND_QUICK for each in changes)
    return "standard" if is_beyond or case.breaks & BY_SEARCH else "quick"


def in_turn(cases: Iterable[Case]) -> list[Case]:
    """Choose one case of each change; the products are about as many.

    me has twice the operations and takes twice the time: it is chosen where only it has the change.
    """
    by_change: dict[tuple[str, ...], list[Case]] = {}
    for case in cases:
        by_change.setdefault(case.changes, []).append(case)
    chosen = []
    for changes, same in by_change.items():
        others = [each for each in same if each.product != "me"] or same
        # By its name: what is added beside it leaves it where it is.
        chosen.append(others[crc32("+".join(changes).encode()) % len(others)])
    return chosen


def tenth_of(cases: Iterable[Case]) -> list[Case]:
    """Choose a tenth of cases, by their names."""
    return [each for each in cases if crc32(each.name.encode()) % 10 == 3]


def within_time(cases: Iterable[Case]) -> list[Case]:
    """Leave out half of the cases that take a standard run, which is twice as long."""
    return [
        each for each in cases if depth_of(each) == "quick" or crc32(each.name.encode()) % 20 == 3
    ]


def own_products(cases: Iterable[Case]) -> list[Case]:
    """Choose one in thirty-six of cases that every product has, its products in turn."""
    own = [case for n, case in enumerate(cases) if case.product == PRODUCTS[n % len(PRODUCTS)]]
    return own[::12]


@dataclass(frozen=True)
class Judgment:
    """What a run says of one case."""

    case: Case
    outcomes: dict[str, str]
    slipped: frozenset[str]
    """Rules that its faults break, and that were not called broken."""
    alarms: dict[str, str]
    """Rules that came out otherwise than on the honest instance, and why that is wrong."""

    @property
    def is_right(self) -> bool:
        """Whether all that is broken was called so, and nothing else."""
        return not self.slipped and not self.alarms


class Proof:
    """Cases, and what a run of the suite says of them."""

    def __init__(
        self,
        cases: Sequence[Case],
        found: Mapping[str, Any],
        fired: Mapping[str, str],
        leaks: Sequence[str] = (),
    ) -> None:
        self.cases = tuple(dict.fromkeys(cases))
        self.found = found
        """The lists of results.json: targets, rules, results and causes."""
        self.fired = fired
        """Of each broken result, by its test, the line of its contract that broke."""
        self.leaks = leaks
        """What the run's own scan says of secrets in what it wrote."""

    @classmethod
    def of(
        cls,
        cases: Sequence[Case],
        directory: Path,
        *options: str,
        check: Callable[..., Run] = check_instances,
    ) -> Proof:
        """Check the cases in one run of the suite.

        To judge them takes an honest instance of each of their products among them.
        """
        names = {case.name: case.instance for case in cases}
        run = check(names, directory, *OPTIONS, *options)
        fired = json.loads((run.reports / FIRED).read_text(encoding="utf-8"))
        leaks = [line for line in run.console.splitlines() if "a secret was found" in line]
        return cls(cases, run.results, fired, leaks)

    def __add__(self, other: Proof) -> Proof:
        """Put the cases of another run beside these."""
        found = {
            name: [*self.found[name], *other.found[name]]
            for name in ("targets", "rules", "results", "causes")
        }
        return Proof(
            [*self.cases, *other.cases],
            found,
            {**self.fired, **other.fired},
            [*self.leaks, *other.leaks],
        )

    @cached_property
    def judgments(self) -> dict[str, Judgment]:
        """What the run says of each case, by its name."""
        return {case.name: self._judge(case) for case in self.cases}

    @cached_property
    def _outcomes(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {case.name: {} for case in self.cases}
        for each in self.found["rules"]:
            found[each["target"]][each["rule"]] = each["outcome"]
        return found

    def _judge(self, case: Case) -> Judgment:
        outcomes, honest = self._outcomes[case.name], self._outcomes[f"honest.{case.product}"]
        is_faulty = any(each in FAULTS for each in case.changes)
        alarms = {}
        for rule, outcome in outcomes.items():
            allowed = {honest[rule], "unproven"}
            if rule in case.breaks or rule in case.may_break:
                allowed.add("broken")
            if not is_faulty:
                allowed |= {"kept", "excluded"}  # a way to log in that is off, say
            if not is_faulty and rules.load()[rule].strength(case.product) is Strength.ADVISED:
                allowed.add("broken")
            if outcome not in allowed:
                alarms[rule] = f"{outcome}, where the honest instance is {honest[rule]}"
        slipped = {rule for rule in case.breaks if outcomes.get(rule) != "broken"}
        return Judgment(case, outcomes, frozenset(slipped), alarms)

    @property
    def figure(self) -> str:
        """How many faults were caught, and how many allowed instances called broken."""
        faulty = [each for each in self.judgments.values() if each.case.breaks]
        allowed = [each for each in self.judgments.values() if not each.case.breaks]
        caught = sum(each.is_right for each in faulty)
        wrong = sum(not each.is_right for each in allowed)
        sent = [each["requests"] for each in self.found["targets"]]
        return (
            f"{caught} of {len(faulty)} faults caught by the right rule, {wrong} false alarms in "
            f"{len(allowed)} allowed instances, {round(sum(sent) / len(sent))} requests each"
        )

    def complaints(self) -> list[str]:
        """Say what is wrong, one line for each rule and case."""
        wrong = [
            line
            for each in self.judgments.values()
            for line in (
                *(f"{each.case.name}: {rule} slipped by" for rule in sorted(each.slipped)),
                *(f"{each.case.name}: {rule} is {why}" for rule, why in each.alarms.items()),
            )
        ]
        return [*self.leaks, *wrong]


def main() -> int:
    """Check every case, and say what is wrong as it is found; 1 where something is."""
    cases = [*every_fault(), *every_variant(), *every_pair()]
    kinds = Counter("pair" if len(case.changes) > 1 else "one" for case in cases)
    print(
        f"{len(HONEST)} honest instances, {kinds['one']} with one change, {kinds['pair']} with more"
    )
    parts = []
    for start in range(0, len(cases), AT_ONCE):
        with TemporaryDirectory() as directory:
            part = [*HONEST, *cases[start : start + AT_ONCE]]
            parts.append(Proof.of(part, Path(directory), "-n", "2"))
        print(*parts[-1].complaints(), f"{min(start + AT_ONCE, len(cases))} checked", sep="\n")
        sys.stdout.flush()
    proof = reduce(add, parts)
    file = ROOT / "reports" / "proof.html"
    file.write_text(page(list(proof.judgments.values()), proof.figure), encoding="utf-8")
    from tests import cards  # noqa: PLC0415 - it looks at proofs
    from tests.assertions import never_missed  # noqa: PLC0415

    missed, told = [*never_missed(proof), *cards.told_otherwise(proof)], cards.figure(proof)
    print(f"written to {file.relative_to(ROOT)}", *missed, told, proof.figure, sep="\n")
    return 1 if proof.complaints() or missed else 0


if __name__ == "__main__":
    sys.exit(main())
