"""The options of the command line, and the targets that they choose."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.core.errors import BadTarget
from harness.core.hosts import is_in_clear
from harness.generation import corpus
from harness.generation.corpus import Corpus
from harness.reports.files import HTML, JUNIT, ReportFiles
from harness.run.settings import PLANS, Depth, Generation, RunSettings
from harness.targets.file import parse, read_file
from harness.targets.model import Account, Target, limits_of
from spec.specification import PRODUCTS, ROOT, Effects

if TYPE_CHECKING:
    import pytest

    from harness.ageing.ledger import Ledgers

CONTRACTS = ROOT.parent / "contracts"

_WITH_A_PATH = {"--targets-file", "--reports", "--ledger", "--history"}
"""Options that take a path; a new one belongs here as well."""


def restart_with_project_config(parser: pytest.Parser) -> None:
    """Begin again with the project's own configuration, where pytest missed it.

    pytest looks for its configuration before plugins declare their options, and takes the value of
    an option that it does not know yet (``--targets-file FILE``) for a path to look beside.
    """
    ini = Path("pyproject.toml")
    is_ours = Path("harness/plugin/hooks.py").is_file()
    missed = parser.extra_info.get("inifile") == "None" and is_ours
    if missed and ini.is_file() and _WITH_A_PATH & set(sys.argv):
        command = [sys.executable, "-m", "pytest", "-c", str(ini), *sys.argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - the same command, by the same interpreter


def _seconds(text: str) -> float:
    """Read a number of seconds."""
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("must be a positive number of seconds")
    return seconds


_OPTIONS: dict[str, dict[str, Any]] = {
    "--target": {
        "action": "append",
        "metavar": "NAME",
        "help": "an instance of the targets file (repeatable; all: each of them); "
        "none: the embedded",
    },
    "--targets-file": {
        "default": "targets.toml",
        "metavar": "FILE",
        "help": "where the instances are described (default: targets.toml)",
    },
    "--target-url": {
        "metavar": "URL",
        "help": "one instance by its base URL; the account from MEIRO_EMAIL and MEIRO_PASSWORD",
    },
    "--product": {"choices": PRODUCTS, "help": "the product of the instance at --target-url"},
    "--effects": {
        "choices": [str(each) for each in Effects],
        "help": "what may be done to the instances, in place of what the targets file says",
    },
    "--depth": {
        "choices": [str(each) for each in Depth],
        "default": str(Depth.STANDARD),
        "help": "how much generated input is sent, at account effects (default: standard)",
    },
    "--max-time": {
        "type": _seconds,
        "metavar": "SECONDS",
        "help": "the most that generated input may take on one instance (default: no limit)",
    },
    "--seed": {
        "type": int,
        "default": 0,
        "metavar": "N",
        "help": "other generated input (default: 0; a run of the same seed draws the same cases)",
    },
    "--dry-run": {
        "action": "store_true",
        "help": "says what the chosen instances would be sent, by operation, and sends nothing",
    },
    "--ledger": {
        "metavar": "DIR",
        "help": "where tokens wait, sealed by MEIRO_LEDGER_KEY, until they are old enough: proves "
        "the rules of time without an ager, over the runs of a day",
    },
    "--history": {
        "metavar": "FILE",
        "help": "what earlier runs found: the run says what is new since "
        "(default: the last results)",
    },
    "--reports": {
        "default": "reports",
        "metavar": "DIR",
        "help": "where the reports are written (default: reports)",
    },
}
"""What ``argparse`` is told of each."""


def add_options(parser: pytest.Parser) -> None:
    """Declare the suite's own options."""
    group = parser.getgroup("meiro", "Meiro contracts")
    for name, attributes in _OPTIONS.items():
        group.addoption(name, **attributes)


def chosen_targets(config: pytest.Config) -> list[Target] | None:
    """Return the targets that the options name; None where they name none.

    Raises BadTarget, with one line, where an option or the targets file is wrong.
    """
    names: list[str] = config.getoption("target") or []
    url: str | None = config.getoption("target_url")
    if names and url:
        raise BadTarget("--target and --target-url exclude each other")
    if url is None and config.getoption("product"):
        raise BadTarget("--product goes with --target-url")
    if url is not None:
        return with_effects(config, [_one_off(config, url)])
    if names:
        path = Path(config.getoption("targets_file"))
        return with_effects(config, _named(names, path))
    return None


def with_effects(config: pytest.Config, targets: list[Target]) -> list[Target]:
    """Return the targets under the effects that the options name, if they name any."""
    effects: str | None = config.getoption("effects")
    if effects is not None:
        targets = [replace(target, effects=Effects.named(effects)) for target in targets]
    for target in targets:
        _require_encryption(target)
    most = PLANS[Depth(config.getoption("depth"))].most_requests
    return [_at_most_generated(target, most) for target in targets]


def _at_most_generated(target: Target, most: int) -> Target:
    """Hold a target to what the depth allows, where it allows no less itself."""
    own = limits_of(target).generated
    least = most if own is None else min(own, most)
    return replace(target, budget=replace(target.budget, generated=least))


def _require_encryption(target: Target) -> None:
    """Refuse to send a secret to another machine unencrypted: to the instance, or to a helper."""
    if target.allow_http or target.effects is Effects.READ:
        return
    for key, url in target.urls_of_secrets():
        if is_in_clear(url):
            raise BadTarget(
                f"targets.{target.name}.{key}: {url} would get credentials unencrypted; use "
                'https, effects = "read", or say allow_http = true'
            )


def chosen_settings(config: pytest.Config, failed: Corpus) -> RunSettings:
    """Return what the options say of every target; ``failed`` are the cases that failed before.

    Raises BadTarget where the ledger or its key is wrong.
    """
    generation = Generation(
        depth=Depth(config.getoption("depth")),
        seed=config.getoption("seed"),
        max_time=config.getoption("max_time"),
        failed_before=tuple(failed.entries),
        hypothesis_home=_hypothesis_home(config),
    )
    return RunSettings(generation, _chosen_ledgers(config))


def chosen_corpus(config: pytest.Config) -> Corpus:
    """Return the cases that failed before, kept beside the reports."""
    return Corpus.read(Path(config.getoption("reports") or ".") / corpus.NAME)


def _hypothesis_home(config: pytest.Config) -> Path | None:
    """Return where Hypothesis keeps its Unicode tables: where it is told to, or pytest's cache."""
    told = os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY")
    if told:
        return Path(told)
    if not config.pluginmanager.hasplugin("cacheprovider"):
        return None
    cache: str = config.getini("cache_dir")
    return config.rootpath / cache / "d" / "hypothesis"


def _chosen_ledgers(config: pytest.Config) -> Ledgers | None:
    """Return what ``--ledger`` names; nothing of it is touched by a dry run."""
    directory: str | None = config.getoption("ledger")
    if directory is None or config.getoption("dry_run"):
        return None
    if not directory:
        raise BadTarget("--ledger: names no directory")
    from harness.ageing.ledger import Ledgers  # noqa: PLC0415 - only where one is named

    return Ledgers.at(Path(directory))


def chosen_files(config: pytest.Config) -> ReportFiles:
    """Return where the reports go, and point pytest-html and JUnit there as well.

    Raises BadTarget where an option names nothing.
    """
    named, history = config.getoption("reports"), config.getoption("history")
    if not named:
        raise BadTarget("--reports: names no directory")
    if history is not None and not history:
        raise BadTarget("--history: names no file")
    directory, option = Path(named), config.option
    if config.pluginmanager.hasplugin("html") and option.htmlpath is None:
        option.htmlpath = str(directory / HTML)
        option.self_contained_html = True
    if option.xmlpath is None:
        option.xmlpath = str(directory / JUNIT)
    return ReportFiles(directory, Path(history) if history else None)


def written_beside(config: pytest.Config) -> tuple[list[Path], list[Path]]:
    """Return the directories and files that pytest and its plugins write to, beside the reports."""
    cache, option = getattr(config, "cache", None), config.option
    told = os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY")
    trees = [Path(told) if told else config.rootpath / ".hypothesis"]
    trees += [Path(cache._cachedir)] if cache is not None else []  # noqa: SLF001
    named = [option.xmlpath, getattr(option, "htmlpath", None)]
    named += [config.getoption("log_file") or config.getini("log_file")]
    return trees, [Path(each) for each in named if each]


def _named(names: list[str], path: Path) -> list[Target]:
    if "all" in names:
        targets = read_file(path)
        if not targets:
            raise BadTarget(f"{path}: holds no targets")
        return list(targets.values())
    targets = read_file(path, names)
    return [targets[name] for name in dict.fromkeys(names)]


def _one_off(config: pytest.Config, url: str) -> Target:
    product: str | None = config.getoption("product")
    if product is None:
        raise BadTarget(f"--target-url needs --product ({', '.join(PRODUCTS)})")
    target = parse(product, {"url": url, "product": product}, "--target-url")
    email, password = os.environ.get("MEIRO_EMAIL"), os.environ.get("MEIRO_PASSWORD")
    if bool(email) != bool(password):
        raise BadTarget("MEIRO_EMAIL and MEIRO_PASSWORD: one of them is not set")
    return replace(target, account=Account(email, password)) if email and password else target


def checks_contracts(config: pytest.Config) -> bool:
    """Whether the command line's paths take contracts in: what runs without is left alone."""
    return any(_holds_all(path) or CONTRACTS in path.parents for path in _paths(config))


def checks_all_contracts(config: pytest.Config) -> bool:
    """Whether the command line leaves no contract of the chosen targets out."""
    left_out = any(getattr(config.option, name, None) for name in _LEAVE_OUT)
    return not left_out and any(map(_holds_all, _paths(config)))


_LEAVE_OUT = (
    *("keyword", "markexpr", "deselect", "ignore", "ignore_glob"),
    *("lf", "stepwise", "setuponly", "setupplan"),
)
"""pytest's own options that leave contracts out."""


def _paths(config: pytest.Config) -> list[Path]:
    base = config.invocation_params.dir
    return [(base / argument.split("::")[0]).resolve() for argument in config.args]


def _holds_all(path: Path) -> bool:
    return path == CONTRACTS or path in CONTRACTS.parents
