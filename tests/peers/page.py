"""reports/peers.html, and the table that README shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reference.faults import FAULTS
from reference.variants import VARIANTS
from spec import rules
from spec.rules import Need, Strength
from tests.matrix import ROOT
from tests.peers.figures import between, goals
from tests.peers.measured import DIFFERENCE, FAULT
from tests.proof import every_fault, every_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.peers.figures import Comparison, Figures

PEER = "Schemathesis"
"""Which the goals are about."""
SETUPS = {
    "meiro-contracts": (
        "`--effects account` and its `--depth`, with a token ager, codes of single sign-on and a "
        "mailbox"
    ),
    "Dredd": (
        "its defaults on the pages, me's two as one; by hooks each request has a log-in's token "
        "and what it is about"
    ),
    "Schemathesis": (
        "`--continue-on-failure --no-shrink --suppress-health-check all --seed 1`, else its "
        "defaults (all checks and phases, good and bad data, 100 examples); its token by "
        "`auth.dynamic`, genuine codes and tokens by a hook; what it says of the honest instance "
        "in its own `--baseline`"
    ),
}
"""In one line each, for README as well."""
BEGIN, END = "<!-- peers: begin -->", "<!-- peers: end -->"
WIDTH = 104
"""Of README's lines."""
HEADS = (
    "tool",
    "caught",
    "false alarms",
    "requests",
    "log-ins",
    "seconds",
    "requests for each caught fault",
    "secrets in its outputs",
)


@dataclass(frozen=True)
class Whole:
    """How many instances the whole catalogue has."""

    faults: int
    differences: int


@dataclass(frozen=True)
class Row:
    """One instance, and by tool what it says there that it does not say of the honest one."""

    name: str
    product: str
    about: str
    told: tuple[tuple[str, ...], ...]


def cells(figures: Figures, whole: Whole) -> list[str]:
    """Return a tool's row of the table."""
    caught = f"{figures.caught} of {figures.faults}"
    if 0 < figures.faults < whole.faults:
        low, high = between(figures.caught, figures.faults)
        caught += f" ({low:.0%} to {high:.0%})"
    a_fault, runs = figures.requests_per_caught, figures.faults + figures.differences
    leaks = f"{figures.secrets} in {figures.leaking} of {runs} runs"
    return [
        figures.tool,
        caught,
        f"{figures.alarms} of {figures.differences}",
        f"{figures.requests:.0f}",
        f"{figures.log_ins:.0f}",
        f"{figures.seconds:.1f}",
        "none" if a_fault is None else f"{a_fault:.0f}",
        leaks if figures.secrets else f"none in {runs} runs",
    ]


def measured_words(comparison: Comparison, whole: Whole) -> str:
    """Say what was measured, of how much, when, and with which versions."""
    faults, differences = (len(comparison.of_kind(kind)) for kind in (FAULT, DIFFERENCE))
    all_runs = [each for found in comparison.cases.values() for each in found.values()]
    days = sorted({each.day for each in all_runs})
    when = " to ".join(dict.fromkeys([days[0], days[-1]])) if days else "not yet"
    versions = sorted({(each.tool.partition(",")[0], each.version) for each in all_runs})
    named = ", ".join(f"{tool} {version}" for tool, version in versions)
    part = "the whole" if (faults, differences) == (whole.faults, whole.differences) else "a part"
    return (
        f"Measured: {faults} of {whole.faults} faulty instances and {differences} of "
        f"{whole.differences} allowed ones ({part}), {when}" + (f"; {named}" if named else "")
    )


def of_time(comparison: Comparison) -> int:
    """Count the faults that break rules of time alone, which only older tokens show."""
    measured = set(comparison.of_kind(FAULT))
    return sum(
        all(
            Need.TOKEN_AGER in rules.load()[rule].statements[case.product].needs
            for rule in case.breaks
        )
        for case in every_fault()
        if case.name in measured
    )


def time_words(comparison: Comparison) -> str:
    """Say how many faults the peers can't see, since they have no use of older tokens."""
    return f"Only a token ager shows {of_time(comparison)} of these faults, which are of time"


def several_words(comparison: Comparison) -> str:
    """Say how many allowed instances differ in more than one thing."""
    pairs = {each.name for each in every_pair()}
    several = sum(each in pairs for each in comparison.of_kind(DIFFERENCE))
    return f"{several} of the allowed instances differ in several things at once"


def of_advice() -> int:
    """Count the faults of the whole catalogue that break what no page states."""
    stated = rules.load()
    return sum(
        all(stated[rule].strength(case.product) is Strength.ADVISED for rule in case.breaks)
        for case in every_fault()
    )


def goals_of(comparison: Comparison) -> list[tuple[str, bool]]:
    """Say by how much each run of this suite costs less than the peer's."""
    own = [each for each in comparison.tools if each.startswith("meiro-contracts")]
    peer = comparison.figures(PEER)
    return [line for each in own for line in goals(comparison.figures(each), peer)]


def markdown(comparison: Comparison, whole: Whole) -> str:
    """Return README's table."""
    rows = [cells(comparison.figures(tool), whole) for tool in comparison.tools]
    lines = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    setups = "; ".join(f"{tool}: {words}" for tool, words in SETUPS.items())
    paragraphs = [
        f"{measured_words(comparison, whole)}. {time_words(comparison)}. "
        f"{several_words(comparison)}. Requests, log-ins and seconds are of an instance, by the "
        "mean. Beside what was measured on a part stand the bounds of the whole, 95 % certain.",
        f"Set up so: {setups}.",
        *(f"* {words}: {'met' if met else 'not met'}" for words, met in goals_of(comparison)),
    ]
    wrapped = [fill(each, WIDTH, break_on_hyphens=False) for each in paragraphs]
    return "\n".join([*lines, "", wrapped[0], "", wrapped[1], "", *wrapped[2:], ""])


def write_into(readme: Path, table: str) -> None:
    """Put the table between its marks in README."""
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"peers: {readme.name} lacks {BEGIN} or {END}")
    readme.write_text(f"{before}{BEGIN}\n{table.strip()}\n{END}{after}", encoding="utf-8")


def html(comparison: Comparison, whole: Whole) -> str:
    """Return the page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    styles = ROOT / "harness" / "reports" / "templates" / "page.css"
    return environment.get_template("page.html").render(
        css=styles.read_text(encoding="utf-8"),
        measured=measured_words(comparison, whole),
        heads=HEADS,
        figures=[cells(comparison.figures(tool), whole) for tool in comparison.tools],
        goals=goals_of(comparison),
        of_time=time_words(comparison),
        of_advice=of_advice(),
        several=several_words(comparison),
        setups={tool: words.replace("`", "") for tool, words in SETUPS.items()},
        honest=honest_of(comparison),
        tools=comparison.tools,
        kinds={
            "Faulty instances": [*rows(comparison, FAULT)],
            "Allowed instances": [*rows(comparison, DIFFERENCE)],
        },
    )


def honest_of(comparison: Comparison) -> list[tuple[str, str, list[str]]]:
    """Return what is said of the honest instances, by the tools that say anything."""
    return [
        (tool, product, sorted(failures))
        for (tool, product), failures in sorted(comparison.baseline.items())
        if failures
    ]


def rows(comparison: Comparison, kind: str) -> Iterator[Row]:
    """Yield the instances of a kind."""
    known = {**FAULTS, **VARIANTS}
    pairs = {each.name: ", ".join(each.changes) for each in every_pair()}
    for name in sorted(comparison.of_kind(kind)):
        change, _, product = name.rpartition(".")
        about = known[change].description if change in known else pairs.get(name, "")
        told = tuple(tuple(sorted(comparison.told(tool, name))) for tool in comparison.tools)
        yield Row(change, product, about, told)
