"""The reports of a run: which files, and when they are written."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import pytest

from harness.core.storage import write_json
from harness.generation import corpus
from harness.history import store
from harness.history.history import History
from harness.redaction.redactor import secrets_of_environment
from harness.redaction.scan import leaking
from harness.reports.har import write_har
from harness.reports.summary import write_summary

if TYPE_CHECKING:
    from harness.plugin.controller import Session


def prepare(config: pytest.Config, session: Session) -> None:
    """Point pytest-html and JUnit at the reports' directory, unless the options say otherwise."""
    if not config.getoption("reports"):
        raise pytest.UsageError("--reports: names no directory")
    directory = Path(config.getoption("reports"))
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise pytest.UsageError(f"--reports: {directory} can't be made: {failure}") from None
    session.history = _history(config, directory)
    # What an earlier run left would pass for this one's, if this one is cut short.
    for name in ("results.json", "report.html", "junit.xml", "summary.md", "exchanges.har"):
        (directory / name).unlink(missing_ok=True)
    if config.pluginmanager.hasplugin("html") and config.option.htmlpath is None:
        config.option.htmlpath = str(directory / "report.html")
        config.option.self_contained_html = True
    if config.option.xmlpath is None:
        config.option.xmlpath = str(directory / "junit.xml")


def _history(config: pytest.Config, directory: Path) -> History:
    """Read what the runs before found, before this one replaces it."""
    file: str | None = config.getoption("history")
    if file is None:
        return History(store.of_results(directory / "results.json"))
    if not file:
        raise pytest.UsageError("--history: names no file")
    try:
        _require_writable(Path(file))
        return History(store.read(Path(file)))
    except store.UnreadableHistory as failure:
        return History({}, str(failure), is_kept=not failure.is_newer)
    except OSError as failure:
        raise pytest.UsageError(f"--history: {file} can't be used: {failure}") from None


def _require_writable(path: Path) -> None:
    """Make the file's directory, and raise OSError where none can be written there.

    At the end of the run it would be too late: all would have been sent, and nothing kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=path.name):
        pass


def scan(config: pytest.Config, session: Session) -> list[str]:
    """Look for the run's secrets in all that it wrote; return the names of the files with one."""
    cache, option = getattr(config, "cache", None), config.option
    trees = [Path(config.getoption("reports")), config.rootpath / ".hypothesis"]
    trees += [Path(cache._cachedir)] if cache is not None else []  # noqa: SLF001
    files = {each for tree in trees for each in tree.rglob("*") if each.is_file()}
    named = [option.xmlpath, getattr(option, "htmlpath", None), config.getoption("history")]
    named += [config.getoption("log_file") or config.getini("log_file")]
    files |= {Path(each) for each in named if each}
    targets = [each.target for each in session.preflights]
    passwords = {each for target in targets for each in target.passwords()}
    passwords |= {*secrets_of_environment()}
    found = leaking(sorted(files), session.secrets - passwords, passwords)
    return [str(each) for each in found]


def write(config: pytest.Config, session: Session, *, is_complete: bool) -> None:
    """Write results.json, summary.md, exchanges.har and the corpus."""
    directory = Path(config.getoption("reports"))
    record = session.record
    entries = [entry for each in record.targets.values() for entry in each.exchanges]
    write_har(directory / "exchanges.har", entries)
    write_summary(directory / "summary.md", record, session.history)
    found = record.as_json(is_complete=is_complete)
    for each in found["rules"]:
        each["since"] = session.history.since(each["target"], each["rule"])
    for each in found["targets"]:
        each["since"] = session.history.verdict_since(each["name"], each["verdict"])
    write_json(directory / "results.json", found)
    session.corpus.write(directory / corpus.NAME, session.failing)
    file: str | None = config.getoption("history")
    if file is not None and session.history.is_kept:
        write_json(Path(file), session.history.as_json())
