"""The options of the command line, and the targets that they choose."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.core.errors import BadTarget, in_words
from harness.core.given import secret_of_variable, word_of_variable
from harness.core.hosts import is_in_clear
from harness.generation import corpus
from harness.generation.corpus import Corpus
from harness.history.file import read as read_history
from harness.plugin.option_values import count, one_of, part, seconds, typed, whole
from harness.plugin.replay import chosen_card, require_own_target
from harness.redaction.visible import hidden_in
from harness.reports.files import HTML, JUNIT, ReportFiles, require_writable
from harness.run.settings import PLANS, Depth, Generation, RunSettings
from harness.targets.file import OWN_FILE, parse, read_file
from harness.targets.model import Account, Target, limits_of
from spec import products
from spec.specification import Effects

if TYPE_CHECKING:
    import pytest

    from harness.ageing.ledger import Ledgers
    from harness.run.turns import Tried

_WITH_A_PATH = {"--targets-file", "--reports", "--ledger", "--history"}
"""Options that take a path; a new one belongs here as well."""


def restart_with_project_config(parser: pytest.Parser) -> None:
    """Begin again with the project's own configuration, where pytest missed it.

    pytest looks for its configuration before plugins declare their options, and takes the value of
    an option that it does not know yet (``--targets-file FILE``) for a path to look beside. Workers
    of xdist look anew, when the run may have made that path (``--reports DIR``).
    """
    ini = Path("pyproject.toml")
    is_ours = Path("harness/plugin/hooks.py").is_file()
    missed = parser.extra_info.get("inifile") != str(ini.resolve())
    has_workers = any(each.startswith(("-n", "--num", "--tx", "--dist")) for each in sys.argv[1:])
    is_named = any(each.startswith(("-c", "--config-file")) for each in sys.argv[1:])
    may_miss = (missed or has_workers) and bool(_WITH_A_PATH & set(sys.argv))
    if is_ours and may_miss and not is_named and ini.is_file():
        command = [sys.executable, "-m", "pytest", "-c", str(ini), *sys.argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - the same command, by the same interpreter


OPTIONS: dict[str, dict[str, Any]] = {
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
    "--product": {**one_of(products.names()), "help": "the product at --target-url"},
    "--effects": {
        **one_of(Effects),
        "help": "what may be done to the instances, in place of what the targets file says (read: "
        "public look-ups; session: log-ins of the test account as well; account: users, mail, "
        "passwords and odd input as well)",
    },
    "--depth": {
        **one_of(Depth),
        "default": str(Depth.STANDARD),
        "help": "how much odd input, made by the suite, is sent where effects = account (default: "
        "standard)",
    },
    "--max-time": {
        "type": seconds,
        "metavar": "SECONDS",
        "help": "the most that such input may take on one instance (default: no limit)",
    },
    "--seed": {
        "type": whole,
        "default": 0,
        "metavar": "N",
        "help": "makes other such input (default: 0; a run of the same seed sends the same)",
    },
    "--min-proven": {
        "type": count,
        "default": 0,
        "metavar": "N",
        "help": "fails a run that proves fewer rules than this on an instance (default: no such "
        "limit)",
    },
    "--dry-run": {
        "action": "store_true",
        "help": "says what the chosen instances would be sent, by operation, and sends nothing",
    },
    "--ledger": {
        "metavar": "DIR",
        "help": "where tokens wait, sealed by MEIRO_LEDGER_KEY, until they are old enough: proves "
        "the rules of time over the runs of a day, where no token_ager makes tokens older",
    },
    "--history": {
        "metavar": "FILE",
        "help": "what earlier runs found: the run says what is new since "
        "(default: the last results)",
    },
    "--shard": {
        "type": part,
        "metavar": "I/N",
        "help": "checks the I-th of N parts of the targets, for parallel jobs; with --history, the "
        "parts take as long as each other",
    },
    "--resume": {
        "action": "store_true",
        "help": "goes on with a run that was stopped, in the same directory of --reports: checks "
        "the targets that have no result yet",
    },
    "--replay": {
        "metavar": "ID",
        "help": "runs only the contracts of that card of an earlier report, read from DIR of "
        "--reports, and writes its own reports to DIR/replay",
    },
    "--reports": {
        "default": "reports",
        "metavar": "DIR",
        "help": "where the reports are written (default: reports)",
    },
}
"""What ``argparse`` is told of each; a type raises ValueError with what is wrong."""


def add_options(parser: pytest.Parser) -> None:
    """Declare the suite's own options."""
    group = parser.getgroup("meiro", "Meiro contracts")
    for name, attributes in OPTIONS.items():
        reads = {"type": typed(name, attributes["type"])} if "type" in attributes else {}
        group.addoption(name, **attributes | reads)


def chosen_targets(config: pytest.Config) -> list[Target] | None:
    """Return the targets that the options name; None where they name none.

    Raises BadTarget, with one line, where an option or the targets file is wrong.
    """
    names: list[str] = config.getoption("target") or []
    url: str | None = config.getoption("target_url")
    if "" in names:
        raise BadTarget("--target: names no instance")
    if url is not None and not url.strip():
        raise BadTarget("--target-url: names no instance")
    if names and url:
        raise BadTarget("--target and --target-url exclude each other")
    if url is None and config.getoption("product"):
        raise BadTarget("--product goes with --target-url")
    if not names and url is None and _is_given(config.getoption("targets_file")):
        raise BadTarget("--targets-file: chooses no instance: say --target NAME, or --target all")
    if url is not None:
        return with_effects(config, [_one_off(config, url)])
    if names:
        path = Path(config.getoption("targets_file"))
        return with_effects(config, _named(names, path))
    require_own_target(chosen_card(config))
    return None


def _is_given(targets_file: str) -> bool:
    return targets_file != OWN_FILE.name and Path(targets_file) != OWN_FILE


def with_effects(config: pytest.Config, targets: list[Target]) -> list[Target]:
    """Return the targets under the effects that the options name, if they name any."""
    effects: str | None = config.getoption("effects")
    if effects is not None:
        targets = [replace(target, effects=Effects.named(effects)) for target in targets]
    for target in targets:
        _require_encryption(target)
        if target.tokens_from is not None and target.effects >= Effects.SESSION:
            _require_encryption(target.tokens_from)
    plan = PLANS[Depth(config.getoption("depth"))]
    return [_at_most_generated(target, plan.most_for(target)) for target in targets]


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
    return RunSettings(generation, _chosen_ledgers(config), _tried_before(config))


def chosen_corpus(config: pytest.Config) -> Corpus:
    """Return the cases that failed before, kept beside the reports."""
    return Corpus.read(Path(config.getoption("reports") or ".") / corpus.NAME)


def _tried_before(config: pytest.Config) -> dict[str, Tried]:
    """Return what the history says was tried; one that can't be read is told of elsewhere."""
    named: str | None = config.getoption("history")
    if not named:
        return {}
    with suppress(OSError):
        return {name: each.tried for name, each in read_history(Path(named)).past.items()}
    return {}


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
    card = chosen_card(config)
    directory, option = card.reports if card else Path(named), config.option
    for each in ("xmlpath", "htmlpath"):
        _require_place(getattr(option, each, None))
    if config.pluginmanager.hasplugin("html") and option.htmlpath is None:
        option.htmlpath = str(directory / HTML)
        option.self_contained_html = True
    if getattr(option, "xmlpath", "") is None:
        option.xmlpath = str(directory / JUNIT)
    before = Path(named) if card else None
    return ReportFiles(directory, Path(history) if history else None, before)


def _require_place(named: str | None) -> None:
    """Refuse a file of another plugin that can't be written (BadTarget)."""
    path = Path(os.path.expandvars(named)).expanduser() if named else None
    if path is None or (path.exists() and not (path.is_file() or path.is_dir())):
        return  # a device, such as /dev/null
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a directory")
        require_writable(path)
    except OSError as failure:
        raise BadTarget(f"{named} can't be written: {in_words(failure)}") from None


def written_beside(config: pytest.Config) -> tuple[list[Path], list[Path]]:
    """Return the directories and files that pytest and its plugins write to, beside the reports."""
    cache, option = getattr(config, "cache", None), config.option
    told = os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY")
    trees = [Path(told) if told else config.rootpath / ".hypothesis"]
    trees += [Path(cache._cachedir)] if cache is not None else []  # noqa: SLF001
    named = [getattr(option, name, None) for name in ("xmlpath", "htmlpath", "log_file")]
    if config.pluginmanager.hasplugin("logging"):
        named.append(config.getini("log_file"))
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
        raise BadTarget(f"--target-url needs --product ({', '.join(products.names())})")
    target = parse(product, {"url": url, "product": product}, "--target-url")
    email = word_of_variable(EMAIL)
    try:
        password = secret_of_variable(PASSWORD)
    except ValueError as failure:
        raise BadTarget(f"{PASSWORD}: {failure}") from None
    if bool(email) != bool(password):
        missing = PASSWORD if email else EMAIL
        raise BadTarget(f"{EMAIL} and {PASSWORD}: one of them is not set: {missing}")
    if password is None:
        return target
    if hidden_in(email) or len(email.split()) != 1:
        raise BadTarget(f"{EMAIL}: holds a blank, or a character that nobody sees")
    remarks = (f"{PASSWORD} {password.remark}",) if password.remark else ()
    return replace(target, account=Account(email, password.value), remarks=remarks)


EMAIL, PASSWORD = "MEIRO_EMAIL", "MEIRO_PASSWORD"
"""The variables that hold the account of ``--target-url``."""
