"""Puts the text of a card into junit.xml, at each check in which its cause shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from _pytest.junitxml import bin_xml_escape, mangle_test_address, xml_key

from harness.reports.cards import cards_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from _pytest.junitxml import LogXML

    from harness.history.history import History
    from harness.results.record import RunRecord

_Address = tuple[str, str]


class JUnitCards:
    """Adds to what pytest has gathered for the file, before it writes it."""

    def __init__(self, record: RunRecord, history: History) -> None:
        self._record = record
        self._history = history

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let each failure begin with its card, once the run is concluded."""
        junit = session.config.stash.get(xml_key, None)
        if junit is None:
            return
        texts = {
            _address(test): card.markdown
            for card in reversed(cards_of(self._record, self._history))
            for test in card.tests
        }
        for case in _cases(junit):
            text = texts.get((case.get("classname", ""), case.get("name", "")))
            if text is not None:
                _put(case, text)


def _cases(junit: LogXML) -> list[Element]:
    return [each.to_xml() for each in junit.node_reporters_ordered]


def _address(test: str) -> _Address:
    """Return what pytest calls a check in the file."""
    *names, last = mangle_test_address(test)
    return ".".join(names), str(bin_xml_escape(last))


def _put(case: Element, text: str) -> None:
    for failure in case.iter("failure"):
        failure.text = f"{text}\nThis check:\n\n{failure.text or ''}"
