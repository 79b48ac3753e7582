"""The top of the page shows every text as it is, and none is taken for markup or for a template."""

from dataclasses import replace
from itertools import count

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError

from harness.core.outcomes import Outcome
from harness.history.comparison import Change
from harness.history.history import History
from harness.history.store import Entry, PastTarget
from harness.reports.operations import Group, Mark, MetAnswer, OperationRow, OperationsPart
from harness.reports.overview import (
    Page,
    RuleCell,
    RuleRow,
    TargetPart,
    environment,
    overview,
    page_of,
    rendered,
)
from tests.harness.making import ADVISED, DOCUMENTED, MARKUP, a_record, a_result, a_run

HOSTILE = f"\"'>{MARKUP}</style>&amp;{{{{ 7*7 }}}}{{% include 'x' %}}{{# gone #}}"
"""Would end an attribute, be markup, or be computed or dropped by a template."""


def a_page(text):
    """A page whose every text is another one that ``text`` makes."""
    answer = MetAnswer(kind=text(), title=text(), words=text())
    mark = Mark(rule=text(), word=text(), sign=text(), shown=text())
    operation = OperationRow(
        id=text(),
        method=text(),
        path=text(),
        marks=(mark,),
        spoken=text(),
        answers=(answer,),
        missing=(text(),),
    )
    group = Group(name=text(), operations=(operation,))
    target = TargetPart(
        name=text(),
        product=text(),
        url=text(),
        effects=text(),
        budget=text(),
        verdict=text(),
        badge=text(),
        words=text(),
        notable=(text(),),
        why_unproven=(text(),),
        operations=OperationsPart(words=text(), is_open=True, groups=(group,)),
    )
    cell = RuleCell(word=text(), title=text(), strength=text(), since=text())
    return Page(
        version=text(),
        started=text(),
        problem=text(),
        is_whole=False,
        news=(text(),),
        targets=(target,),
        rules=(RuleRow(id=text(), says=text(), cells=(cell, None)),),
    )


def texts(words, made):
    """Make texts that are told apart by a number, and list them in ``made``."""
    numbers = count(100)

    def text():
        made.append(f"{next(numbers)} {words}")
        return made[-1]

    return text


def soup(shown):
    return BeautifulSoup(shown, "html.parser", multi_valued_attributes=None)


def markup(shown):
    """The elements of a page in order, each with the names of its attributes."""
    return [(each.name, sorted(each.attrs)) for each in soup(shown).find_all()]


def read(shown):
    """All that a person can read in a page, titles and classes included."""
    found = soup(shown)
    values = [value for each in found.find_all() for value in each.attrs.values()]
    return "\n".join([found.get_text(), *values])


def shown(record, history=None):
    return overview(a_run(record), history or History({}))


def test_no_text_is_taken_for_markup():
    hostile, plain = (rendered(a_page(texts(words, []))) for words in (HOSTILE, "plain"))

    assert markup(hostile) == markup(plain)


def test_every_text_is_shown_as_it_is():
    made: list[str] = []

    page = read(rendered(a_page(texts(HOSTILE, made))))

    assert [text for text in made if text not in page] == []


def test_markup_would_be_seen_if_nothing_escaped_it():
    heedless = environment().overlay(autoescape=False).get_template("overview.html")

    page = heedless.render(page=a_page(texts(HOSTILE, [])))

    assert "img" in {name for name, _ in markup(page)}


def test_name_that_is_not_there_is_an_error():
    template = environment().from_string("{{ page.nothing }}")

    with pytest.raises(UndefinedError, match="nothing"):
        template.render(page=a_page(str))


def test_report_escapes_what_an_instance_says():
    history = History({"acme": PastTarget({DOCUMENTED: Entry("broken", HOSTILE)})}, HOSTILE)
    history.changes.append(Change(HOSTILE, DOCUMENTED, HOSTILE))
    record = a_record(
        a_result(Outcome.BROKEN, detail=HOSTILE),
        a_result(Outcome.UNPROVEN, detail=HOSTILE),
        a_result(Outcome.BROKEN, "answers.documented", operation="login", case=HOSTILE),
        name=HOSTILE,
        url=f"http://acme.test/{HOSTILE}",
    )
    record.remarks.add(HOSTILE)

    page = shown(record, history)

    assert {name for name, _ in markup(page)}.isdisjoint({"img"})
    for text in (
        f"cdp at http://acme.test/{HOSTILE}",
        f"{HOSTILE}: 6 operations in 1 group",
        f"remark: {HOSTILE}",
        f"broken: {DOCUMENTED}: {HOSTILE}",
        f"{DOCUMENTED}: {HOSTILE}",
        f"{HOSTILE}: {DOCUMENTED}: {HOSTILE}",
    ):
        assert text in read(page)


def test_badge_says_how_much_was_checked():
    record = a_record(a_result(Outcome.KEPT), a_result(Outcome.EXCLUDED, "logout.answers"))

    badge = soup(shown(record)).find("span", class_="verdict conformant")

    assert badge.get_text() == "conformant · 1 of 2 checked"


def test_what_nobody_sees_is_shown():
    page = read(shown(a_record(a_result(Outcome.BROKEN, detail="came \x1b[2J\u202e"))))

    assert r"came \x1b[2J\u202e" in page
    assert "\x1b" not in page


def test_title_of_a_rule_has_its_place_and_each_detail_in_a_line():
    results = [a_result(Outcome.BROKEN, detail=words) for words in ("b", "a", "a")]

    cell = soup(shown(a_record(*results))).find("td", class_="o broken")

    place, *details = cell["title"].split("\n")
    assert place.startswith("spec/blueprints/cdp/authentication.apib")
    assert details == ["a", "b"]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(Outcome.BROKEN, "implied since 2027-01-02 03:04"), (Outcome.KEPT, "implied")],
    ids=str,
)
def test_since_when_is_told_of_what_is_broken(outcome, words):
    history = History({"acme": PastTarget({DOCUMENTED: Entry(outcome, "2027-01-02T03:04:05Z")})})

    cell = soup(shown(a_record(a_result(outcome)), history)).find("td", class_=f"o {outcome}")

    assert cell.small.get_text(" ") == words


def test_broken_advice_is_called_advice():
    page = soup(shown(a_record(a_result(Outcome.BROKEN, ADVISED))))

    assert page.find("td", class_="o advice") is not None
    assert page.find("td", class_="o broken") is None


def test_rule_that_was_not_checked_on_a_target_has_a_dash_there():
    records = (a_record(a_result(Outcome.KEPT)), a_record(name="other"))

    page = page_of(a_run(*records), History({}))

    [row] = page.rules
    assert [cell and cell.word for cell in row.cells] == ["kept", None]
    assert soup(rendered(page)).find("td", class_="o none").get_text() == "\N{EN DASH}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_whole": True, "problem": "", "news": ()}, ["Nothing new."]),
        (
            {"is_whole": False, "problem": "", "news": ("a",)},
            ["This run did not check everything.", "a"],
        ),
        ({"is_whole": True, "problem": "damaged", "news": ()}, ["damaged", "Nothing new."]),
    ],
    ids=["nothing", "part", "problem"],
)
def test_news_say_what_they_rest_on(changes, words):
    page = replace(a_page(lambda: "x"), targets=(), rules=(), **changes)

    news = soup(rendered(page)).find("h2", string="New since last time")

    said = [each.get_text(strip=True) for each in news.find_next_siblings(["p", "ul"])]
    assert said == words
