"""Each failure of junit.xml begins with its card."""

from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest
from _pytest.junitxml import xml_key

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.cards import cards_of
from harness.reports.junit_cards import JUnitCards
from tests.harness.making import MARKUP, a_record, a_result, a_run

TEST = f"contracts/test_x.py::test_x[acme {MARKUP}]"


def a_case(classname, name, *failures):
    case = Element("testcase", classname=classname, name=name)
    for each in failures:
        SubElement(case, "failure").text = each
    return case


def finished(*cases, stash=True):
    run = a_run(a_record(a_result(Outcome.BROKEN, test=TEST, detail="came x")))
    reporters = [SimpleNamespace(to_xml=lambda case=case: case) for case in cases]
    junit = SimpleNamespace(node_reporters_ordered=reporters)
    config = SimpleNamespace(stash={xml_key: junit} if stash else {})
    session: Any = SimpleNamespace(config=config)
    JUnitCards(run, History({})).pytest_sessionfinish(session)
    [card] = cards_of(run, History({}))
    return card


def test_failure_begins_with_its_card():
    case = a_case("contracts.test_x", f"test_x[acme {MARKUP}]", "as it was")

    card = finished(case)

    [failure] = case.iter("failure")
    assert failure.text == f"{card.markdown}\nThis check:\n\nas it was"


@pytest.mark.parametrize("name", ["test_x[other]", "test_y"])
def test_other_failures_stay_as_they_are(name):
    case = a_case("contracts.test_x", name, "as it was")

    finished(case)

    assert [each.text for each in case] == ["as it was"]


def test_nothing_is_done_where_no_file_is_written():
    case = a_case("contracts.test_x", f"test_x[acme {MARKUP}]", "as it was")

    finished(case, stash=False)

    assert [each.text for each in case] == ["as it was"]
