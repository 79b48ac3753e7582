"""Filters that are one press away are those that part the cards, and each does what it says."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.overview import overview
from tests.harness.making import ADVISED, a_record, a_result, a_run


def page_of(*rules: str):
    records = [a_record(a_result(Outcome.BROKEN, each), name=each) for each in rules]
    return BeautifulSoup(overview(a_run(*records), History({})), "html.parser")


def test_quick_filters_part_the_cards():
    shown = page_of("logout.answers", "login.refuses-wrong-password", ADVISED).find_all(
        attrs={"data-quick": True}
    )

    assert [(each["data-quick"], each.get_text()) for each in shown] == [
        ("outcome:broken", "broken 2"),
        ("outcome:advice", "advice 1"),
    ]


@pytest.mark.parametrize(
    "rules", [["logout.answers"], ["logout.answers", "login.refuses-wrong-password"], []]
)
def test_filter_that_parts_nothing_is_not_offered(rules):
    assert page_of(*rules).find(attrs={"data-quick": True}) is None
