"""Lets go of what pytest and its plugins keep of every report, and nobody asks for any more.

Each keeps every report of a run to its end, several kilobytes of each contract on each target: of
hundreds of targets, that is gigabytes. What failed is kept, since they show it at the end.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from _pytest.junitxml import LogXML, xml_key

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


class Gone:
    """Stands for a report that was let go, where reports are counted and looked through."""

    nodeid = when = outcome = ""
    sections = ()
    count_towards_summary = True


GONE = Gone()
_SHOWN_BY = {"passed": "pPA", "skipped": "saA", "": ""}
"""By pytest's category, the letters of its ``-r`` that show each of it at the end."""


class PackedXML(LogXML):
    """pytest's JUnit report, which packs the cases that did not fail, and writes one by one."""

    def __init__(self, other: LogXML) -> None:
        vars(self).update(vars(other))
        self._packed: list[bytes] = []
        self._left = 0
        """Cases that could not be packed."""

    def pack(self, at_least: int = 0) -> None:
        """Pack the cases that have ended, but for those that failed: these get their cards.

        Where fewer have come than are packed together, they wait.
        """
        if len(self.node_reporters_ordered) - self._left < at_least:
            return
        left, texts = [], []
        for each in self.node_reporters_ordered:
            case = each.to_xml() if vars(each).keys() == {"to_xml"} else None  # it is finalized
            if case is None or case.find("failure") is not None or case.find("error") is not None:
                left.append(each)
            else:
                texts.append(ET.tostring(case, encoding="unicode"))
        self.node_reporters_ordered, self._left = left, len(left)
        if texts:
            self._packed.append(zlib.compress("".join(texts).encode("utf-8", "surrogatepass")))

    def pytest_sessionfinish(self) -> None:
        """Write the file: pytest's own text, with the packed cases before the others."""
        place: Any = _Place()
        self.node_reporters_ordered.insert(0, place)
        super().pytest_sessionfinish()
        self.node_reporters_ordered.remove(place)
        _put_in(Path(self.logfile), (zlib.decompress(each) for each in self._packed))


class _Place:
    """Where the packed cases go: an element that no test makes."""

    MARK = "packed-cases"

    def to_xml(self) -> ET.Element:
        """Return what is found again in the text."""
        return ET.Element(self.MARK)


def _put_in(path: Path, parts: Iterator[bytes]) -> None:
    """Put texts in the place of the mark."""
    before, _, after = path.read_bytes().partition(f"<{_Place.MARK} />".encode())
    with path.open("wb") as whole:
        whole.write(before)
        for each in parts:
            whole.write(each)
        whole.write(after)


class Slimming:
    """Lets go of reports once every plugin has seen them."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        shown = getattr(config.option, "reportchars", "") or ""
        lists_durations = getattr(config.option, "durations", None) is not None
        self._let_go = {
            category
            for category, letters in _SHOWN_BY.items()
            if not lists_durations and not set(letters) & set(shown)
        }
        if hasattr(config, "workerinput"):  # a worker of xdist has a terminal, and shows nothing
            self._let_go = {*_SHOWN_BY, "failed", "error"}
        self._pages: list[Any] | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        """Take the place of pytest's JUnit report."""
        plugins, stash = self._config.pluginmanager, self._config.stash
        junit = stash.get(xml_key, None)
        if type(junit) is LogXML:
            plugins.unregister(junit)
            stash[xml_key] = packing = PackedXML(junit)
            plugins.register(packing)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None]:
        """Let go of a report."""
        yield
        self._of_terminal(report)
        if report.when == "teardown":
            for page in self._pages_of_html():
                page._reports.pop(report.nodeid, None)  # noqa: SLF001 - it keeps them for reruns

    def kept(self, category: str, report: pytest.TestReport) -> object:
        """Return what the terminal needs to keep of a report of a category."""
        return GONE if category in self._let_go else report

    def pack(self, at_least: int = 0) -> None:
        """Pack what has gathered, where it is so much: a target is done."""
        junit = self._config.stash.get(xml_key, None)
        if isinstance(junit, PackedXML):
            junit.pack(at_least)

    def _of_terminal(self, report: pytest.TestReport) -> None:
        reporter: Any = self._config.pluginmanager.getplugin("terminalreporter")
        if report.when == "teardown" and report.sections:
            return  # it is shown with what failed
        for category in self._let_go if reporter is not None else ():
            kept = reporter.stats.get(category)
            if kept and kept[-1] is report:
                kept[-1] = GONE

    def _pages_of_html(self) -> list[Any]:
        if self._pages is None:
            plugins = self._config.pluginmanager.get_plugins()
            self._pages = [each for each in plugins if hasattr(each, "_report_path")]
        return self._pages
