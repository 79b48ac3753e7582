"""A card tells what became of its rule in the runs before, and leads to its row of nights."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.earlier import MOST, earlier_of, row_anchor
from harness.reports.files import NIGHTS
from harness.reports.history_page import page_of
from harness.reports.overview import overview
from tests.harness.making import DOCUMENTED, a_record, a_result, a_run
from tests.harness.nights import DAY, NOW, RULES, a_night

RULE = RULES[3]
NOW_WORDS = a_night().started


def found(*outcomes, started=NOW_WORDS):
    """What is told where the runs before found these, the newest last."""
    ago = [DAY * (len(outcomes) - at) for at in range(len(outcomes))]
    nights = [
        a_night(each, outcomes={RULE: word} if word else {})
        for each, word in zip(ago, outcomes, strict=True)
    ]
    return earlier_of(History({}, runs={"acme": nights}), "acme", RULE, started)


@pytest.mark.parametrize(
    ("outcomes", "signs", "words"),
    [
        (["kept"], "✓", "proven in the run before"),
        (["kept", "broken", "kept"], "✓✗✓", "broken in 1, proven in 2 of the 3 runs before"),
        (["kept", None], "✓·", "proven in 1, not run in 1 of the 2 runs before"),
        (["advice", "unproven"], "i?", "advice in 1, not proven in 1 of the 2 runs before"),
    ],
    ids=["one", "comes-and-goes", "not-run", "other-words"],
)
def test_runs_before_are_shown_and_counted(outcomes, signs, words):
    earlier = found(*outcomes)

    assert "".join(each.sign for each in earlier.runs) == signs
    assert earlier.words == words


def test_square_says_which_run_it_is_of():
    earlier = found("broken")
    [square] = earlier.runs

    assert (square.word, square.title) == ("broken", f"{NOW - DAY:%Y-%m-%d %H:%M}: broken")


@pytest.mark.parametrize("outcomes", [[], [None]], ids=["no-run", "never-checked"])
def test_nothing_is_told_where_nothing_is_known(outcomes):
    assert found(*outcomes) is None


def test_this_run_is_none_of_those_before():
    nights = [a_night(DAY, outcomes={RULE: "kept"}), a_night(outcomes={RULE: "broken"})]

    earlier = earlier_of(History({}, runs={"acme": nights}), "acme", RULE, NOW_WORDS)

    assert earlier is not None
    assert [each.word for each in earlier.runs] == ["kept"]


def test_newest_are_shown_of_many():
    earlier = found("broken", *["kept"] * MOST)

    assert earlier.words == f"proven in {MOST} of the {MOST} runs before"


def test_anchor_is_that_of_the_row_among_the_nights():
    history = History({}, runs={"acme": [a_night()], "other": [a_night()]})
    rows = [each for part in page_of(history).targets for each in part.rules]

    assert len({each.anchor for each in rows}) == len(rows)
    assert row_anchor("acme", RULE) in {each.anchor for each in rows if each.id == RULE}


def test_card_leads_to_that_row():
    night = a_night(DAY, outcomes={DOCUMENTED: "kept"})
    record = a_record(a_result(Outcome.BROKEN))

    page = overview(a_run(record), History({}, runs={"acme": [night]}))

    [link] = BeautifulSoup(page, "html.parser").select("article .told a[href^=history]")
    assert link.get_text() == "night by night"
    assert link["href"] == f"{NIGHTS}#{row_anchor('acme', DOCUMENTED)}"
