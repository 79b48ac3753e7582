"""The top of the page shows every text as it is, and none is taken for markup or for a template."""

import re
from dataclasses import replace
from itertools import count, pairwise

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError
from markupsafe import Markup

from harness.core.outcomes import Outcome
from harness.history.comparison import Change
from harness.history.history import History
from harness.history.store import Entry, PastTarget
from harness.reports.card import Card, CardPlace, Follower
from harness.reports.differing import Piece
from harness.reports.earlier import Earlier, EarlierRun
from harness.reports.exchange_shown import ShownExchange
from harness.reports.files import NIGHTS
from harness.reports.fronts import Front
from harness.reports.missing import By, MissingPart
from harness.reports.operations import Group, Mark, MetAnswer, OperationRow, OperationsPart
from harness.reports.overview import (
    FEW_CARDS,
    FIRST_NEWS,
    Legends,
    Page,
    TargetPart,
    document,
    environment,
    overview,
    page_of,
    part,
    rendered,
)
from harness.reports.page_news import NewsLine
from harness.reports.rule_table import RuleCell, RuleRow
from tests.harness.making import ADVISED, DOCUMENTED, MARKUP, a_record, a_result, a_run

MOST_FOR_A_TARGET = 10_000
"""Characters of the page; with pytest-html's rows, 100 targets are to be within 3 MB."""
HOSTILE = f"\"'>{MARKUP}</style>&amp;{{{{ 7*7 }}}}{{% include 'x' %}}{{# gone #}}"
"""Would end an attribute, be markup, or be computed or dropped by a template."""


def a_card(text):
    """A card whose every text is another one."""
    exchange = ShownExchange(
        request=text(),
        request_headers=((text(), text()),),
        request_body=text(),
        answer=text(),
        answer_headers=((text(), text()),),
        answer_body=text(),
        took=text(),
    )
    places = tuple(
        CardPlace(rule=text(), operation=text(), request=text(), cases=(text(),), since=text())
        for _ in range(2)
    )
    return Card(
        id=text(),
        target=text(),
        product="me",
        outcome=text(),
        rule=text(),
        says=text(),
        strength=text(),
        expected=(Piece(text(), differs=True), Piece(text(), differs=False)),
        came=(Piece(text(), differs=True), Piece(text(), differs=False)),
        note=text(),
        rate=text(),
        is_new=False,
        since=text(),
        whose=text(),
        stated_at=text(),
        link=text(),
        steps=text(),
        replay=text(),
        exchange=exchange,
        places=places,
        more_places=3,
        follows=(Follower(text(), text()),),
        tests=(),
        asked=text(),
        here=text(),
        often=text(),
        told=(text(), text()),
        to_set=text(),
        unproven=(Follower(text(), text()),),
        earlier=Earlier((EarlierRun(text(), text(), text()),), text(), text()),
        markdown=text(),
    )


def a_target_part(text):
    """A target whose every text is another one."""
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
    return TargetPart(
        name=text(),
        product=text(),
        url=text(),
        effects=text(),
        budget=text(),
        verdict=text(),
        badge=text(),
        words=text(),
        cards=1,
        notable=(text(), text(), text(), text()),
        not_made=2,
        operations=OperationsPart(text(), is_open=True, groups=(group,), left_out=text()),
    )


def a_page(text):
    """A page whose every text is another one that ``text`` makes."""
    cell = RuleCell(word=text(), title=text(), since=text(), card=text())
    terms = [((text(), text()),) for _ in range(4)]
    return Page(
        version=text(),
        started=text(),
        made_of=text(),
        has_nights=True,
        problem=text(),
        is_whole=False,
        news=(NewsLine(text()), NewsLine(text(), text())),
        more_news=(NewsLine(text()),),
        fronts=(
            Front(
                *(text(), text(), text()),
                times=2,
                first=text(),
                last=text(),
                answered=text(),
                curl=text(),
                exchange=ShownExchange(
                    request=text(),
                    request_headers=(),
                    request_body="",
                    answer=text(),
                    answer_headers=((text(), text()),),
                    answer_body=text(),
                    took=text(),
                ),
            ),
        ),
        targets=(a_target_part(text),),
        cards=(a_card(text),),
        open_cards=1,
        rules=(RuleRow(id=text(), says=text(), strength=text(), cells=(cell, None)),),
        missing=tuple(
            MissingPart(by, needs, text(), 2, (text(),), (text(),))
            for by, needs in ((By.WAITING, ""), (By.GIVING, text()))
        ),
        legends=Legends(*terms),
        is_long=False,
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
    texts = [each.get_text() for each in found.find_all("template")]
    values = [value for each in found.find_all() for value in each.attrs.values()]
    return "\n".join([found.get_text(), *texts, *values])


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


@pytest.mark.parametrize("runs", [None, {}], ids=["without", "with"])
def test_nights_are_linked_where_they_are_kept(runs):
    page = shown(a_record(), History({}, runs=runs))

    assert (f'href="{NIGHTS}"' in page) is (runs is not None)


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
        f"POST /users/login, case: {HOSTILE}",
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


def test_broken_advice_is_called_advice():
    page = soup(shown(a_record(a_result(Outcome.BROKEN, ADVISED))))

    assert page.find("td", class_="o advice") is not None
    assert page.find("td", class_="o broken") is None
    assert page.find("h2", id="cards-title").get_text().split() == (
        ["What", "is", "broken", "(0),", "and", "what", "is", "advised", "otherwise", "(1)"]
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_whole": True, "problem": "", "news": ()}, ["Nothing new."]),
        (
            {"is_whole": False, "problem": "", "news": (NewsLine("a"),)},
            ["This run did not check everything.", "a"],
        ),
        ({"is_whole": True, "problem": "damaged", "news": ()}, ["damaged", "Nothing new."]),
    ],
    ids=["nothing", "part", "problem"],
)
def test_news_say_what_they_rest_on(changes, words):
    page = replace(a_page(lambda: "x"), targets=(), rules=(), more_news=(), **changes)

    news = soup(rendered(page)).find("h2", string="New since last time")

    said = [each.get_text(strip=True) for each in news.find_next_siblings(["p", "ul"])]
    assert said == words


def test_news_beyond_the_first_are_folded():
    history = History({})
    history.changes = [Change("acme", f"rule-{n}", "newly broken") for n in range(FIRST_NEWS + 2)]
    history.changes.append(Change("acme", "rule", "still broken since", is_new=False))

    page = page_of(a_run(), history)

    assert (len(page.news), len(page.more_news)) == (FIRST_NEWS, 2)
    assert "2 more" in soup(rendered(page)).find(id="news").find("summary")


@pytest.mark.parametrize(
    ("number", "is_open"), [(1, 1), (FEW_CARDS, 1), (FEW_CARDS + 1, 0)], ids=str
)
def test_first_card_is_open_where_there_are_few(number, is_open):
    records = [a_record(a_result(Outcome.BROKEN), name=f"t{n}") for n in range(number)]

    cards = soup(overview(a_run(*records), History({}))).find_all("article")

    assert [len(cards), sum(each.details.has_attr("open") for each in cards)] == [number, is_open]


def test_conformant_targets_are_folded_where_there_are_many():
    fine = [a_record(a_result(Outcome.KEPT), name=f"t{n}") for n in range(5)]
    broken = a_record(a_result(Outcome.BROKEN), name="staging")

    verdicts = soup(overview(a_run(*fine, broken), History({}))).find(id="verdicts")

    assert verdicts.find(class_="fine").find_all("tr", attrs={"data-target": "t0"})
    assert verdicts.find("tr", attrs={"data-target": True})["data-target"] == "staging"


def test_cell_leads_to_its_card():
    page = soup(shown(a_record(a_result(Outcome.BROKEN))))

    [cell] = page.find(id="rules").find_all("td", class_="o broken")
    assert page.find(id=cell.a["href"].removeprefix("#")).name == "article"


def test_what_needs_a_script_is_hidden_without():
    page = soup(rendered(a_page(lambda: "x")))

    controls = page.find_all(["button", "form", "input", "select"])
    assert controls
    assert [each for each in controls if not is_hidden(each)] == []


def is_hidden(element):
    """Whether it, or what it is in, is not shown before a script does."""
    around = [element, *element.parents]
    return any(
        each.has_attr("hidden") or each.name == "dialog"
        for each in around
        if each.name != "[document]"
    )


def test_one_heading_leads_and_no_level_is_left_out():
    levels = [
        int(each.name[1])
        for each in soup(rendered(a_page(lambda: "x"))).find_all(["h1", "h2", "h3", "h4"])
    ]

    assert levels.count(1) == 1
    assert max(later - before for before, later in pairwise(levels)) == 1


def test_cells_of_tables_have_headings():
    tables = soup(rendered(a_page(lambda: "x"))).find_all("table")

    assert tables
    assert all(each.has_attr("scope") for table in tables for each in table.find_all("th"))


@pytest.mark.parametrize("name", ["page.css", "page.js"])
def test_page_is_whole_without_another_file(name):
    text = part(name)

    assert text.count("{") == text.count("}") > 10
    assert not {"http:", "https:", "@import", "url(", "</s"} & set(
        re.findall(r"https?:|@import|url\(|</s", text)
    )


def test_page_is_whole_without_rows_of_pytest_html():
    rest = Markup("<p>{}</p>").format(HOSTILE)

    page = soup(document(a_run(a_record(a_result(Outcome.BROKEN))), History({}), "", rest))

    assert page.find("main").find(id="rows").p.get_text() == HOSTILE
    assert [len(page.find_all(name)) for name in ("h1", "main", "style", "script")] == [1, 1, 1, 1]
    assert page.html["lang"] == "en"


def test_many_targets_are_shown_by_signs():
    records = [
        a_record(
            a_result(Outcome.BROKEN if n < 30 else Outcome.KEPT, operation="login"), name=f"t{n}"
        )
        for n in range(100)
    ]

    page = overview(a_run(*records), History({}))

    assert len(soup(page).find(class_="wide many").find_all("td")) == 100
    assert len(page) / 100 < MOST_FOR_A_TARGET


def test_size_of_few_targets_would_be_too_much_for_many():
    record = a_record(a_result(Outcome.BROKEN, operation="login"))

    assert len(shown(record)) > MOST_FOR_A_TARGET
