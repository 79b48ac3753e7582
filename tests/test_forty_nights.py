"""Forty nights say what happened, once each and nothing else; and a night that does not is seen."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from spec import rules
from tests.forty_nights import Nights, hold, news_of, problems, rows, spells_from, table
from tests.night_events import (
    INSTANCES,
    NIGHTS,
    OF_NIGHTS,
    at,
    comes,
    goes,
    key,
    moment_of,
    restart,
    spells_of,
)
from tests.night_news import A_NIGHT, Kind, Line, Record, Spell, complaints

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RULE, OTHER = "a.rule", "an.other"
FAULT = Spell("me", Kind.FAULT, 6, 17, "fault", frozenset({RULE}), frozenset({OTHER}))
CLOUD = Spell("me", Kind.CLOUD, 3, 4, "restarted")
CLOSED = Spell("me", Kind.CLOSED, 8, 9, "closed")
RUNS = 30


def line(run: int, words: str, rule: str = RULE, target: str = "me") -> Line:
    return Line(run, target, rule, words)


BROKEN, FIXED = line(6, "newly broken"), line(18, "newly fixed")
GONE, BACK = line(8, "newly unreachable: 503", ""), line(9, "reachable again, since", "")


def wrong(spells: list[Spell], *lines: Line, broken: dict[int, tuple[str, int]] | None = None):
    called = [dict[tuple[str, str], int]() for _ in range(RUNS)]
    for run, (rule, since) in (broken or {}).items():
        called[run]["me", rule] = since
    return complaints(spells, Record(lines, called))


@pytest.mark.parametrize(
    ("spells", "lines"),
    [
        ([], []),
        ([FAULT], [BROKEN, FIXED]),
        ([FAULT], [BROKEN, line(7, "newly broken", OTHER), line(17, "newly fixed", OTHER), FIXED]),
        ([replace(FAULT, ends=RUNS - 2)], [BROKEN]),
        ([replace(FAULT, shows=frozenset())], []),
        ([CLOUD], [line(5, "no longer proven: last proven 27 h ago")]),
        ([CLOSED], [GONE, BACK]),
        (
            [FAULT, replace(FAULT, name="second", begins=12, ends=20)],
            [
                *(BROKEN, line(12, "newly broken at logIn as well")),
                *(line(17, "fixed at logOut"), line(20, "newly fixed")),
            ],
        ),
        (
            [FAULT, replace(FAULT, name="second", begins=17, ends=20)],
            [BROKEN, line(17, "fixed at logOut, newly broken at logIn"), line(20, "newly fixed")],
        ),
    ],
    ids=[
        *("nothing", "fault", "more-rules", "not-due", "may-show", "hidden", "closed", "two"),
        "one-after-the-other",
    ],
)
def test_nights_that_say_what_happened_are_right(spells: list[Spell], lines: list[Line]) -> None:
    assert wrong(spells, *lines) == []


@pytest.mark.parametrize(
    ("spells", "lines", "words"),
    [
        ([], [BROKEN], "nothing that happened explains broken"),
        ([FAULT], [replace(BROKEN, run=5), BROKEN, FIXED], "run 5: me: a.rule: newly broken: no"),
        ([FAULT], [BROKEN, line(7, "newly broken", "a.third"), FIXED], "explains broken"),
        ([FAULT], [FIXED], "me: a.rule: broken since run 6, and not told by run 11"),
        ([FAULT], [replace(BROKEN, run=11), FIXED], "not told by run 11"),
        ([FAULT], [BROKEN], "me: a.rule: fixed since run 17, and not told by run 22"),
        ([FAULT], [BROKEN, replace(FIXED, run=16), FIXED], "explains fixed"),
        ([FAULT], [BROKEN, replace(BROKEN, run=9), FIXED], "told 2 times to be broken, and was 1"),
        ([FAULT], [BROKEN, FIXED, replace(FIXED, run=20)], "told 2 times to be fixed, and was 1"),
        ([FAULT], [BROKEN, FIXED, line(7, "newly in error: no", RULE)], "explains other"),
        ([FAULT], [replace(BROKEN, target="mi"), FIXED], "mi: a.rule: newly broken: nothing"),
        ([CLOUD], [line(2, "no longer proven: last")], "explains unproven"),
        ([CLOUD], [line(14, "no longer proven: last")], "explains unproven"),
        ([CLOUD], [line(3, "newly broken")], "explains broken"),
        (
            [CLOUD],
            [line(n, "no longer proven: last") for n in (4, 9)],
            "run 9: me: a.rule: told again",
        ),
        ([CLOSED], [BACK], "me: closed: closed since run 8, and not told by run 13"),
        ([CLOSED], [GONE], "me: closed: open since run 9, and not told by run 14"),
        ([CLOSED], [replace(GONE, run=7), GONE, BACK], "explains closed"),
        ([CLOSED], [GONE, BACK, replace(BACK, run=10)], "me: told 2 times to be open"),
        ([FAULT], [BROKEN, FIXED, replace(GONE, run=7)], "explains closed"),
    ],
)
def test_night_that_says_what_was_not_so_or_misses_what_was_is_seen(
    spells: list[Spell], lines: list[Line], words: str
) -> None:
    assert any(words in each for each in wrong(spells, *lines)), wrong(spells, *lines)


@pytest.mark.parametrize(
    ("run", "rule", "since", "words"),
    [
        (7, RULE, 6, ""),
        (7, OTHER, 7, ""),
        (7, RULE, 5, "run 7: me: a.rule: called broken since run 5, too early"),
        (17, RULE, 6, "run 17: me: a.rule: called broken, and was not"),
        (7, "a.third", 7, "run 7: me: a.third: called broken, and was not"),
    ],
)
def test_what_is_called_broken_was_broken_since_then(
    run: int, rule: str, since: int, words: str
) -> None:
    found = wrong([FAULT], BROKEN, FIXED, broken={run: (rule, since)})

    assert found == ([words] if words else [])


def test_nights_that_begin_later_see_what_goes_on_then() -> None:
    assert spells_from([FAULT, CLOUD, CLOSED], 8) == [replace(FAULT, begins=8), CLOSED]


def test_line_is_read_as_a_log_shows_it() -> None:
    read = [
        Line.read(3, each)
        for each in ("me: a-b.c-d: newly broken", "mi: newly unreachable: GET http://h:1/: gone")
    ]

    assert read == [
        Line(3, "me", "a-b.c-d", "newly broken"),
        Line(3, "mi", "", "newly unreachable: GET http://h:1/: gone"),
    ]


EVENTS = (
    comes(1, "05:00", "me", "logout-keeps-cookie", "logout.deletes-cookie"),
    restart(1, "15:00", "me"),
    goes(2, "06:30", "me", "logout-keeps-cookie"),
    comes(2, "07:00", "mi", "token-lives-9h", "token.dies-after-8h"),
    key(2, "08:00", "mi", keeps_old=True),
    comes(2, "09:00", "cdp", "closed-for-maintenance"),
)


def test_spells_are_from_the_first_run_that_can_see_them() -> None:
    spells = {(each.target, each.name): each for each in spells_of(EVENTS)}
    cookie, lives = spells["me", "logout-keeps-cookie"], spells["mi", "token-lives-9h"]
    restarted = spells["me", "restarted, all sessions gone"]

    assert (cookie.kind, cookie.begins, cookie.ends, cookie.patience) == (Kind.FAULT, 2, 8, 5)
    assert (lives.begins, lives.patience) == (8, 10)
    assert lives.ends > OF_NIGHTS * A_NIGHT
    assert "sso.token-dies-after-8h" in lives.may_show
    assert (restarted.kind, restarted.begins, restarted.ends) == (Kind.CLOUD, 5, 6)
    assert spells["cdp", "closed-for-maintenance"].kind is Kind.CLOSED
    assert len(spells) == 5


def test_table_of_events_can_be_held() -> None:
    known = rules.load()
    for each in spells_of(NIGHTS):
        product = INSTANCES[each.target].partition("+")[0]
        assert all(known[rule].strength(product) != "advised" for rule in each.shows), each
        assert each.begins < OF_NIGHTS * A_NIGHT
    come = [(e.target, e.change) for e in NIGHTS if e.change and e.asked[0] == "POST"]
    gone = [(e.target, e.change) for e in NIGHTS if e.change and e.asked[0] == "DELETE"]
    assert sorted(come) == sorted(gone)
    assert at(27, "01:00").isoformat() == "2027-10-31T01:00:00+00:00"


def a_run(tmp_path: Path, *new: str, rules: tuple[dict[str, str], ...] = (), **more):
    first = new[0] if new else "Nothing new since last time."
    (tmp_path / "summary.md").write_text(f"## New since last time\n\n{first}\n")
    results = {"started": f"at {more.get('number', 0)}", "rules": rules, "results": []}
    console = "\n".join([*(f"new: {each}" for each in new), "me conformant"])
    run = {"exit_code": 0, "console": console, "reports": tmp_path, "results": results}
    return SimpleNamespace(**(run | {n: each for n, each in more.items() if n != "number"}))


def test_news_of_a_run_are_those_of_its_log(tmp_path: Path) -> None:
    assert news_of(a_run(tmp_path)) == []
    assert news_of(a_run(tmp_path, "me: a.rule: newly broken")) == ["me: a.rule: newly broken"]


def test_log_and_summary_that_disagree_are_seen(tmp_path: Path) -> None:
    run = a_run(tmp_path, "me: a.rule: newly broken")
    (tmp_path / "summary.md").write_text("## New since last time\n\nNothing new since last time.\n")

    with pytest.raises(AssertionError):
        news_of(run)


def test_error_and_odd_exit_code_are_problems(tmp_path: Path) -> None:
    said, results = Nights(), a_run(tmp_path).results
    error = {"outcome": "error", "target": "me", "rule": RULE, "detail": "no network"}

    said.note(a_run(tmp_path, results=results | {"results": [error]}))
    said.note(a_run(tmp_path, exit_code=11))

    assert problems(said, [])[0] == "run 0: me: a.rule: no network"
    assert problems(said, [])[1].startswith("run 1: exit code 11: ")


def test_rule_is_broken_since_the_run_that_it_names(tmp_path: Path) -> None:
    said = Nights()
    rule = {"target": "me", "rule": RULE, "outcome": "broken", "strength": "implied"}
    advice = rule | {"rule": OTHER, "strength": "advised", "since": "at 1"}

    for number, since in enumerate(("at 0", "at 0", "before")):
        run = a_run(tmp_path, rules=(rule | {"since": since}, advice), number=number)
        said.note(run)

    assert said.broken == [{("me", RULE): each} for each in (0, 0, -1)]


def test_table_shows_what_happened_beside_what_was_said() -> None:
    said = Nights(broken=[{} for _ in range(2 * A_NIGHT)])
    words = "newly broken"
    said.lines = [line(2, words), line(2, words, OTHER), line(9, "newly unreachable: gone", "")]

    assert table(said, EVENTS).splitlines() == [
        "night 1, 2027-10-05",
        "    05. 05:00  me: begins: logout-keeps-cookie",
        "  said at 06:10: me: newly broken (a.rule, an.other)",
        "night 2, 2027-10-06",
        "    05. 15:00  me: restarted, all sessions gone",
        "    06. 06:30  me: ends: logout-keeps-cookie",
        "    06. 07:00  mi: begins: token-lives-9h",
        "    06. 08:00  mi: signs by a new key, keeps the old one",
        "    06. 09:00  cdp: begins: closed-for-maintenance",
        "  said at 14:20: me: newly unreachable: gone",
    ]
    assert list(rows(Nights(broken=said.broken), (), 0))[1:] == ["  said nothing new"]
    assert moment_of(0).isoformat() == "2027-10-05T02:10:00+00:00"


@pytest.mark.starts_process
@pytest.mark.many_nights
def test_forty_nights_say_what_happened(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    said = Nights()
    for said in hold(tmp_path, NIGHTS, range(OF_NIGHTS)):  # noqa: B007 - the last has it all
        pass
    record_property("table", table(said, NIGHTS))

    assert len(said.broken) == OF_NIGHTS * A_NIGHT
    assert problems(said, spells_of(NIGHTS)) == []
