"""The table says what became of each rule on each target, and leads to its card."""

import pytest

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.history.store import Entry, PastTarget
from harness.reports.cards import cards_of
from harness.reports.overview import FEW_COLUMNS, overview
from harness.reports.rule_table import MOST_DETAILS, rule_rows
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run


def rows(*records, history=None):
    run, history = a_run(*records), history or History({})
    return rule_rows(run, history, cards_of(run, history))


def a_cell(*results, history=None):
    [row] = rows(a_record(*results), history=history)
    return row.cells[0]


@pytest.mark.parametrize(("more", "stays"), [(0, False), (1, True)], ids=["few", "several"])
def test_names_of_several_targets_stay_in_sight(more, stays):
    records = [
        a_record(a_result(Outcome.KEPT), name=f"t{each}") for each in range(FEW_COLUMNS + more)
    ]

    page = overview(a_run(*records), History({}))

    assert ('class="wide several"' in page) is stays


def test_broken_rule_leads_to_its_card():
    record = a_record(a_result(Outcome.BROKEN, detail="came x"))
    [card] = cards_of(a_run(record), History({}))

    [row] = rows(record)

    assert (row.id, row.strength, row.cells[0].word) == (DOCUMENTED, "implied", "broken")
    assert (row.cells[0].card, row.cells[0].title) == (card.id, "")


def test_what_has_no_card_is_told_in_its_cell():
    results = [a_result(Outcome.UNPROVEN, detail=f"reason {n % 5}") for n in range(9)]

    assert a_cell(*results).title.split("\n") == [f"reason {n}" for n in range(MOST_DETAILS)]
    assert a_cell(*results).card == ""


@pytest.mark.parametrize(
    ("outcome", "since"),
    [
        (Outcome.BROKEN, "since 2027-01-02 03:04 UTC"),
        (Outcome.KNOWN, "since 2027-01-02 03:04 UTC"),
        (Outcome.KEPT, ""),
    ],
    ids=str,
)
def test_since_when_is_told_of_what_is_broken(outcome, since):
    history = History({"acme": PastTarget({DOCUMENTED: Entry(outcome, "2027-01-02T03:04:05Z")})})

    assert a_cell(a_result(outcome), history=history).since.startswith(since)
    assert bool(a_cell(a_result(outcome), history=history).since) is bool(since)


def test_broken_advice_is_advice():
    assert a_cell(a_result(Outcome.BROKEN, ADVISED)).word == "advice"


def test_rule_that_was_not_checked_on_a_target_has_no_cell_there():
    [row] = rows(a_record(a_result(Outcome.KEPT)), a_record(name="other"))

    assert [cell and cell.word for cell in row.cells] == ["kept", None]
